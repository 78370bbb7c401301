import Synchronization
import VermilionDomain
import VermilionEngine
import VermilionStore
import VermilionTestSupport

/// A mail server that is gone for six hours while ten thousand messages wait for it.
struct Outage {
    static let messages = 10_000

    /// How often the server was asked while it was gone.
    let attempts: Int
    /// How long after its return the last message had got through, in virtual time.
    let recovery: Duration
    let violations: [String]

    init() async throws {
        let clock = ManualClock(start: try .at("2025-07-24"))
        let store = try Store.copy(ofStateIn: "/nonexistent")
        let post = Post("mail", seed: 0, clock: clock, tempo: Tempo(atOnce: 4))
        try await Self.queue(in: store, at: clock.wallTime)
        let courier = Courier(channel: post, store: store, worker: "courier", time: .manual(clock))

        post.mood.withLock { $0 = .down }
        let gone = clock.now
        while clock.now < gone.advanced(by: .hours(6)) {
            _ = try await courier.deliverDue(patience: .zero)
            clock.advance(by: .seconds(30))
        }
        attempts = post.attempts.count
        post.mood.withLock { $0 = .well }
        let back = clock.now
        var rounds = 0
        while try await store.nextAttempt(from: post.name, tempo: post.tempo, at: clock.wallTime) != nil, rounds < 1_000
        {
            _ = try await courier.deliverDue(patience: .zero)
            clock.advance(by: .seconds(30))
            rounds += 1
        }
        recovery = back.duration(to: clock.now)
        let arrived = post.attempts.filter { $0.outcome.kind == .delivered }.map(\.delivery.id)
        var violations: [String] = []
        if Set(arrived).count != Self.messages { violations.append("\(Set(arrived).count) messages arrived") }
        if arrived.count != Self.messages { violations.append("\(arrived.count - Set(arrived).count) came twice") }
        self.violations = violations
    }

    private static func queue(in store: Store, at now: Instant) async throws {
        let watch = Watch(team: "Acme", rules: AlertRules(), zone: .utc, sources: ["csv"], lots: [], channels: [])
        let reading = Reading(source: "csv", usage: [])
        _ = try await store.commit(reading, of: watch, at: now) { books, changes in
            let decision = try Decision(books: books, reading: reading, changes: changes, watch: watch, at: now)
            let deliveries = (1...messages).map { number in
                Delivery(
                    id: DeliveryID(
                        notice: NoticeID(
                            incident: IncidentID(installation: books.nextIncident.installation, number: Int64(number)),
                            number: 1), channel: "mail"), kind: .opened, payload: Array(repeating: 65, count: 4_000),
                    created: now)
            }
            return (decision, deliveries)
        }
    }
}
