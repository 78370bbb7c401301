import Testing
import VermilionDomain
import VermilionEngine
import VermilionStore
import VermilionTestSupport

@Suite struct `A recipient who did not get what the others got` {
    private let state: TemporaryState
    private var start: Instant { state.start }
    private var store: Store { state.store }

    init() throws { state = try TemporaryState() }

    private func claim(_ count: Int = 9, after: Duration = .zero) async throws -> [Delivery] {
        let now = start + after
        return try await store.take(
            wanted: count, from: "mail", at: now, lease: .of("a", until: now + .seconds(30)))
    }

    private func settle(
        _ delivery: Delivery, reference: String? = nil, missed: [Receipt.Missed] = [], after: Duration = .zero
    ) async throws {
        var delivery = delivery
        let receipt = Receipt(reply: "250 OK", reference: reference, missed: missed)
        let parts = delivery.record(.delivered(receipt), at: start + after, backoff: .standard, chance: 0)
        try await store.settle(delivery, parts: parts, worker: "a")
    }

    @Test func `has a dead letter of their own, which is told and can be sent again`() async throws {
        try await store.queue(at: start)
        let refused = Receipt.Missed("bob@example.com", .refused(reason: "bob@example.com was refused: 550 no"))
        try await settle(try #require(try await claim().first), missed: [refused])
        let kept = try await store.deliveries()
        #expect(kept.map(\.id.recipient) == [nil, "bob@example.com"])
        #expect(kept.map(\.state) == [.delivered, .dead])
        #expect(kept.map(\.payload) == [[1], [1]])
        #expect(kept.last?.attempts.map(\.reply) == ["bob@example.com was refused: 550 no"])
        #expect("\(kept[1].id)" == "\(kept[0].id)/bob@example.com")

        let watch = Watch.of("Acme", channels: ["mail", "chat"])
        let told = try await store.take([try .on("2025-07-22", "3.5")], of: watch, at: start + .hours(1), channels: [])
        #expect(told.notices.map(\.incident.subject) == [.channel("mail")])

        let id = try #require(DeliveryID("\(kept[1].id)"))
        _ = try #require(try await store.resend(id, at: start + .hours(2)))
        let again = try #require(try await claim(after: .hours(2)).first)
        #expect(again.id == id)
        try await settle(again, after: .hours(2))
        let over = try await store.take([try .on("2025-07-22", "3.5")], of: watch, at: start + .hours(3), channels: [])
        #expect(over.notices.map(\.kind) == [.closed])
        #expect(try await store.deliveries().map(\.state) == [.delivered, .delivered])
    }

    @Test func `is tried again alone, and gets the messages about an incident in order`() async throws {
        try await store.queue(notices: 3, at: start)
        let later = Receipt.Missed("bob@example.com", .retry(reason: "450 later", after: .minutes(20)))
        try await settle(try #require(try await claim().first), reference: "first", missed: [later])
        let second = try #require(try await claim().first)
        #expect(second.id.recipient == nil && second.id.notice.number == 2, "the others go on")
        #expect(second.waiting == ["bob@example.com"])
        #expect(second.thread == "first")
        let behind = Receipt.Missed("bob@example.com", .retry(reason: "waits", after: nil))
        try await settle(second, reference: "second", missed: [behind], after: .minutes(1))
        let third = try #require(try await claim(after: .minutes(2)).first)
        #expect(third.id.notice.number == 3 && third.thread == "first")
        try await settle(third, after: .minutes(2))

        let alone = try await claim(after: .minutes(21))
        #expect(alone.map(\.id.recipient) == ["bob@example.com"])
        #expect(alone.map(\.id.notice.number) == [1])
        try await settle(alone[0], after: .minutes(21))
        #expect(try await claim(after: .minutes(21)).map(\.id.notice.number) == [2])
    }

    @Test func `who was tried again after a repeat is kept once`() async throws {
        try await store.queue(at: start)
        let delivery = try #require(try await claim().first)
        let refused = Receipt.Missed("bob@example.com", .refused(reason: "550"))
        try await settle(delivery, missed: [refused])
        _ = try await store.resend(delivery.id, at: start + .minutes(1))
        try await settle(try #require(try await claim(after: .minutes(1)).first), missed: [refused], after: .minutes(1))
        let kept = try await store.deliveries()
        #expect(kept.map(\.attempts.count) == [2, 2])
        #expect(kept.map(\.state) == [.delivered, .dead])
    }
}

@Suite struct `A worker's turn` {
    private let state: TemporaryState
    private var start: Instant { state.start }
    private var store: Store { state.store }

    init() throws { state = try TemporaryState() }

    private func take(
        _ count: Int, _ worker: WorkerID = "a", after: Duration = .zero, tempo: Tempo = Tempo(),
        settling settled: [Delivery] = [], holding held: [DeliveryID] = []
    ) async throws -> [Delivery] {
        let now = start + after
        var turn = Turn(at: "mail", tempo: tempo, lease: .of(worker, until: now + .seconds(30)))
        (turn.settled, turn.held, turn.wanted) = (settled, held, count)
        return try await store.take(turn, at: now)
    }

    private func ended(_ deliveries: [Delivery], _ outcome: Outcome, after: Duration = .zero) -> [Delivery] {
        deliveries.map { delivery in
            var delivery = delivery
            delivery.record(outcome, at: start + after, backoff: .standard, chance: 0)
            return delivery
        }
    }

    private func teams(_ count: Int) -> [TeamName] { (0..<count).map { TeamName("Team \($0)") } }

    @Test func `settles several and takes the next of each incident`() async throws {
        try await store.queue(teams: teams(3), notices: 2, at: start)
        let first = try await take(9)
        #expect(first.map(\.id.notice.number) == [1, 1, 1])
        let next = try await take(2, settling: ended(first, .delivered(reply: "250")))
        #expect(next.map(\.id.notice.number) == [2, 2])
        #expect(try await store.deliveries().count { $0.state == .delivered } == 3)
    }

    @Test func `keeps what it holds, and nothing of others`() async throws {
        try await store.queue(teams: teams(2), at: start)
        let mine = try await take(2)
        _ = try await take(0, after: .seconds(20), holding: [mine[0].id])
        #expect(try await take(9, "b", after: .seconds(31)).map(\.id) == [mine[1].id])
        _ = try await take(0, after: .seconds(32), holding: mine.map(\.id))
        #expect(try await take(9, "c", after: .seconds(61)).map(\.id) == [mine[1].id], "b's, until its lease ended")
    }

    @Test func `takes no more than the channel's limit, whoever works`() async throws {
        try await store.queue(teams: teams(7), at: start)
        let tempo = Tempo(limit: Tempo.Limit(3, in: .seconds(10)))
        let first = try await take(2, tempo: tempo)
        #expect(first.count == 2)
        #expect(try await take(9, "b", tempo: tempo).count == 1)
        _ = try await take(0, tempo: tempo, settling: ended(first, .delivered(reply: "200"), after: .seconds(1)))
        #expect(try await take(9, "c", after: .seconds(1), tempo: tempo).isEmpty)
        #expect(
            try await store.nextAttempt(from: "mail", tempo: tempo, at: start + .seconds(1)) == start + .seconds(11))
        #expect(try await take(9, "c", after: .seconds(11), tempo: tempo).count == 2)
    }

    @Test func `leaves a server alone that does not answer, and asks it once in a while`() async throws {
        try await store.queue(teams: teams(40), at: start)
        var attempts = 0
        for second in 0..<600 {
            let taken = try await take(9, after: .seconds(second))
            attempts += taken.count
            _ = try await take(
                0, after: .seconds(second),
                settling: ended(taken, .retry(reason: "refused", after: nil), after: .seconds(second)))
        }
        #expect(attempts > 9 && attempts < 20, "\(attempts)")
        let up = try await store.nextAttempt(from: "mail", tempo: Tempo(), at: start + .minutes(10))
        let next = try #require(up)
        #expect(next <= start + .minutes(15))
        let probe = try await take(9, after: next - start)
        #expect(probe.count == 1)
        _ = try await take(
            0, after: next - start, settling: ended(probe, .delivered(reply: "250"), after: next - start))
        #expect(try await take(9, after: next - start).count == 9)
    }
}
