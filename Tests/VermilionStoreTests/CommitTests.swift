import Testing
import VermilionDomain
import VermilionEngine
import VermilionStore
import VermilionTestSupport

@Suite struct `A commit` {
    private let state: TemporaryState
    private var start: Instant { state.start }
    private var store: Store { state.store }

    init() throws { state = try TemporaryState() }

    private struct Refusal: Error {}

    @Test func `keeps the reading, the incident and its delivery`() async throws {
        let usage = [try Usage.on("2025-07-22", "1.5"), try Usage.on("2025-07-23", "2")]
        let decision = try await store.take(usage, of: .of("Acme"), at: start)
        let kept = try await store.everything(of: .of("Acme"))
        #expect(kept.usage == usage)
        #expect(kept.sources == [SourceHealth(id: "csv", firstSeen: start, lastPoll: start, lastGood: start)])
        #expect(kept.incidents == decision.incidents)
        #expect(kept.deliveries.map(\.id.notice) == decision.notices.map(\.id))
        #expect(kept.next.number == 2)
        #expect(kept.next.installation.utf8.count == 6)
    }

    @Test func `that the decision refuses changes nothing`() async throws {
        try await store.take([try .on("2025-07-22", "1.5")], of: .of("Acme"), at: start)
        let before = try await store.everything(of: .of("Acme"))
        await #expect(throws: Refusal.self) {
            try await store.commit(
                .good("csv", [try .on("2025-07-22", "9"), try .on("2025-07-23", "1")]), of: .of("Acme"),
                at: start + .hours(1)
            ) { _, _ in throw Refusal() }
        }
        #expect(try await store.everything(of: .of("Acme")) == before)
        #expect(try state.rows("SELECT count(*) FROM restatement") == ["0"])
    }

    @Test func `that cannot keep its last delivery keeps nothing`() async throws {
        try await store.take([], of: .of("Acme"), at: start)
        let before = try await store.everything(of: .of("Acme"))
        let twice: [ChannelName] = ["mail", "chat", "mail"]
        await #expect(throws: StoreFailure.self) {
            try await store.take([try .on("2025-07-22", "9")], of: .of("Acme"), at: start, channels: twice)
        }
        #expect(try await store.everything(of: .of("Acme")) == before)
    }

    @Test func `of the same rows once more changes nothing but the time of the poll`() async throws {
        let usage = [try Usage.on("2025-07-22", "1.5"), try Usage.on("2025-07-23", "2", id: "row")]
        try await store.take(usage, of: .of("Acme"), at: start)
        let before = try await store.everything(of: .of("Acme"))
        let known = try state.rows("SELECT * FROM usage")
        try await store.take(usage.reversed(), of: .of("Acme"), at: start + .hours(1))
        let after = try await store.everything(of: .of("Acme"))
        #expect(after.usage == before.usage)
        #expect(after.deliveries == before.deliveries)
        #expect(after.incidents == before.incidents)
        #expect(after.next == before.next)
        #expect(after.sources.map(\.lastGood) == [start + .hours(1)])
        #expect(try state.rows("SELECT * FROM usage") == known)
        #expect(try state.rows("SELECT count(*) FROM restatement") == ["0"])
    }

    @Test func `keeps what a row was before, and when each was known`() async throws {
        try await store.take([try .on("2025-07-22", "1.5", id: "row")], of: .of("Acme"), at: start)
        let later = start + .hours(1)
        let decision = try await store.take([try .on("2025-07-22", "1.25", id: "row")], of: .of("Acme"), at: later)
        #expect(decision.notices.map(\.kind) == [.corrected])
        #expect(decision.statement.uncharged == (try Tokens(decimal: "1.25")))
        #expect(
            try state.rows("SELECT row, tokens_before, known_before, tokens_after, known_at FROM restatement")
                == ["row|1500000|\(start.microseconds)|1250000|\(later.microseconds)"])
        #expect(try state.rows("SELECT tokens, known_at FROM usage") == ["1250000|\(later.microseconds)"])
    }

    @Test func `that was not good adds rows, but restates none`() async throws {
        try await store.take([try .on("2025-07-22", "5", id: "row")], of: .of("Acme"), at: start)
        let older = [try Usage.on("2025-07-22", "1", id: "row"), try .on("2025-07-23", "2", id: "new")]
        let decision = try await store.take(older, of: .of("Acme"), at: start + .hours(1), good: false)
        #expect(decision.statement.used == Tokens(7))
        #expect(try state.rows("SELECT count(*) FROM restatement") == ["0"])
    }

    @Test func `can be asked what was known at any instant`() async throws {
        let watch = Watch.of("Acme")
        var told: [(Instant, [Usage])] = []
        for (hour, rows) in try [
            [Usage.on("2025-07-22", "1", id: "a")],
            [.on("2025-07-22", "2", id: "a"), .on("2025-07-23", "5", id: "b")],
            [.on("2025-07-22", "2", id: "a"), .on("2025-07-23", "5", id: "b")],
            [.on("2025-07-22", "3", id: "a"), .on("2025-07-23", "5", id: "b"), .on("2025-07-23", "1", id: "c")],
        ].enumerated() {
            try await store.take(rows, of: watch, at: start + .hours(hour))
            told.append((start + .hours(hour), rows))
        }
        #expect(try await store.books(of: watch, knownAt: start - .seconds(1)).usage.isEmpty)
        for (at, rows) in told {
            for instant in [at, at + .minutes(59)] {
                let known = try await store.books(of: watch, knownAt: instant).usage
                #expect(known.sorted(by: Usage.isPaidBefore) == rows.sorted(by: Usage.isPaidBefore))
            }
        }
    }

    @Test func `takes a row that is gone from the days that a reading covers as restated to nothing`() async throws {
        let watch = Watch.of("Acme")
        let rows = try ["a", "b", "c"].enumerated().map { try Usage.on("2025-07-2\($0 + 1)", "1", id: RowID($1)) }
        try await store.take(rows, of: watch, at: start)
        func read(_ kept: [Usage], good: Bool = true) async throws -> Tokens {
            let days = try CivilDate.parsed("2025-07-22")...CivilDate.parsed("2025-07-31")
            let failures = good ? [] : [Diagnostic("the server hung up")]
            let reading = Reading(source: "csv", usage: kept, covers: days, failures: failures)
            return try await store.commit(reading, of: watch, at: start + .hours(1)) { books, changes in
                (try Decision(books: books, reading: reading, changes: changes, watch: watch, at: start), [])
            }.statement.used
        }
        #expect(try await read([rows[1]], good: false) == Tokens(3))
        #expect(try await read([rows[1], rows[2]]) == Tokens(3), "the first day is not covered")
        #expect(try await read([rows[1]]) == Tokens(2))
        #expect(try await read([rows[1]]) == Tokens(2))
        #expect(try state.rows("SELECT row, tokens_after FROM restatement") == ["c|0"])
    }

    @Test func `takes rows apart by source, app, API, day and id`() async throws {
        let rows = [
            try Usage.on("2025-07-22", "1"), try .on("2025-07-23", "2"), try .on("2025-07-22", "4", app: "Other"),
            try .on("2025-07-22", "8", api: "Other"), try .on("2025-07-22", "16", id: "row"),
        ]
        let watch = Watch.of("Acme", sources: ["csv", "http"])
        try await store.take(rows, of: watch, at: start)
        try await store.take([try .on("2025-07-22", "32", source: "http")], of: watch, at: start)
        #expect(try await store.take([], of: watch, at: start).statement.used == Tokens(63))
    }

    @Test func `counts no source that is no longer watched, and counts it again when it is back`() async throws {
        let both = Watch.of("Acme", sources: ["csv", "http"])
        try await store.take([try .on("2025-07-22", "1")], of: both, at: start)
        try await store.take([try .on("2025-07-22", "2", source: "http")], of: both, at: start)
        let one = try await store.take([], of: .of("Acme", sources: ["http"]), at: start)
        #expect(one.statement.used == Tokens(2))
        #expect(try await store.take([], of: both, at: start).statement.used == Tokens(3))
    }

    @Test func `keeps teams apart`() async throws {
        try await store.take([try .on("2025-07-22", "1")], of: .of("Acme"), at: start)
        let other = try await store.take([try .on("2025-07-22", "2")], of: .of("Umbrella"), at: start)
        #expect(other.statement.used == Tokens(2))
        #expect(other.notices.map(\.id.incident.number) == [2])
        #expect(try await store.books(of: .of("Acme")).incidents.map(\.id.number) == [1])
    }

    @Test func `has the lots as they are configured now`() async throws {
        let usage = [try Usage.on("2025-07-22", "5")]
        let lots = [try Lot.from("2025-07-01", "100", id: "a"), try Lot.from("2025-07-01", "50", id: "b")]
        let first = try await store.take(usage, of: .of("Acme", lots: lots), at: start)
        #expect(first.statement.lots.map(\.lot.id) == ["b", "a"])
        let second = try await store.take(usage, of: .of("Acme", lots: [lots[0]]), at: start)
        #expect(second.statement.lots.map(\.lot.id) == ["a"])
        #expect(try await store.books(of: .of("Acme", lots: lots)).lots == lots)
    }

    @Test func `reads names of any script as they are, and apart`() async throws {
        let names: [AppName] = ["caf\u{E9}", "cafe\u{301}", "株式会社", "'; DROP TABLE usage; --", "", "a\nb"]
        let rows = try names.map { try Usage.on("2025-07-22", "1", app: $0) }
        try await store.take(rows, of: .of("株式会社 \"A\""), at: start)
        let kept = try await store.books(of: .of("株式会社 \"A\"")).usage
        #expect(Set(kept.map(\.key.app)) == Set(names))
    }

    @Test func `holds the widest values`() async throws {
        let row = Usage(
            key: Usage.Key(source: "csv", app: "App", api: "API", day: .latest, id: "row"), time: .distantFuture,
            tokens: Tokens(micro: .max))
        try await store.take([row], of: .of("Acme"), at: start)
        #expect(try await store.books(of: .of("Acme")).usage == [row])
    }
}

