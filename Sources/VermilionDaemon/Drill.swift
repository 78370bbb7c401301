package import VermilionDomain
package import VermilionEngine
import VermilionSettings
import VermilionStore

/// `vermilion drill`: sends a marked message through every channel, by the outbox as all others go, so that its receipts
/// are kept.
package struct Drill: Sendable {
    private let installation: Installation
    private let assembly: Assembly

    package init(_ installation: Installation) {
        self.installation = installation
        assembly = installation.assembly(
            transports: Transports(), output: .standardError(installation.environment), time: .system)
    }

    /// - Parameter patience: how long to wait for a daemon that took a message up.
    /// - Returns: what became of the messages so far, in the order of the channels.
    package func run<C: Clock>(
        time: TimeSource<C>, patience: Duration
    ) async throws -> [Delivery] where C.Duration == Duration {
        let store = try installation.store()
        let now = time.now()
        let reader = Reader(language: installation.settings.language, zone: installation.zone)
        let channels = assembly.channels
        let queued = try await store.queue { id in
            let notice = try Notice.trial(.drill, id: id, at: now, zone: reader.zone)
            return channels.flatMap { channel in
                channel.letters(notice, for: reader).map { letter in
                    Delivery(
                        id: DeliveryID(notice: id, channel: channel.name, recipient: letter.recipient), kind: .drill,
                        payload: letter.payload, created: now)
                }
            }
        }
        guard let notice = queued.first?.id.notice else { return [] }
        _ = try await assembly.engine(store: store, worker: .process, time: time).deliverDue()
        let end = time.clock.now.advanced(by: patience)
        while true {
            let deliveries = try await store.deliveries(of: notice)
            if deliveries.allSatisfy({ !$0.attempts.isEmpty }) || time.clock.now >= end {
                let order = channels.map(\.name)
                return deliveries.sorted {
                    (order.firstIndex(of: $0.id.channel) ?? .max) < (order.firstIndex(of: $1.id.channel) ?? .max)
                }
            }
            try await time.clock.sleep(for: .milliseconds(200))
        }
    }
}
