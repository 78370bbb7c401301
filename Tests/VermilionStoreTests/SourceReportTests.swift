import Testing
import VermilionDomain
import VermilionEngine
import VermilionStore
import VermilionTestSupport

@Suite struct `What a source says of itself` {
    private let state: TemporaryState
    private var start: Instant { state.start }
    private var store: Store { state.store }

    init() throws { state = try TemporaryState(start: "2026-01-10") }

    private func take(_ reading: Reading, at now: Instant) async throws -> Decision {
        try await store.commit(reading, of: .of("Acme"), at: now) { books, changes in
            (try Decision(books: books, reading: reading, changes: changes, watch: .of("Acme"), at: now), [])
        }
    }

    @Test func `is kept with what stood in its way, poll by poll`() async throws {
        var reading = Reading.good("csv")
        reading.report = SourceReport(
            account: "acme", loginEnds: start + .days(15), dataUntil: start - .hours(3),
            provisionalFrom: try .parsed("2026-01-08"))
        #expect(try await take(reading, at: start).sources == [try #require(try await health())])
        #expect(try await health()?.report == reading.report)

        var refused = Reading.failed("csv")
        for (number, obstacle) in [Obstacle.capacityExceeded, .capacityExceeded, .login("other"), .login("acme")]
            .enumerated()
        {
            refused.obstacle = obstacle
            _ = try await take(refused, at: start + .hours(number + 1))
        }
        let standing = StandingObstacle(.login("acme"), since: start + .hours(4), polls: 1)
        #expect(try await health()?.obstacle == standing)
        #expect(try await health()?.report.dataUntil == start - .hours(3), "what was read well still holds")
        _ = try await take(.failed("csv"), at: start + .hours(5))
        #expect(try await health()?.obstacle == standing)
        _ = try await take(.good("csv"), at: start + .hours(6))
        #expect(try await health()?.obstacle == nil)
    }

    @Test func `has its balances kept as observations, once each`() async throws {
        var reading = Reading.good("csv")
        reading.observations = [ObservedBalance(at: start, available: Tokens(-3))]
        _ = try await take(reading, at: start)
        _ = try await take(reading, at: start + .hours(1))
        #expect(try await store.books(of: .of("Acme")).observations == reading.observations)
        #expect(try state.rows("SELECT author FROM observation") == ["csv"])
    }

    @Test func `makes incidents about accounts and APIs that outlive a restart`() async throws {
        var refused = Reading.failed("csv")
        refused.obstacle = .login("acme")
        _ = try await take(refused, at: start)
        #expect(try await store.incidents(includingClosed: false).map(\.subject) == [.account("acme")])
    }

    @Test func `makes incidents about APIs that are found again`() async throws {
        var rules = AlertRules()
        rules.low.below = nil
        rules.caps = [Cap(api: "API", tokens: Tokens(1), from: try .parsed("2025-12-08"))]
        let watch = Watch(
            team: "Acme", rules: rules, zone: .utc, sources: ["csv"], lots: [try .from("2026-01-01", "9")])
        for hour in 0..<2 {
            try await store.take([try .on("2026-01-09", "1")], of: watch, at: start + .hours(hour))
        }
        #expect(try await store.incidents(includingClosed: false).map(\.subject) == [.api("API")])
    }

    private func health() async throws -> SourceHealth? { try await store.health(of: "csv", team: "Acme") }
}
