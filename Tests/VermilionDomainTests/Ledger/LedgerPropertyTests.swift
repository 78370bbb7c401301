import Testing
import VermilionTestSupport

@testable import VermilionDomain

@Suite struct `A random ledger` {
    @Test(arguments: Seeds.upTo(20_000, by: 250)) func `agrees with the plain replay`(seeds: Range<UInt64>) throws {
        for seed in seeds {
            let random = try RandomLedger(seed: seed, transfers: seed % 4 == 3)
            let plain = PlainReplay.figures(lots: random.lots, usage: random.usage, asOf: random.asOf)
            #expect(Figures(try random.statement()) == plain, "\(Seeds.rerun(seed))")
        }
    }

    @Test(arguments: Seeds.upTo(2_000, by: 100)) func `loses and makes no token`(seeds: Range<UInt64>) throws {
        for seed in seeds {
            let statement = try RandomLedger(seed: seed, transfers: true).statement()
            for line in statement.lots {
                #expect(
                    line.lot.tokens
                        == line.consumed + line.settled + line.lapsed + line.departed + line.remaining,
                    "\(Seeds.rerun(seed))")
                #expect(
                    min(line.consumed, line.settled, line.lapsed, line.departed, line.remaining) >= .zero,
                    "\(Seeds.rerun(seed))")
            }
            for cell in statement.usage {
                #expect(
                    min(cell.split.charged, cell.split.settled, cell.split.uncharged) >= .zero, "\(Seeds.rerun(seed))")
            }
            func sum(_ amount: (Statement.Cell) -> Tokens) -> Tokens { statement.usage.map(amount).reduce(.zero, +) }
            #expect(sum(\.split.tokens) == statement.used, "\(Seeds.rerun(seed))")
            #expect(sum(\.split.uncharged) == statement.uncharged, "\(Seeds.rerun(seed))")
            #expect(sum(\.split.settled) == statement.settled, "\(Seeds.rerun(seed))")
            #expect(sum(\.split.charged) == statement.lots.map(\.consumed).reduce(.zero, +), "\(Seeds.rerun(seed))")
            #expect(statement.uncharged == .zero || statement.available == .zero, "\(Seeds.rerun(seed))")
        }
    }

    @Test(arguments: Seeds.upTo(1_000, by: 100)) func `is the same in any order of its input`(seeds: Range<UInt64>)
        throws
    {
        for seed in seeds {
            var random = try RandomLedger(seed: seed)
            let statement = try random.statement()
            var chance = SplitMix64(seed: seed ^ 0xABCD)
            random.lots.shuffle(using: &chance)
            random.usage.shuffle(using: &chance)
            #expect(try random.statement() == statement, "\(Seeds.rerun(seed))")
        }
    }

    @Test(arguments: Seeds.upTo(1_000, by: 100)) func `is the same when rows are split`(seeds: Range<UInt64>) throws {
        for seed in seeds {
            var random = try RandomLedger(seed: seed, statesOwnDays: false)
            let statement = try random.statement()
            var chance = SplitMix64(seed: seed ^ 0xABCD)
            random.usage = random.usage.flatMap { row -> [Usage] in
                let part = Int64(chance.draw(0...Int(row.tokens.micro)))
                let key = Usage.Key(
                    source: row.key.source, app: row.key.app, api: row.key.api, day: row.key.day,
                    id: "\(row.key.id)-rest")
                return [
                    Usage(key: row.key, time: row.time, tokens: Tokens(micro: part)),
                    Usage(key: key, time: row.time, tokens: Tokens(micro: row.tokens.micro - part)),
                ]
            }
            #expect(try random.statement() == statement, "\(Seeds.rerun(seed))")
        }
    }

    @Test(arguments: Seeds.upTo(1_000, by: 100)) func `is paid in few stretches that adjoin`(seeds: Range<UInt64>)
        throws
    {
        for seed in seeds {
            let random = try RandomLedger(seed: seed, transfers: seed % 2 == 1)
            let ledger = try Ledger(lots: random.lots, usage: random.usage, asOf: random.asOf)
            let departures = ledger.lots.reduce(0) { $0 + $1.departures.count }
            #expect(ledger.segments.count <= 3 * ledger.lots.count + departures + 1, "\(Seeds.rerun(seed))")
            var end: Int64 = 0
            for segment in ledger.segments {
                #expect(segment.range.lowerBound == end && !segment.range.isEmpty, "\(Seeds.rerun(seed))")
                end = segment.range.upperBound
            }
            #expect(Tokens(micro: end) + ledger.uncharged == ledger.used, "\(Seeds.rerun(seed))")
        }
    }

    @Test(arguments: Seeds.upTo(1_000, by: 100)) func `names rows that are uncharged to the last one`(
        seeds: Range<UInt64>
    ) throws {
        for seed in seeds {
            let random = try RandomLedger(seed: seed)
            let ledger = try Ledger(lots: random.lots, usage: random.usage, asOf: random.asOf)
            let rows = Array(ledger.unchargedRows)
            #expect(rows.map(\.uncharged).reduce(.zero, +) == ledger.uncharged, "\(Seeds.rerun(seed))")
            #expect(rows.allSatisfy { $0.uncharged > .zero && $0.uncharged <= $0.row.tokens }, "\(Seeds.rerun(seed))")
        }
    }
}

