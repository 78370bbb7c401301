import Testing
import VermilionDomain
import VermilionTestSupport

@testable import VermilionFormats

/// The quick way from a file to a ledger, held against the slow one and against one that is written to be read.
@Suite struct `The rolls of a usage file` {
    private static let names = ["A", "B", "é", "e\u{301}", "a \"b\"", "x, y", "A longer name than sixteen bytes"]

    private func file(_ dice: inout SplitMix64) -> [[String]] {
        let times = dice.pick([
            ["2025-07-01"], (1...9).map { "2025-07-0\($0)" },
            [
                "2025-07-01", "2025-07-01T09:00+09:00", "2025-06-30T15:00-09:00", "2025-07-01T00:00Z",
                "2025-07-02T23:00",
            ],
        ])
        let teams = dice.pick([["T"], ["T", "U", "é"]])
        let ids = dice.pick([[""], ["", "#2", "r1", "r2", "r3"], (0..<99).map { "id-\($0)-that-is-rather-long" }])
        var rows = (0..<dice.draw(0...dice.pick([5, 40, 300]))).map { _ in
            [
                dice.pick(teams), dice.pick(times), dice.pick(Self.names), dice.pick(["P", "Q", ""]),
                dice.pick(["1", "0.5", "0", "2.000001", "\"1,000\""]), dice.pick(ids),
            ]
        }
        if dice.happens(percent: 60) { rows.sort { $0[1] < $1[1] } }
        return rows
    }

    /// What counts of a team, by the rules of `RowIdentities` and `UsageTable.usage`, row by row.
    private func plain(_ rows: [[String]], team: String) throws -> [Usage] {
        var unnamed: [[String]: Int] = [:]
        var known: [Usage.Key: Usage] = [:]
        // Two ways to write one instant are two contents: they come from two exports.
        var moments: [Usage.Key: CivilMoment] = [:]
        var contested: Set<Usage.Key> = []
        for row in rows where Array(row[0].utf8) == Array(team.utf8) {
            let moment = try #require(CivilMoment(row[1]))
            let cell =
                [row[2], row[3]].map { Array($0.utf8).map(String.init).joined(separator: " ") }
                + ["\(moment.day)"]
            var id = RowID(row[5].hasPrefix("#") ? "#" + row[5] : row[5])
            if row[5].isEmpty {
                unnamed[cell, default: 0] += 1
                id = .generated(unnamed[cell] ?? 0)
            }
            let key = Usage.Key(source: "s", app: AppName(row[2]), api: APIName(row[3]), day: moment.day, id: id)
            let amount = row[4].filter { $0 != "," && $0 != "\"" }
            let usage = Usage(key: key, time: moment.instant(in: .utc), tokens: try Tokens(decimal: amount))
            if known[key, default: usage] != usage || moments[key, default: moment] != moment {
                contested.insert(key)
            }
            known[key] = known[key] ?? usage
            moments[key] = moments[key] ?? moment
        }
        return known.values.filter { !contested.contains($0.key) }.sorted(by: Usage.isPaidBefore)
    }

    @Test(arguments: (0..<UInt64(60)).map { $0 * 50..<($0 + 1) * 50 })
    func `are its usage, in the order in which it is paid`(seeds: Range<UInt64>) throws {
        for seed in seeds {
            var dice = SplitMix64(seed: seed)
            let rows = file(&dice)
            let lines = rows.map { row in
                CSVLine(row.enumerated().map { $0.offset == 4 ? $0.element.replacing("\"", with: "") : $0.element })
            }
            let text = "team,time,app,api,tokens,id\n" + lines.map(\.description).joined()
            let table = try UsageTable.read(Array(text.utf8), file: "u.csv")
            #expect(table.problems == [])
            let read = try UsageRolls.read(Array(text.utf8), file: "u.csv", source: "s", zone: .utc)
            let rolls = read.byTeam
            let told = table.teams.flatMap { table.usage(of: $0, source: "s", zone: .utc).conflicts }
            #expect(read.problems.sorted() == told.sorted(), "seed \(seed)")
            #expect(Set(rolls.keys) == table.teams, "seed \(seed)")
            for team in table.teams {
                let expected = try plain(rows, team: team.text)
                #expect(table.usage(of: team, source: "s", zone: .utc).usage == expected, "seed \(seed)")
                let roll = try #require(rolls[team]).get()
                let ledger = try Ledger(lots: [], roll: roll, asOf: .distantFuture)
                #expect(Array(ledger.rows) == expected, "seed \(seed)")
                #expect(
                    Statement(of: ledger, team: team)
                        == Statement(of: try Ledger(lots: [], usage: expected, asOf: .distantFuture), team: team),
                    "seed \(seed)")
            }
        }
    }

    @Test func `go on as if they had been made row by row`() throws {
        let text = "team,time,app,api,tokens\n" + (1...9).map { "T,2025-07-0\($0),A,P,1\n" }.joined()
        let read = try UsageRolls.read(Array(text.utf8), file: "u.csv", source: "s", zone: .utc)
        let roll = try #require(read.byTeam["T"]).get()
        let ledger = try Ledger(lots: [], roll: roll, asOf: try .at("2025-07-05"))
        #expect(ledger.used == Tokens(5))
    }

    @Test func `fail with the row when their sum does not fit`() throws {
        let text = "team,time,app,api,tokens\nT,2025-07-01,A,P,9223372036854\nT,2025-07-02,B,P,1\nU,2025-07-01,A,P,1\n"
        let rolls = try UsageRolls.read(Array(text.utf8), file: "u.csv", source: "s", zone: .utc).byTeam
        guard case .failure(.usageOverflows(let key)) = rolls["T"] else {
            Issue.record("no failure")
            return
        }
        #expect(key.app == "B")
        #expect(throws: Ledger.Failure.usageOverflows(key)) {
            try Entries(team: "T", lots: [], roll: .failure(.usageOverflows(key))).ledger(asOf: .distantFuture)
        }
        #expect(try rolls["U"]?.get() != nil)
    }
}
