import Testing
import VermilionDomain
import VermilionFormats

@Suite struct `A lots table` {
    private static func table(_ text: String) throws -> LotsTable {
        try LotsTable.read(Array(text.utf8), file: "l.csv")
    }

    private static func lots(
        _ rows: String..., header: String = "team,id,tokens,start,expires", zone: Zone = .utc
    ) throws -> (lots: [Lot], problems: [Diagnostic]) {
        let table = try table(([header] + rows).joined(separator: "\n"))
        #expect(table.problems == [])
        return table.lots(of: "T", zone: zone)
    }

    private static func short(_ lot: Lot) -> String { "\(lot.id) \(lot.tokens) \(lot.start) \(lot.expires)" }

    @Test(
        arguments: [
            (
                "team,id,tokens,start,expires", "T,L,500,2025-07-24,2026-01-01",
                "L 500 2025-07-24T00:00:00Z 2026-01-01T00:00:00Z"
            ),
            (
                "team,id,tokens,start,expires", "T,L,\"1,500.5\",2025-07-24, ",
                "L 1500.5 2025-07-24T00:00:00Z 2026-07-24T00:00:00Z"
            ),
            ("Start,TOKENS,_id,Team,note", "2024-02-29,1,L,T,x", "L 1 2024-02-29T00:00:00Z 2025-03-01T00:00:00Z"),
            // The year passes on the clock that the start is stated in.
            ("team,id,tokens,start", "T,L,1,2024-02-29T01:00+09:00", "L 1 2024-02-28T16:00:00Z 2025-02-28T16:00:00Z"),
        ] as [(String, String, String)])
    func `reads its layout`(header: String, row: String, lot: String) throws {
        let (lots, problems) = try Self.lots(row, header: header)
        #expect(lots.map(Self.short) == [lot])
        #expect(problems == [])
    }

    @Test func `takes days in the zone of the ledger`() throws {
        let lots = try Self.lots("T,L,1,2025-07-24,", zone: .fixed(offset: 9 * 3_600)).lots
        #expect(lots.map(Self.short) == ["L 1 2025-07-23T15:00:00Z 2026-07-23T15:00:00Z"])
    }

    @Test(
        arguments: [
            ("", "is empty"),
            ("team,tokens\n", #"unknown layout: there is no column "id", "start""#),
            ("team,id,ID,tokens,start\n", #"unknown layout: columns of the same name: "id", "ID""#),
            ("team,id,tokens,start\nT,\"L\n", "this quote is never closed"),
        ] as [(String, String)])
    func `refuses a file that cannot be used`(text: String, message: String) throws {
        let problem = try #require(throws: Diagnostic.self) { try Self.table(text) }
        #expect(problem.message == message)
    }

    @Test func `names of many columns only the first`() throws {
        let problem = try #require(throws: Diagnostic.self) {
            try Self.table(String(repeating: "team,", count: 1_000) + "id,tokens,start\n")
        }
        #expect(problem.message.hasSuffix(#""team", "team", and 980 more"#))
    }

    @Test(
        arguments: [
            ("T,L,x,2025-07-24,", #"2:5: "x" is not an amount"#),
            ("T,L,,2025-07-24,", #"2:5: "tokens" is empty"#),
            ("T,L,1,24.07.2025,", #"2:7: "24.07.2025" is not a date"#),
            ("T,L,1,2025-07-24,never", #"2:18: "never" is not a date"#),
            ("T,L,1,9999-01-01,", "2:7: a year after the start is past the year 9999"),
            ("T,,1,2025-07-24,", #"2:3: "id" is empty"#),
            (",L,1,2025-07-24,", #"2:1: "team" is empty"#),
            ("T,L,1,2025-07-24", #"2:17: the row has 4 fields, the header 5"#),
            ("T,L,1,2025-07-24,,", #"2:19: the row has 6 fields, the header 5"#),
            ("T,L\",1,2025-07-24,", "2:4: a quote stands inside a field that is not quoted"),
        ] as [(String, String)])
    func `keeps a bad row aside and says where it is`(row: String, summary: String) throws {
        let table = try Self.table("team,id,tokens,start,expires\n\(row)\nT,M,2,2025-07-24,\n")
        #expect(table.problems.map(\.summary) == [summary])
        #expect(table.rows.map(\.id) == ["M"])
        #expect(table.rows.map(\.line) == [3])
        #expect(table.teams == ["T"])
    }

    @Test(
        arguments: [
            ("T,L,0,2025-07-24,", #"2:5: lot "L" holds 0 tokens"#),
            ("T,L,-5,2025-07-24,", #"2:5: lot "L" holds -5 tokens"#),
            ("T,L,1,2025-07-24,2025-07-24", #"2:18: lot "L" expires before it starts"#),
            ("T,L,1,2025-07-24T00:00+09:00,2025-07-23T15:00Z", #"2:30: lot "L" expires before it starts"#),
        ] as [(String, String)])
    func `refuses a lot that can pay for nothing`(row: String, summary: String) throws {
        let (lots, problems) = try Self.lots(row, "T,M,2,2025-07-24,")
        #expect(lots.map(\.id) == ["M"])
        #expect(problems.map(\.summary) == [summary])
    }

    @Test func `takes a lot that is stated twice once`() throws {
        let (lots, problems) = try Self.lots(
            "T,L,1,2025-07-24,", "U,L,7,2025-07-24,", "T,L,1.0,2025-07-24,2026-07-24", "T,M,1,2025-07-24,")
        #expect(lots.map(\.id) == ["L", "M"])
        #expect(problems == [])
    }

    @Test func `takes neither of two lots with one id, and names both lines`() throws {
        let (lots, problems) = try Self.lots("T,L,1,2025-07-24,", "T,M,1,2025-07-24,", "T,L,2,2025-07-24,")
        #expect(lots.map(\.id) == ["M"])
        #expect(problems.map(\.summary) == [#"4:3: lot "L" has other tokens or dates than at l.csv:2"#])
    }
}