@Suite struct `A ledger` {
    @Test func `expires, then starts, then uses at one instant`() throws {
        let lots = [
            try Lot.from("2025-01-01", "10", id: "old", until: "2025-02-01"),
            try Lot.from("2025-02-01", "4", id: "new", until: "2025-03-01"),
        ]
        let usage = [try Usage.on("2025-01-10", "12", id: "a"), try Usage.on("2025-02-01", "1", id: "b")]
        let statement = Statement(
            of: try Ledger(lots: lots, usage: usage, asOf: try .at("2025-02-01")), team: "team")
        #expect(statement.lots.map(\.settled) == [.zero, Tokens(2)])
        #expect(statement.lots.map(\.consumed) == [Tokens(10), Tokens(1)])
        #expect(statement.available == Tokens(1))
    }

    @Test func `refuses sums that do not fit, and names the row`() throws {
        let most = "9223372036854.775807"
        let usage = [try Usage.on("2025-01-01", most, id: "a"), try Usage.on("2025-01-02", "0.000001", id: "b")]
        #expect(throws: Ledger.Failure.usageOverflows(usage[1].key)) {
            try Ledger(lots: [], usage: usage, asOf: try .at("2025-02-01"))
        }
        let lots = [try Lot.from("2025-01-01", most, id: "a"), try Lot.from("2025-01-02", "0.000001", id: "b")]
        #expect(throws: Ledger.Failure.lotsOverflow("b")) {
            try Ledger(lots: lots, usage: [], asOf: try .at("2025-02-01"))
        }
    }

    @Test func `holds the largest debt and the largest balance`() throws {
        let most = "9223372036854.775807"
        let now = try Instant.at("2025-02-01")
        let debt = Statement(
            of: try Ledger(lots: [], usage: [try .on("2025-01-01", most)], asOf: now), team: "team")
        #expect("\(debt.balance)" == "-" + most)
        let rich = Statement(of: try Ledger(lots: [try .from("2025-01-01", most)], usage: [], asOf: now), team: "team")
        #expect("\(rich.balance)" == most)
    }

    @Test func `refuses negative usage`() throws {
        let row = try Usage.on("2025-01-01", "-1")
        #expect(throws: Ledger.Failure.negativeUsage(row.key)) {
            try Ledger(lots: [], usage: [row], asOf: try .at("2025-02-01"))
        }
    }

    @Test func `pays rows without an id in the order of their file, before those with one`() throws {
        let rows = try ([11, 2, 1].map(RowID.generated) + ["!", "a"]).map { try Usage.on("2025-01-01", "1", id: $0) }
        let ledger = try Ledger(lots: [], usage: rows, asOf: try .at("2025-01-02"))
        #expect(ledger.rows.map(\.key.id) == ["", "#2", "#11", "!", "a"])
    }

    @Test func `pays the earlier day first when one instant lies on two`() throws {
        let time = try Instant.at("2025-01-02")
        let rows = try ["2025-01-01", "2025-01-02"].map { day in
            Usage(
                key: Usage.Key(source: "csv", app: "App", api: "API", day: try .parsed(day), id: ""), time: time,
                tokens: Tokens(1))
        }
        for usage in [rows, rows.reversed()] {
            let ledger = try Ledger(lots: [try .from("2025-01-01", "1")], usage: usage, asOf: time)
            #expect(Statement(of: ledger, team: "team").usage.map(\.split.charged) == [Tokens(1), .zero])
        }
    }

    @Test func `tells which lots paid for what was owed, and not what was charged before`() throws {
        let usage = [try Usage.on("2025-01-05", "10"), try Usage.on("2025-01-06", "5")]
        let lots = [
            try Lot.from("2025-01-01", "6", id: "first"), try Lot.from("2025-01-10", "7", id: "second"),
            try Lot.from("2025-01-11", "50", id: "third"),
        ]
        let ledger = try Ledger(lots: lots, usage: usage, asOf: try .at("2025-02-01"))
        let payers = ledger.payers(of: try .at("2025-01-05")...(try .at("2025-01-06")))
        #expect(payers == [.init(lot: "second", tokens: Tokens(7)), .init(lot: "third", tokens: Tokens(2))])
    }

    @Test func `tells a lot that was entered late, with a start before the usage`() throws {
        let ledger = try Ledger(
            lots: [try .from("2025-01-01", "100", id: "late")], usage: [try .on("2025-01-05", "3.5")],
            asOf: try .at("2025-02-01"))
        let day = try Instant.at("2025-01-05")
        #expect(ledger.payers(of: day...day) == [.init(lot: "late", tokens: try Tokens(decimal: "3.5"))])
        let other = try Instant.at("2025-01-06")
        #expect(ledger.payers(of: other...other) == [])
    }
}

@Suite struct `A lot` {
    @Test func `needs tokens and an expiry after its start`() throws {
        let day = try Instant.at("2025-01-01")
        #expect(throws: Lot.Mistake.withoutTokens) {
            try Lot(id: "a", tokens: .zero, start: day, expires: day + .days(1))
        }
        #expect(throws: Lot.Mistake.expiresBeforeItStarts) {
            try Lot(id: "a", tokens: Tokens(1), start: day, expires: day)
        }
    }

    @Test func `is valid from its start up to its expiry, which it excludes`() throws {
        let lot = try Lot.from("2025-01-01", "1", until: "2025-01-02")
        let start = try Instant.at("2025-01-01")
        #expect(!lot.isValid(at: start - .microseconds(1)))
        #expect(lot.isValid(at: start))
        #expect(lot.isValid(at: start + .days(1) - .microseconds(1)))
        #expect(!lot.isValid(at: start + .days(1)))
    }
}
