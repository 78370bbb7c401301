import Testing
import VermilionTestSupport

@testable import VermilionDomain

@Suite struct `A correction` {
    /// Each row by itself, as the plain replay pays it: an API of its own makes a cell of a row, and keeps its place.
    private static func rows(_ random: RandomLedger) -> [String: Figures.Cell] {
        let apart = random.usage.enumerated().map { number, row in
            let key = Usage.Key(
                source: row.key.source, app: row.key.app, api: "\(row.key.api)|\(row.key.id)|\(row.key.source)",
                day: row.key.day, id: row.key.id)
            return Usage(key: key, time: row.time, tokens: row.tokens)
        }
        let cells = PlainReplay.figures(lots: random.lots, usage: apart, asOf: random.asOf).usage
        return Dictionary(cells.map { ("\($0.day)|\($0.app)|\($0.api)", $0) }) { first, _ in first }
    }

    private static func name(_ key: Usage.Key) -> String {
        "\(key.day)|\(key.app)|\(key.api)|\(key.id)|\(key.source)"
    }

    /// A ledger with rows taken away, restated and added late.
    private static func corrected(_ random: RandomLedger, _ chance: inout SplitMix64) -> RandomLedger {
        var random = random
        random.usage = random.usage.compactMap { row in
            if chance.happens(percent: 15) { return nil }
            guard chance.happens(percent: 25) else { return row }
            return Usage(key: row.key, time: row.time, tokens: Tokens(micro: Int64(chance.draw(0...3_000_000))))
        }
        if let row = random.usage.first {
            let key = Usage.Key(
                source: row.key.source, app: row.key.app, api: row.key.api, day: row.key.day, id: "late")
            random.usage.append(Usage(key: key, time: row.time, tokens: Tokens(1)))
        }
        return random
    }

    @Test(arguments: 0..<UInt64(100)) func `lists exactly the rows that are paid otherwise`(seed: UInt64) throws {
        for number in seed * 10..<(seed + 1) * 10 {
            // Ids that sort as they are written, so that a row keeps its place when its id moves into the API.
            var before = try RandomLedger(seed: number, statesOwnDays: false)
            before.usage = before.usage.enumerated().map { index, row in
                let key = Usage.Key(
                    source: "csv", app: row.key.app, api: row.key.api, day: row.key.day, id: "r\(10 + index)")
                return Usage(key: key, time: row.time, tokens: row.tokens)
            }
            var chance = SplitMix64(seed: number ^ 0xC0DE)
            let after = Self.corrected(before, &chance)
            let corrections = try Ledger(lots: after.lots, usage: after.usage, asOf: after.asOf).corrections(
                since: try Ledger(lots: before.lots, usage: before.usage, asOf: before.asOf))

            let (was, now) = (Self.rows(before), Self.rows(after))
            let changed = Set(was.keys).union(now.keys).filter { name in
                let nothing = Figures.Cell(
                    day: "", app: "", api: "", tokens: "0", charged: "0", settled: "0", uncharged: "0")
                let (a, b) = (was[name] ?? nothing, now[name] ?? nothing)
                return (a.tokens, a.charged, a.settled) != (b.tokens, b.charged, b.settled)
            }
            #expect(Set(corrections.map { Self.name($0.row) }) == changed, "ledger \(number)")
            #expect(corrections.count == changed.count, "ledger \(number)")
            for correction in corrections {
                #expect("\(correction.before.uncharged)" == was[Self.name(correction.row)]?.uncharged ?? "0")
                #expect("\(correction.after.uncharged)" == now[Self.name(correction.row)]?.uncharged ?? "0")
            }
        }
    }

    @Test func `adds up by day, and leaves out days whose sums agree`() throws {
        let key = { (day: String, id: RowID) throws in
            Usage.Key(source: "csv", app: "A", api: "md", day: try .parsed(day), id: id)
        }
        func split(_ tokens: Int, charged: Int = 0) -> Statement.Split {
            Statement.Split(tokens: Tokens(tokens), charged: Tokens(charged), settled: .zero)
        }
        let time = Instant(seconds: 0)
        let corrections = [
            Correction(row: try key("2025-07-22", "a"), time: time, before: split(2), after: split(1)),
            Correction(row: try key("2025-07-22", "b"), time: time, before: split(1, charged: 1), after: split(1)),
            // Two rows that changed places.
            Correction(row: try key("2025-07-23", "a"), time: time, before: split(2), after: split(3)),
            Correction(row: try key("2025-07-23", "b"), time: time, before: split(3), after: split(2)),
        ]
        #expect(corrections.byDay.map(\.day.description) == ["2025-07-22"])
        #expect(corrections.byDay[0].before == split(3, charged: 1))
        #expect(corrections.byDay[0].after == split(2))
    }
}
