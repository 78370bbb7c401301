import Testing
import VermilionDomain
import VermilionEngine
import VermilionStore
import VermilionTestSupport

/// Where lots come from, and what the books remember of them.
@Suite struct `The lots of a team` {
    private let state: TemporaryState
    private var start: Instant { state.start }
    private var store: Store { state.store }
    private static let file: SourceID = "lots:/lots.csv"

    init() throws { state = try TemporaryState() }

    private func watch(_ lots: [Lot] = [], files: [SourceID] = []) -> Watch {
        var rules = AlertRules()
        rules.low.below = nil
        return Watch(team: "Acme", rules: rules, zone: .utc, sources: ["csv"], lots: lots, lotFiles: files)
    }

    /// One poll in which 3 tokens were used, and a lots file said what it says.
    @discardableResult
    private func poll(_ watch: Watch, file: LotsReading? = nil, after time: Duration = .zero) async throws -> Decision {
        var reading = Reading.good("csv", [try .on("2025-07-22", "3")])
        reading.lots = [file].compactMap(\.self)
        let read = reading
        let now = start + time
        return try await store.commit(read, of: watch, at: now) { books, changes in
            (try Decision(books: books, reading: read, changes: changes, watch: watch, at: now), [])
        }
    }

    private func unreadable(_ words: String = "lots.csv:2: no") -> LotsReading {
        LotsReading(source: Self.file, problem: Diagnostic(words))
    }

