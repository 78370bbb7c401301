import Synchronization
package import VermilionDomain
import VermilionEngine

/// A channel that ends attempts as the test says, and keeps what it was handed.
package final class ScriptedChannel: Channel {
    /// One attempt that reached the channel.
    package struct Attempt: Hashable, Sendable {
        package let delivery: Delivery
        package let outcome: Outcome
        package let at: Instant
    }

    package let name: ChannelName
    private let answer: @Sendable (Delivery, Int) async -> Outcome
    private let log = Mutex<[Attempt]>([])

    /// - Parameter answer: from the delivery and the number of the attempt at this channel, from 0.
    package init(
        _ name: ChannelName,
        answer: @escaping @Sendable (Delivery, Int) async -> Outcome = { _, _ in .delivered(reply: "250 OK") }
    ) {
        self.name = name
        self.answer = answer
    }

    /// Everything that a reader could be told, so that a change of text shows as a change of bytes.
    package func compose(_ notice: Notice, for reader: Reader) -> [UInt8] {
        let parts = [
            "\(notice.id)", notice.kind.rawValue, notice.incident.kind.rawValue, notice.incident.subject.text,
            notice.before.map { "\($0)" } ?? "-", notice.incident.amount.map { "\($0)" } ?? "-", "\(notice.at)",
        ]
        let gathered = notice.digest?.entries.map(\.words) ?? []
        return Array((parts + gathered).joined(separator: " ").utf8)
    }

    package func deliver(_ delivery: Delivery, at now: Instant) async -> Outcome {
        let number = log.withLock { $0.count }
        let outcome = await answer(delivery, number)
        log.withLock { $0.append(Attempt(delivery: delivery, outcome: outcome, at: now)) }
        return outcome
    }

    /// Attempts that have ended, in that order.
    package var attempts: [Attempt] { log.withLock { $0 } }

    /// What arrived, in the order of arrival.
    package var arrived: [Delivery] { attempts.filter { $0.outcome.kind == .delivered }.map(\.delivery) }
}
