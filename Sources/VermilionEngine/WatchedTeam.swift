package import VermilionDomain

/// A team with everything needed to watch it.
package struct WatchedTeam: Sendable {
    package let watch: Watch
    package let sources: [any Source]
    /// Where its notices go.
    package let channels: [any Channel]
    package let reader: Reader
    /// Reads the lots files of the watch, as they are now.
    package let readLots: @Sendable () async -> [LotsReading]

    package init(
        watch: Watch, sources: [any Source], channels: [any Channel], reader: Reader,
        readLots: @escaping @Sendable () async -> [LotsReading] = { [] }
    ) {
        self.watch = watch
        self.sources = sources
        self.channels = channels
        self.reader = reader
        self.readLots = readLots
    }

    package var name: TeamName { watch.team }
}
