import Testing
import VermilionDomain
import VermilionEngine
import VermilionTestSupport

@testable import VermilionStore

@Suite struct `An observed balance` {
    private let state: TemporaryState
    private var start: Instant { state.start }
    private var store: Store { state.store }

    init() throws { state = try TemporaryState() }

    private func seen(_ amount: Int, after time: Duration = .zero) -> ObservedBalance {
        ObservedBalance(at: start + time, available: Tokens(amount))
    }

    @Test func `is kept apart from usage and lots, and in order of time`() async throws {
        let known = try state.rows("SELECT count(*) FROM usage") + state.rows("SELECT count(*) FROM lot")
        let new = try await store.observe(
            ["Acme": [seen(90, after: .hours(2)), seen(100)], "Beta": [seen(5)]], author: "ann", at: start)
        #expect(new == 3)
        #expect(try await store.books(of: .of("Acme")).observations == [seen(100), seen(90, after: .hours(2))])
        #expect(try await store.books(of: .of("Beta")).observations == [seen(5)])
        #expect(try state.rows("SELECT count(*) FROM usage") + state.rows("SELECT count(*) FROM lot") == known)
    }

    @Test func `that is entered again is nothing new, and with another amount corrects the earlier one`() async throws {
        #expect(try await store.observe(["Acme": [seen(90)]], author: "ann", at: start) == 1)
        #expect(try await store.observe(["Acme": [seen(90)]], author: "ann", at: start + .hours(1)) == 0)
        #expect(try await store.observe(["Acme": [seen(80)]], author: "bob", at: start + .hours(2)) == 1)
        #expect(try await store.observe(["Acme": [seen(90)]], author: "ann", at: start + .hours(3)) == 1)
        #expect(try await store.books(of: .of("Acme")).observations == [seen(90)])
        #expect(try state.rows("SELECT author FROM observation ORDER BY number") == ["ann", "bob", "ann"])
    }

    @Test func `opens drift at the next reading, and closes it`() async throws {
        let watch = Watch.of("Acme", lots: [try .from("2025-07-01", "100")])
        try await store.take([try .on("2025-07-22", "10")], of: watch, at: start)
        _ = try await store.observe(["Acme": [seen(80)]], author: "ann", at: start)
        let opened = try await store.take([], of: watch, at: start + .hours(1))
        #expect(opened.notices.map(\.incident.kind) == [.drift] && opened.notices.map(\.kind) == [.opened])
        #expect(try await store.incidents(includingClosed: false).map(\.amount) == [Tokens(-10)])
        let closed = try await store.take([try .on("2025-07-22", "20")], of: watch, at: start + .hours(2))
        #expect(closed.notices.map(\.kind) == [.closed])
    }
}
