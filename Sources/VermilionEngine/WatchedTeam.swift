package import VermilionDomain

/// A team with everything needed to watch it.
package struct WatchedTeam: Sendable {
    package let watch: Watch
    package let sources: [any Source]
    package let channels: [any Channel]
    /// Which notices go to which of the channels.
    package let routes: [Route]
    package let reader: Reader
    /// A notice in one line, for digests.
    package let line: @Sendable (Notice, Reader) -> String
    /// Reads the lots files of the watch, as they are now.
    package let readLots: @Sendable () async -> [LotsReading]

    package init(
        watch: Watch, sources: [any Source], channels: [any Channel], routes: [Route]? = nil, reader: Reader,
        line: @escaping @Sendable (Notice, Reader) -> String = { notice, _ in notice.id.description },
        readLots: @escaping @Sendable () async -> [LotsReading] = { [] }
    ) {
        self.watch = watch
        self.sources = sources
        self.channels = channels
        self.routes = routes ?? channels.map { Route($0.name) }
        self.reader = reader
        self.line = line
        self.readLots = readLots
    }

    package var name: TeamName { watch.team }

    /// The deliveries of a notice, with their texts fixed now.
    ///
    /// - Parameter told: channels that were told of its incident before.
    func deliveries(of notice: Notice, told: Set<ChannelName>, silences: [Silence]) -> [Delivery] {
        guard !silences.contains(where: { $0.covers(notice) }) else { return [] }
        return channels.flatMap { channel -> [Delivery] in
            let mine = routes.filter { $0.channel == channel.name }
            let times = mine.compactMap { route in
                route.time(for: notice, isTold: told.contains(channel.name), zone: reader.zone).map { ($0, route) }
            }
            guard let (earliest, route) = times.min(by: { $0.0 < $1.0 }) else { return [] }
            let entry =
                route.digest != nil && notice.incident.severity < .critical
                ? Digest.Entry(notice, words: line(notice, reader), language: reader.language) : nil
            return channel.deliveries(
                of: notice, for: reader, notBefore: earliest > notice.at ? earliest : nil, digest: entry)
        }
    }
}