@Suite struct `Rows without an id` {
    private let state: TemporaryState
    private var start: Instant { state.start }
    private var store: Store { state.store }

    init() throws { state = try TemporaryState() }

    private func rows(_ amounts: [String], day: String = "2025-07-22") throws -> [Usage] {
        try amounts.enumerated().map { try .on(day, $1, id: .generated($0 + 1)) }
    }

    private func used(_ usage: [Usage], good: Bool = true, after: Duration) async throws -> Tokens {
        try await store.take(usage, of: .of("Acme"), at: start + after, good: good).statement.used
    }

    @Test func `are replaced as a whole by those of a newer reading`() async throws {
        #expect(try await used(rows(["1", "2", "4"]), after: .zero) == Tokens(7))
        #expect(try await used(rows(["7"]), after: .hours(1)) == Tokens(7))
        #expect(
            try state.rows("SELECT row, tokens_before, tokens_after FROM restatement ORDER BY row")
                == ["|1000000|7000000", "#2|2000000|0", "#3|4000000|0"])
        #expect(try await used(rows(["7"]), after: .hours(2)) == Tokens(7))
        #expect(try state.rows("SELECT count(*) FROM restatement") == ["3"])
        #expect(try await used(rows(["1", "2", "4"]), after: .hours(3)) == Tokens(7))
    }

    @Test func `that are left over are restated, and so told as a correction`() async throws {
        try await store.take(rows(["3", "3"]), of: .of("Acme"), at: start)
        let decision = try await store.take(rows(["3"]), of: .of("Acme"), at: start + .hours(1))
        #expect(decision.notices.map(\.kind) == [.corrected])
        #expect(decision.notices.map(\.incident.amount) == [Tokens(3)])
    }

    @Test func `stay when the reading does not speak of their app, API and day`() async throws {
        #expect(try await used(rows(["1", "2"]), after: .zero) == Tokens(3))
        let others = [
            try Usage.on("2025-07-23", "10"), try Usage.on("2025-07-22", "20", app: "Other"),
            try Usage.on("2025-07-22", "30", api: "Other"),
        ]
        #expect(try await used(others, after: .hours(1)) == Tokens(63))
        #expect(try await used([], after: .hours(2)) == Tokens(63))
    }

    @Test func `stay when the reading was not good`() async throws {
        #expect(try await used(rows(["1", "2"]), after: .zero) == Tokens(3))
        #expect(try await used(rows(["1"]), good: false, after: .hours(1)) == Tokens(3))
        #expect(try await used(rows(["1"]), after: .hours(2)) == Tokens(1))
    }

    @Test func `leave rows with an id alone, and the other way round`() async throws {
        let named = [try Usage.on("2025-07-22", "10", id: "a"), try Usage.on("2025-07-22", "20", id: "##2")]
        #expect(try await used(rows(["1", "2"]) + named, after: .zero) == Tokens(33))
        #expect(try await used(rows(["1"]), after: .hours(1)) == Tokens(31))
        #expect(try await used([named[0]], after: .hours(2)) == Tokens(31))
    }

    @Test func `of another source stay`() async throws {
        let watch = Watch.of("Acme", sources: ["csv", "http"])
        try await store.take(rows(["1", "2"]), of: watch, at: start)
        let other = try await store.take([try .on("2025-07-22", "4", source: "http")], of: watch, at: start)
        #expect(other.statement.used == Tokens(7))
    }
}
