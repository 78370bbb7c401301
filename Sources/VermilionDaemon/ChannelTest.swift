package import VermilionDomain
import VermilionEngine
import VermilionSettings

/// `vermilion test`: sends a message that is marked as a test past the outbox, and tells what came of it.
package struct ChannelTest: Sendable {
    package struct Result: Sendable {
        package let channel: ChannelName
        package let outcome: Outcome
    }

    private let installation: Installation
    private let channels: [any Channel]

    package init(_ installation: Installation) {
        self.installation = installation
        channels =
            installation.assembly(
                transports: Transports(), output: .standardError(installation.environment), time: .system
            ).channels
    }

    package var names: [ChannelName] { channels.map(\.name) }

    /// - Parameter names: all of them known.
    package func run(_ names: [ChannelName], at now: Instant) async throws -> [Result] {
        let reader = Reader(language: installation.settings.language, zone: installation.zone)
        let notice = try Notice.test(at: now, zone: reader.zone)
        var results: [Result] = []
        for channel in names.compactMap({ name in channels.first { $0.name == name } }) {
            let delivery = Delivery(
                id: DeliveryID(notice: notice.id, channel: channel.name), kind: .test,
                payload: channel.compose(notice, for: reader), created: now)
            results.append(Result(channel: channel.name, outcome: await channel.deliver(delivery, at: now)))
        }
        return results
    }
}
