import Testing
import VermilionDomain
import VermilionFormats

@Suite struct `A table of observed balances` {
    private func read(_ text: String) throws -> ObservationsTable {
        try ObservationsTable.read(Array(text.utf8), file: "o.csv")
    }

    @Test func `reads its layout in any order, and negative balances`() throws {
        let table = try read("Available,note,TEAM,time\n\"1,500.5\",x,T,2025-07-24\n-3.5,,T,2025-07-24T09:00+09:00\n")
        #expect(table.problems == [])
        #expect(table.rows.map(\.available) == [Tokens(micro: 1_500_500_000), Tokens(micro: -3_500_000)])
        #expect(
            table.rows.map { $0.time.instant(in: .utc).description }
                == ["2025-07-24T00:00:00Z", "2025-07-24T00:00:00Z"])
        #expect(table.rows.map(\.teamPlace.column) == [13, 7])
    }

    @Test(arguments: [
        ("", "is empty"), ("team,time\n", #"unknown layout: there is no column "available""#),
        ("team,time,available,Time\n", #"unknown layout: columns of the same name: "time", "Time""#),
    ])
    func `refuses a file that cannot be used`(text: String, message: String) throws {
        #expect(try #require(throws: Diagnostic.self) { try read(text) }.message == message)
    }

    @Test(arguments: [
        ("T,2025-07-24,x", #"o.csv:2:14: "x" is not an amount"#), (",2025-07-24,1", #"o.csv:2:1: "team" is empty"#),
        ("T,24.7.2025,1", #"o.csv:2:3: "24.7.2025" is not a date"#), ("T,2025-07-24", "o.csv:2:13: the row has 2"),
        ("T,2025-07-24,\"1,5\"", "the comma does not separate thousands"),
    ])
    func `keeps a bad row aside, and says where it is`(row: String, words: String) throws {
        let table = try read("team,time,available\n\(row)\nT,2025-07-25,2\n")
        #expect(table.rows.map(\.available) == [Tokens(2)])
        #expect(table.problems.count == 1)
        #expect(table.problems[0].description.contains(words), "\(table.problems[0])")
    }
}
