import Testing
import VermilionDomain
import VermilionEngine
import VermilionStore
import VermilionTestSupport

@Suite struct `The sums in a state` {
    private let state: TemporaryState
    private var start: Instant { state.start }
    private var store: Store { state.store }

    init() throws { state = try TemporaryState() }

    /// As another program adds up the rows.
    private func checkSums(_ note: Comment? = nil) throws {
        #expect(
            try state.rows("SELECT * FROM usage_sum ORDER BY source, day, app, api")
                == state.rows(
                    """
                    SELECT source, day, app, api, sum(tokens), min(time), max(time), min(iif(tokens > 0, time, NULL))
                    FROM usage GROUP BY source, day, app, api ORDER BY source, day, app, api
                    """), note)
        #expect(
            try state.rows("SELECT * FROM usage_day ORDER BY source, day")
                == state.rows(
                    """
                    SELECT source, day, sum(tokens), min(time), max(time) FROM usage
                    GROUP BY source, day ORDER BY source, day
                    """), note)
    }

    @Test func `follow rows that are added, restated and gone`() async throws {
        let watch = Watch.of("Acme", sources: ["csv", "http"])
        let rows = try ["a", "b", "c"].enumerated().map { try Usage.on("2025-07-2\($0 + 1)", "1", id: RowID($1)) }
        try await store.take(rows, of: watch, at: start)
        try await store.take([try .on("2025-07-21", "4", source: "http")], of: watch, at: start)
        try checkSums("added")
        let moved = Usage(key: rows[0].key, time: rows[0].time + .hours(3), tokens: Tokens(9))
        try await store.take([moved], of: watch, at: start + .hours(1))
        try checkSums("restated")
        let unnamed = try ["1", "2", "4"].enumerated().map { try Usage.on("2025-07-22", $1, id: .generated($0 + 1)) }
        try await store.take(unnamed, of: watch, at: start + .hours(2))
        try await store.take([unnamed[0]], of: watch, at: start + .hours(3))
        try checkSums("fewer without an id")
        let days = try CivilDate.parsed("2025-07-21")...CivilDate.parsed("2025-07-31")
        let reading = Reading(source: "csv", usage: [rows[2]], covers: days)
        _ = try await store.commit(reading, of: watch, at: start + .hours(4)) { books, changes in
            (try Decision(books: books, reading: reading, changes: changes, watch: watch, at: start + .hours(4)), [])
        }
        try checkSums("gone")
        #expect(
            try state.rows("SELECT tokens, used FROM usage_day JOIN usage_sum USING (source, day, tokens)").count == 4)
    }

    @Test(arguments: 0..<UInt64(60)) func `explain what all rows explain`(seed: UInt64) async throws {
        let random = try CrowdedLedger(seed: seed)
        var chance = SplitMix64(seed: ~seed)
        let sources = Set(random.usage.map(\.key.source)).sorted()
        let watch = Watch.of("Acme", sources: sources, lots: random.lots)
        let end = try Instant.at("2025-04-01")
        for source in sources {
            // First with other amounts and times and not all of them, then as they are, and at last some to nothing.
            let rows = random.usage.filter { $0.key.source == source }
            let early = rows.filter { _ in chance.happens(percent: 60) }.map { row in
                Usage(key: row.key, time: row.time + .minutes(chance.draw(-90...90)), tokens: Tokens(micro: 7))
            }
            let late = rows.map { row in
                chance.happens(percent: 80) ? row : Usage(key: row.key, time: row.time, tokens: .zero)
            }
            for reading in [early, rows, late] { try await store.take(reading, of: watch, at: end, source: source) }
        }
        try checkSums()
        let books = try await store.books(of: watch)
        let ledger = try Ledger(lots: books.lots, usage: books.usage, asOf: random.asOf)
        var selections = [UsageSelection(), UsageSelection(app: "A"), UsageSelection(app: "", api: "da")]
        for row in random.usage.prefix(20) {
            selections += [UsageSelection(day: row.key.day), UsageSelection(row: row.key.id)]
            selections.append(UsageSelection(day: row.key.day, app: row.key.app, row: row.key.id))
        }
        for selection in Set(selections) {
            #expect(
                try await store.explanations(of: selection, watch: watch, asOf: random.asOf)
                    == ledger.explanations(of: selection, team: "Acme"), "\(selection)")
        }
        #expect(
            try await store.statement(of: watch, asOf: random.asOf)
                == VermilionDomain.Statement(of: ledger, team: "Acme"))
    }

    @Test func `do not fit where the rows do not, which refuse as before`() async throws {
        let watch = Watch.of("Acme")
        let most = Tokens(micro: .max)
        func row(_ id: RowID, _ day: String, app: AppName = "App", _ tokens: Tokens) throws -> Usage {
            Usage(key: try Usage.on(day, "1", app: app, id: id).key, time: try .at(day), tokens: tokens)
        }
        try await store.take([row("a", "2025-07-21", Tokens(1))], of: watch, at: start)
        let before = try state.rows("SELECT * FROM usage, usage_sum, usage_day")
        for rows in try [[row("b", "2025-07-21", most)], [row("b", "2025-07-21", app: "Other", most)]] {
            await #expect(throws: Ledger.Failure.usageOverflows(rows[0].key)) {
                try await store.take(rows, of: watch, at: start)
            }
            #expect(try state.rows("SELECT * FROM usage, usage_sum, usage_day") == before)
        }
        // Of the future, nothing is in the ledger yet.
        let future = try [row("b", "2025-07-31", most), row("c", "2025-07-31", app: "Other", Tokens(1))]
        try await store.take(future, of: watch, at: start)
        let now = try await store.explanations(of: UsageSelection(), watch: watch, asOf: start)
        #expect(now.map(\.split.tokens) == [Tokens(1)])
        await #expect(throws: Ledger.Failure.usageOverflows(future[0].key)) {
            try await store.explanations(of: UsageSelection(), watch: watch, asOf: start + .days(10))
        }
        // Told otherwise, they fit again.
        try await store.take([row("b", "2025-07-31", Tokens(2))], of: watch, at: start)
        try checkSums()
        let later = try await store.statement(of: watch, asOf: start + .days(10))
        #expect(later.used == Tokens(4))
    }
}

@Suite struct `A state that is opened to be asked` {
    @Test func `is the one that others change, and changes nothing itself`() async throws {
        let state = try TemporaryState()
        let reader = try Store.opening(stateIn: state.directory.path)
        let start = try Instant.at("2025-07-24")
        #expect(try await reader.incidents(includingClosed: true).isEmpty)
        try await state.store.take([try .on("2025-07-22", "1.5")], of: .of("Acme"), at: start)
        let told = try await reader.incidents(includingClosed: true)
        #expect(told.map(\.team) == ["Acme"])
        await #expect(throws: StoreFailure.self) { try await reader.take([], of: .of("Acme"), at: start) }
    }

    @Test func `is an empty one where there is none, and makes none`() async throws {
        let directory = try TemporaryDirectory()
        let reader = try Store.opening(stateIn: directory.path + "/state")
        #expect(try await reader.incidents(includingClosed: true).isEmpty)
        let asked = try await reader.explanations(of: UsageSelection(), watch: .of("Acme"), asOf: .distantFuture)
        #expect(asked == [])
        let parent = try Programs.run(["ls", directory.path])
        #expect(parent.isEmpty)
    }
}
