package import VermilionDomain

/// A team with everything needed to watch it.
package struct WatchedTeam: Sendable {
    package let watch: Watch
    package let sources: [any Source]
    /// Where its notices go.
    package let channels: [any Channel]
    package let reader: Reader

    package init(
        watch: Watch, sources: [any Source], channels: [any Channel], reader: Reader
    ) {
        self.watch = watch
        self.sources = sources
        self.channels = channels
        self.reader = reader
    }

    package var name: TeamName { watch.team }
}
