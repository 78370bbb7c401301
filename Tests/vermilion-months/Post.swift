import Synchronization
import VermilionDomain
import VermilionEngine
import VermilionTestSupport

/// A channel with moods. What it answers follows from the seed, the delivery and the attempt, whatever the order.
final class Post: Channel {
    enum Mood: Hashable, Sendable, CaseIterable {
        case well, down, busy, moody, refusing, broken
    }

    struct Attempt: Sendable {
        let delivery: Delivery
        let outcome: Outcome
        /// Since the beginning, however the clock on the wall is put.
        let at: Duration
    }

    let name: ChannelName
    let tempo: Tempo
    let mood = Mutex(Mood.well)
    private let seed: UInt64
    private let clock: ManualClock
    /// Those who get one message together, and may be refused one by one.
    private let recipients: [String]
    private let log = Mutex<[Attempt]>([])

    init(_ name: ChannelName, seed: UInt64, clock: ManualClock, tempo: Tempo, recipients: [String] = []) {
        self.name = name
        self.seed = seed
        self.clock = clock
        self.tempo = tempo
        self.recipients = recipients
    }

    var attempts: [Attempt] { log.withLock { $0 } }

    func compose(_ notice: Notice, for reader: Reader) -> [UInt8] {
        let parts = [
            "\(notice.id)", notice.kind.rawValue, notice.incident.kind.rawValue, reader.language.rawValue,
            notice.incident.amount.map { "\($0)" } ?? "-", "\(notice.at)",
        ]
        return Array((parts + (notice.digest?.entries.map(\.incident) ?? [])).joined(separator: " ").utf8)
    }

    func deliver(_ delivery: Delivery, at now: Instant) async -> Outcome {
        let outcome = answer(delivery)
        log.withLock { $0.append(Attempt(delivery: delivery, outcome: outcome, at: clock.now.offset)) }
        return outcome
    }

    private func answer(_ delivery: Delivery) -> Outcome {
        let notice = delivery.id.notice
        // Without the name of the installation, which is drawn anew each time.
        let name =
            "\(notice.incident.number)-\(notice.number)-\(delivery.id.recipient ?? "") \(delivery.attempts.count)"
        var chance = SplitMix64(seed: name.utf8.reduce(seed) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 })
        switch mood.withLock({ $0 }) {
        case .well: break
        case .down: return .retry(reason: "refused the connection", after: nil)
        case .busy: return .retry(reason: "429", after: .seconds(chance.draw(1...3_000)))
        case .moody: if chance.happens(percent: 50) { return .retry(reason: "451", after: nil) }
        case .refusing: if chance.happens(percent: 30) { return .refused(reason: "550") }
        case .broken: if chance.happens(percent: 70) { return .misconfigured(reason: "535", hint: "the password") }
        }
        let isTogether = delivery.id.recipient == nil
        let reference = isTogether && chance.happens(percent: 50) ? "ref \(delivery.id)" : nil
        var missed =
            isTogether ? delivery.waiting.sorted().map { Receipt.Missed($0, .retry(reason: "waits", after: nil)) } : []
        for recipient in recipients where isTogether && !delivery.waiting.contains(recipient) {
            if chance.happens(percent: 8) { missed.append(.init(recipient, .retry(reason: "450", after: nil))) }
            if chance.happens(percent: 2) { missed.append(.init(recipient, .refused(reason: "550"))) }
        }
        let all = Set(recipients)
        if !all.isEmpty, isTogether, Set(missed.map(\.recipient)) == all {
            return .retry(reason: "nobody takes it now", after: nil)
        }
        var seen: Set<String> = []
        return .delivered(
            Receipt(reply: "250", reference: reference, missed: missed.filter { seen.insert($0.recipient).inserted }))
    }
}
