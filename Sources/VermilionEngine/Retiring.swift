package import VermilionDomain

extension Engine {
    /// Notes that its teams are watched under a configuration from now on, and takes leave of those that were and are no
    /// more: their incidents end, and the channels that were told of them hear it, where they are still there.
    ///
    /// - Parameter configuration: names it for ever, as the path of its file; a team that is watched under another one is
    ///   none of its business.
    package func retireOthers(under configuration: String) async throws -> [Retirement] {
        let now = time.now()
        return try await store.watch(Set(teams.map(\.name)), under: configuration, at: now) { [channels, reader] in
            let retirement = try Retirement(of: $0, ending: $1, told: $2, at: now)
            return (retirement, Self.deliveries(of: retirement, to: channels, reader: reader))
        }
    }

    private static func deliveries(
        of retirement: Retirement, to channels: [any Channel], reader: Reader
    ) -> [Delivery] {
        retirement.notices.flatMap { notice in
            channels.filter { retirement.concerns($0.name, notice) }.flatMap { $0.deliveries(of: notice, for: reader) }
        }
    }
}
