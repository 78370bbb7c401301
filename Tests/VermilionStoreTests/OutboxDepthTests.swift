import GRDB
import Testing
import VermilionDomain
import VermilionEngine
import VermilionTestSupport

@testable import VermilionStore

@Suite struct `The depth of the outbox` {
    private let state: TemporaryState
    private var start: Instant { state.start }
    private var store: Store { state.store }

    init() throws { state = try TemporaryState() }

    @Test func `counts what waits and what died, for each channel`() async throws {
        #expect(try await store.depths(at: start) == [:])
        try await store.queue(teams: ["A", "B", "C"], channels: ["mail", "chat"], at: start)
        var both = OutboxDepth()
        (both.queued, both.oldestDue) = (3, start)
        #expect(try await store.depths(at: start + .hours(1)) == ["mail": both, "chat": both])
        for outcome in [Outcome.delivered(reply: "250"), .refused(reason: "550"), .retry(reason: "421", after: nil)] {
            let now = start + .seconds(10)
            var delivery = try #require(
                try await store.claim(from: "mail", at: now, lease: .of("a", until: now + .seconds(30))))
            delivery.record(outcome, at: now, backoff: .standard, chance: 0)
            try await store.settle(delivery, worker: "a")
        }
        var rest = OutboxDepth()
        // What is to be tried again is as old as it was.
        (rest.queued, rest.dead, rest.oldestDue) = (1, 1, start)
        #expect(try await store.depths(at: start + .hours(1)) == ["mail": rest, "chat": both])
    }

    @Test func `knows nothing as due before its time`() async throws {
        _ = try await store.take([try .on("2025-07-22", "1")], of: .of("Acme"), at: start, channels: [])
        let incident = try #require(try await store.incidents(includingClosed: false).first)
        let delivery = Delivery(
            id: DeliveryID(notice: NoticeID(incident: incident.id, number: 9), channel: "mail"), kind: .opened,
            payload: [], created: start, notBefore: start + .hours(8))
        try await store.write { [store] db in try store.insert(db, delivery) }
        #expect(try await store.depths(at: start + .hours(7))["mail"]?.queued == 1)
        #expect(try await store.depths(at: start + .hours(7))["mail"]?.oldestDue == nil)
        #expect(try await store.depths(at: start + .hours(9))["mail"]?.oldestDue == start + .hours(8))
    }

    @Test(arguments: [Store.waiting, Store.dead])
    func `is read from an index that holds nothing else`(sql: String) throws {
        let plan = try state.rows("EXPLAIN QUERY PLAN " + sql.replacing(":now", with: "0"))
        #expect(plan.count == 1, "no sorting: \(plan)")
        #expect(plan.allSatisfy { $0.contains("USING COVERING INDEX delivery_") }, "\(plan)")
        #expect(plan.allSatisfy { $0.contains("delivery_waiting") || $0.contains("delivery_dead") }, "\(plan)")
    }

    @Test func `is not all that is asked: sources and open incidents of one team`() async throws {
        for team in ["A", "B"] as [TeamName] {
            _ = try await store.take([try .on("2025-07-22", "1")], of: .of(team), at: start)
        }
        let standing = try await store.standing(of: .of("A", sources: ["csv", "never"]))
        #expect(standing.sources.map(\.id) == ["csv"])
        #expect(standing.sources.map(\.lastGood) == [start])
        #expect(standing.incidents.map(\.team) == ["A"])
        #expect(standing.incidents.map(\.kind) == [.uncharged])
        #expect(try await store.standing(of: .of("A", sources: ["other"])).sources.isEmpty)
    }

    @Test func `can be written to, or not: touching it does write`() async throws {
        try await store.touch()
        let log = try #require(try state.rows("PRAGMA wal_checkpoint(TRUNCATE)").first)
        #expect(log.hasPrefix("0|"))
        try await store.touch()
        // Something was written, so that a full disk would have been met.
        let written = try state.rows("PRAGMA wal_checkpoint(PASSIVE)").first?.split(separator: "|").map(String.init)
        #expect(written?[1] != "0")
    }

    @Test func `touching it leaves the version that a newer program has made`() async throws {
        _ = try state.rows("PRAGMA user_version = 99")
        try await store.touch()
        #expect(try state.rows("PRAGMA user_version") == ["99"])
    }
}
