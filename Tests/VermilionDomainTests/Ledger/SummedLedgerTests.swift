import Testing
import VermilionTestSupport

@testable import VermilionDomain

@Suite struct `A ledger of sums` {
    /// All that explanations and statements come to, from the sums and from all rows.
    private func check(_ lots: [Lot], _ usage: [Usage], asOf: Instant, seed: UInt64) throws {
        let ledger = try Ledger(lots: lots, usage: usage, asOf: asOf)
        let sums = try SummedLedger(lots: lots, usage: RowsInSums(usage), asOf: asOf)
        var selections = [
            UsageSelection(), UsageSelection(app: "A"), UsageSelection(api: "md"), UsageSelection(app: "B", api: "da"),
        ]
        for day in Set(usage.map(\.key.day)) {
            selections += [UsageSelection(day: day), UsageSelection(day: day, app: "B")]
        }
        for row in usage.prefix(6) {
            selections += [UsageSelection(row: row.key.id), UsageSelection(day: row.key.day, row: row.key.id)]
        }
        for selection in Set(selections) {
            #expect(
                try sums.explanations(of: selection, team: "team") == ledger.explanations(of: selection, team: "team"),
                "\(selection), \(Seeds.rerun(seed))")
        }
        #expect(
            try sums.statement(of: "team") == Statement(of: ledger, team: "team"), "\(Seeds.rerun(seed))")
    }

    @Test(arguments: Seeds.upTo(2_000, by: 50)) func `is that of all rows`(seeds: Range<UInt64>) throws {
        for seed in seeds {
            let random = try RandomLedger(seed: seed, transfers: seed % 2 == 1)
            try check(random.lots, random.usage, asOf: random.asOf, seed: seed)
        }
    }

    @Test(arguments: Seeds.upTo(3_000, by: 50)) func `is that of all rows on days that are full of them`(
        seeds: Range<UInt64>
    ) throws {
        for seed in seeds {
            let random = try CrowdedLedger(seed: seed)
            try check(random.lots, random.usage, asOf: random.asOf, seed: seed)
        }
    }

    @Test func `refuses what a ledger of all rows refuses`() throws {
        let most = Tokens(micro: .max)
        let day = try Usage.on("2025-07-22", "1")
        let next = Usage(key: try Usage.on("2025-07-23", "1").key, time: try .at("2025-07-23"), tokens: most)
        #expect(throws: Ledger.Failure.self) {
            try SummedLedger(lots: [], usage: RowsInSums([day, next]), asOf: .at("2025-08-01"))
        }
        let lots = [
            try Lot(id: "a", tokens: most, start: .at("2025-07-01"), expires: .distantFuture),
            try Lot.from("2025-07-01", "1", id: "b"),
        ]
        #expect(throws: Ledger.Failure.lotsOverflow("a")) {
            try SummedLedger(lots: lots, usage: RowsInSums([day]), asOf: .at("2025-08-01"))
        }
    }
}

@Suite struct `Of the rows, a ledger of sums` {
    private let usage: RowsInSums
    private let lots: [Lot]

    /// Three days; the lot is used up at the end of the first, and the next one starts in the middle of the second.
    init() throws {
        usage = RowsInSums(
            try (0..<3).flatMap { day in
                try (0..<24).map { hour in
                    let id = RowID("\(day)-\(hour)")
                    let key = try Usage.on("2025-07-2\(day + 1)", "1", app: hour % 2 == 0 ? "A" : "B", id: id).key
                    return Usage(key: key, time: try .at("2025-07-2\(day + 1)") + .hours(hour), tokens: Tokens(1))
                }
            })
        lots = [
            try Lot.from("2025-07-01", "24", id: "first"),
            try Lot(id: "second", tokens: Tokens(100), start: .at("2025-07-22") + .hours(12), expires: .distantFuture),
        ]
    }

    private func reads(_ lots: [Lot], _ selection: UsageSelection, after: Duration = .days(9)) throws -> [CivilDate] {
        usage.log.days = []
        _ = try SummedLedger(lots: lots, usage: usage, asOf: .at("2025-07-21") + after).explanations(
            of: selection, team: "team")
        return usage.log.days
    }

    @Test func `reads only those of days in which it makes a difference when they were used`() throws {
        let days = try (1...3).map { try CivilDate.parsed("2025-07-2\($0)") }
        #expect(try reads(lots, UsageSelection()) == [days[1]])
        #expect(try reads(lots, UsageSelection(day: days[0])) == [])
        #expect(try reads(lots, UsageSelection(day: days[2], app: "B")) == [])
        #expect(try reads(lots, UsageSelection(app: "nobody")) == [])
        #expect(try reads([], UsageSelection(day: days[0])) == [days[0]], "what is owed before it is asked")
        #expect(try reads([], UsageSelection(day: days[0], app: "nobody")) == [])
        #expect(try reads(lots, UsageSelection(day: days[0]), after: .hours(12)) == [days[0]])
    }

    @Test func `reads none for a statement of what is wholly uncharged`() throws {
        usage.log.days = []
        let statement = try SummedLedger(lots: [], usage: usage, asOf: .at("2025-08-01")).statement(of: "team")
        #expect(statement.uncharged == Tokens(72) && usage.log.days == [])
    }
}