    @Test func `come from the configuration, a file and by hand, and each says so`() async throws {
        let watch = watch([try .from("2025-07-01", "1", id: "a")], files: [Self.file])
        try await store.addLot(try .from("2025-07-01", "4", id: "c"), of: watch, author: "ann", at: start)
        let file = LotsReading(source: Self.file, lots: [try .from("2025-07-01", "2", id: "b")])
        let decision = try await poll(watch, file: file)
        #expect(decision.statement.purchased == Tokens(7))
        #expect(decision.lotChanges.isEmpty, "what the first reading finds is no change")
        #expect(
            try state.rows("SELECT id, tokens, origin FROM lot ORDER BY id")
                == ["a|1000000|configuration", "b|2000000|lots:/lots.csv", "c|4000000|hand"])
        #expect(try await store.books(of: watch).lots.map(\.id) == ["a", "b", "c"])
    }

    @Test func `can be asked for as they were known at any instant`() async throws {
        let a = try Lot.from("2025-07-01", "1", id: "a")
        let more = try Lot.from("2025-07-01", "9", id: "a")
        let b = try Lot.from("2025-07-01", "2", id: "b")
        try await poll(watch([a]))
        try await poll(watch([a, b]), after: .hours(1))
        try await poll(watch([more]), after: .hours(2))
        let now = watch([b])
        for (time, lots) in [
            (Duration.seconds(-1), []), (.zero, [a]), (.hours(1) - .seconds(1), [a]), (.hours(1), [a, b]),
            (.hours(2) - .seconds(1), [a, b]), (.hours(2), [more]), (.days(9), [more]),
        ] {
            #expect(try await store.books(of: now, knownAt: start + time).lots == lots, "\(time)")
        }
        #expect(try await store.books(of: now).lots == [b], "without an instant, what is configured now")
    }

    @Test func `of a file that cannot be read any more count as they were last known`() async throws {
        let watch = watch(files: [Self.file])
        let lots = [try Lot.from("2025-07-01", "5", id: "b")]
        try await poll(watch, file: LotsReading(source: Self.file, lots: lots))
        let decision = try await poll(watch, file: unreadable(), after: .hours(1))
        #expect(decision.statement.available == Tokens(2))
        #expect(decision.lotChanges.isEmpty && decision.notices.isEmpty)
        #expect(try await store.books(of: watch).sources.map(\.problem?.message) == [nil, "lots.csv:2: no"])
        let empty = try await poll(watch, file: LotsReading(source: Self.file, lots: []), after: .hours(2))
        #expect(empty.statement.uncharged == Tokens(3), "a file that can be read and is empty holds no lots")
        #expect(empty.lotChanges == [LotChange(from: lots[0], to: nil)])
    }

    @Test func `are not told as missing before their file was ever read`() async throws {
        let watch = watch(files: [Self.file])
        let first = try await poll(watch, file: unreadable())
        #expect(first.statement.uncharged == Tokens(3))
        #expect(first.incidents.isEmpty)
        let second = try await poll(watch, file: LotsReading(source: Self.file, lots: []), after: .hours(1))
        #expect(second.notices.map(\.kind) == [.opened])
        let stale = try await poll(watch, file: unreadable(), after: .hours(8))
        #expect(stale.notices.map(\.incident.subject) == [.source(Self.file)])
    }

    @Test func `hold an incident open while their file cannot be read`() async throws {
        let watch = watch(files: [Self.file])
        try await poll(watch, file: LotsReading(source: Self.file, lots: []))
        try await store.addLot(try .from("2025-07-23", "9", id: "c"), of: watch, author: "ann", at: start)
        #expect(try await poll(watch, file: unreadable(), after: .hours(1)).notices.isEmpty)
        let closed = try await poll(watch, file: LotsReading(source: Self.file, lots: []), after: .hours(2))
        #expect(closed.notices.map(\.kind) == [.closed])
    }

    @Test func `that two places state alike are one, and that they state differently are an error that names both`()
        async throws
    {
        let lot = try Lot.from("2025-07-01", "5", id: "b")
        let watch = watch([lot], files: [Self.file])
        let alike = try await poll(watch, file: LotsReading(source: Self.file, lots: [lot]))
        #expect(alike.statement.purchased == Tokens(5))
        #expect(alike.lotProblems.isEmpty)
        let other = LotsReading(source: Self.file, lots: [try .from("2025-07-01", "6", id: "b")])
        let differing = try await poll(watch, file: other, after: .hours(1))
        #expect(differing.statement.purchased == Tokens(5), "it counts as it was known before")
        let problem = try #require(differing.lotProblems.first?.description)
        for words in ["lot b", "Acme", "the configuration", "5 tokens", "lots:/lots.csv", "6 tokens"] {
            #expect(problem.contains(words), "\(problem)")
        }
    }

    @Test func `that two places state differently from the start do not count`() async throws {
        let watch = watch([try .from("2025-07-01", "5", id: "b")], files: [Self.file])
        let file = LotsReading(source: Self.file, lots: [try .from("2025-07-01", "6", id: "b")])
        let decision = try await poll(watch, file: file)
        #expect(decision.statement.purchased == .zero)
        #expect(decision.lotProblems.count == 1)
    }

    @Test func `that the configuration drops or changes are a change of the books, recorded and told`() async throws {
        let before = [try Lot.from("2025-07-01", "1", id: "a"), try .from("2025-07-01", "1.5", id: "b")]
        #expect(try await poll(watch(before)).notices.map(\.kind) == [.opened])
        let after = [try Lot.from("2025-07-01", "0.5", id: "b")]
        let later = start + .hours(1)
        let decision = try await poll(watch(after), after: .hours(1))
        #expect(decision.notices.map(\.kind) == [.corrected])
        #expect(decision.notices.map(\.before) == [try Tokens(decimal: "0.5")])
        #expect(decision.notices.map(\.incident.amount) == [try Tokens(decimal: "2.5")])
        let changes = [LotChange(from: before[0], to: nil), LotChange(from: before[1], to: after[0])]
        #expect(decision.notices.map(\.bookChanges) == [changes])
        #expect(
            try state.rows(
                """
                SELECT id, origin_before, tokens_before, origin_after, tokens_after FROM lot_change
                WHERE known_at = \(later.microseconds) ORDER BY id
                """) == ["a|configuration|1000000||", "b|configuration|1500000|configuration|500000"])
        let again = try await poll(watch(after), after: .hours(2))
        #expect(again.lotChanges.isEmpty && again.notices.isEmpty)
        #expect(try state.rows("SELECT count(*) FROM lot_change") == ["4"], "two that came, two that changed")
    }

    @Test func `that move nothing are recorded, but not told as the cause of what usage did`() async throws {
        let old = try Lot.from("2023-07-01", "1", id: "old")
        let watchBefore = watch([old])
        try await poll(watchBefore)
        let more = Reading.good("csv", [try .on("2025-07-23", "100")])
        let now = start + .hours(1)
        let watchAfter = watch()
        let decision = try await store.commit(more, of: watchAfter, at: now) { books, changes in
            (try Decision(books: books, reading: more, changes: changes, watch: watchAfter, at: now), [])
        }
        #expect(decision.lotChanges == [LotChange(from: old, to: nil)])
        #expect(decision.notices.map(\.kind) == [.raised])
        #expect(decision.notices.map(\.bookChanges) == [[]])
    }

    @Test func `that were entered by hand are never deleted`() async throws {
        let watch = watch()
        let first = try Lot.from("2025-07-01", "500", id: "a")
        let second = try Lot.from("2025-07-01", "400", id: "a")
        try await store.addLot(first, of: watch, author: "ann", at: start)
        let change = try await store.changeLot("a", of: watch, author: "bob", at: start + .hours(1)) { _ in second }
        #expect(change == LotChange(from: first, to: second))
        _ = try await store.removeLot("a", of: watch, author: "cem", at: start + .hours(2))
        try await store.addLot(first, of: watch, author: "ann", at: start + .hours(3))
        let all = try await store.allLotsByHand(of: "Acme")
        #expect(all.map(\.lot) == [first, second, first])
        #expect(all.map(\.voided?.author) == ["bob", "cem", nil])
        #expect(all.map(\.voided?.at) == [start + .hours(1), start + .hours(2), nil])
        #expect(try await store.books(of: watch).lots == [first])
    }

    @Test func `are refused by hand when they stand elsewhere, and nothing changes`() async throws {
        let lot = try Lot.from("2025-07-01", "5", id: "b")
        let other = try Lot.from("2025-07-01", "6", id: "b")
        let watch = watch([lot])
        await #expect(throws: LotRefusal.stated(StatedLot(lot, from: .configuration))) {
            try await store.addLot(other, of: watch, author: "ann", at: start)
        }
        await #expect(throws: LotRefusal.notByHand("b", statedBy: .configuration)) {
            try await store.removeLot("b", of: watch, author: "ann", at: start)
        }
        await #expect(throws: LotRefusal.notByHand("x", statedBy: nil)) {
            try await store.changeLot("x", of: watch, author: "ann", at: start) { $0 }
        }
        #expect(try state.rows("SELECT count(*) FROM lot_by_hand") == ["0"])
    }
}
