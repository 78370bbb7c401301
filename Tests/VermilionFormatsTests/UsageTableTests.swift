import Testing
import VermilionDomain
import VermilionFormats
import VermilionTestSupport

@Suite struct `A usage table` {
    private static func table(_ text: String) throws -> UsageTable {
        try UsageTable.read(Array(text.utf8), file: "u.csv")
    }

    /// Rows in short: team | moment | app | api | tokens | id | line.
    private static func short(_ table: UsageTable) -> [String] {
        table.rows.map { row in
            let hours = row.moment.microsecondsSinceMidnight / 3_600_000_000
            let moment = "\(row.moment.day)" + (hours > 0 ? " \(hours)h" : "")
            return "\(row.team)|\(moment)|\(row.app)|\(row.api)|\(row.tokens)|\(row.id)|\(row.line)"
        }
    }

    @Test(
        arguments: [
            ("team,time,app,api,tokens\nT,2025-07-01,A,P,1.5\n", "T|2025-07-01|A|P|1.5||2"),
            ("team,day,app,api,tokens,id\nT,2025-07-01,A,P,1.5,r1\n", "T|2025-07-01|A|P|1.5|r1|2"),
            ("Id,TOKENS,Api ,_app_,T i m e,Team\nr1,1.5,P,A,2025-07-01,T\n", "T|2025-07-01|A|P|1.5|r1|2"),
            ("\u{FEFF}team,time,app,api,tokens\r\nT,2025-07-01T09:00Z,A,P,2\r\n", "T|2025-07-01 9h|A|P|2||2"),
            ("team,time,app,api,tokens,note,\nT,2025-07-01,A,P,1,x,\n", "T|2025-07-01|A|P|1||2"),
            ("team,time,day,app,api,tokens\nT,2025-07-01,2025-01-01,A,P,1\n", "T|2025-07-01|A|P|1||2"),
            // Names are taken as they are; the app and the API may be empty.
            ("team,time,app,api,tokens\n T , 2025-07-01 ,,, 1 \n", " T |2025-07-01|||1||2"),
            (
                "\n\nteam,time,app,api,tokens\n\n\"T\",2025/7/1,\"A\nB\",\"P \"\"x\"\"\",0\n",
                "T|2025-07-01|A\nB|P \"x\"|0||5"
            ),
        ] as [(String, String)])
    func `reads the canonical layout`(text: String, row: String) throws {
        let table = try Self.table(text)
        #expect(Self.short(table) == [row])
        #expect(table.problems == [])
    }

    private static let newExport = "Day used,Email,First name,Last name,Feature,Product,Team,Tokens used\n"
    private static let oldExport = "day_used,email,first_name,last_name,team_alias,product_name,tokens_used\n"

    @Test(
        arguments: [
            (
                newExport + "2025-07-01,*****,*****,*****,Complex job,Model Derivative,T,\"1,030.25\"\n",
                "T|2025-07-01|Model Derivative|Complex job|1030.25||2"
            ),
            (newExport + "2025-07-01,,,,,AutoCAD,*****,3\n", "*****|2025-07-01|AutoCAD|usage|3||2"),
            (oldExport + "2025-07-01,a@example.com,A,B,T,AutoCAD,3\n", "T|2025-07-01|AutoCAD|usage|3||2"),
            (
                "day_used,feature_name,team_alias,product_name,tokens_used\n2025-07-01,Render,T,AutoCAD,3\n",
                "T|2025-07-01|AutoCAD|Render|3||2"
            ),
            (
                "Day used,App name,Feature,Product,Team,Tokens used\n2025-07-01,Viewer,Complex job,MD,T,3\n",
                "T|2025-07-01|Viewer|Complex job|3||2"
            ),
            (
                "Day used,Client name,Product,Team,Tokens used\n2025-07-01,Viewer,MD,T,3\n",
                "T|2025-07-01|Viewer|MD|3||2"
            ),
            ("Day used,Team alias,Product,Team,Tokens used\n2025-07-01,no,MD,T,3\n", "T|2025-07-01|MD|usage|3||2"),
        ] as [(String, String)])
    func `reads Autodesk's export`(text: String, row: String) throws {
        let table = try Self.table(text)
        #expect(Self.short(table) == [row])
        #expect(table.problems == [])
    }

    @Test(
        arguments: [
            ("", nil, "is empty"),
            ("\u{FEFF}\r\n\n", nil, "is empty"),
            ("team,time,app,tokens\n", "1:1", #"unknown layout: there is no column "api""#),
            ("\nDay used,Email,Feature\n", "2:1", #"unknown layout: there is no column "team", "app", "tokens""#),
            (
                "team;time;app;api;tokens\n", "1:1",
                #"unknown layout: there is no column "team", "time", "app", "api", "tokens""#
            ),
            (
                "team,time,app,api,tokens,Tokens \n", "1:1",
                #"unknown layout: columns of the same name: "tokens", "Tokens""#
            ),
            (
                "Day used,Product,Team,Tokens used,tokens_used,day_used\n", "1:1",
                #"unknown layout: columns of the same name: "Day used", "day_used", "Tokens used", "tokens_used""#
            ),
            ("te\"am,time\n", "1:3", "a quote stands inside a field that is not quoted"),
            ("team,time,app,api,tokens\nT,2025-07-01,A,P,1\nT,\"2025\n", "3:3", "this quote is never closed"),
        ] as [(String, String?, String)])
    func `refuses a file that cannot be used`(text: String, place: String?, message: String) throws {
        let problem = try #require(throws: Diagnostic.self) { try Self.table(text) }
        #expect(problem.place?.description == "u.csv" + (place.map { ":" + $0 } ?? ""))
        #expect(problem.message == message)
    }

    @Test func `refuses what is not UTF-8`() throws {
        let bytes = Array("team,time,app,api,tokens\nT,2025-07-01,A".utf8) + [0xE9] + Array(",P,1\n".utf8)
        let problem = try #require(throws: Diagnostic.self) { try UsageTable.read(bytes, file: "u.csv") }
        #expect(problem.summary == "2:15: is not UTF-8")
    }

    @Test func `of an unknown layout lists what it found and what it wants`() throws {
        let problem = try #require(throws: Diagnostic.self) { try Self.table("Datum,\"Menge\nx\"\n") }
        #expect(problem.hint?.contains(#"it has "Datum", "Menge x""#) == true)
        #expect(problem.hint?.contains("Token Usage") == true)
        let semicolons = try #require(throws: Diagnostic.self) { try Self.table("team;tokens\n") }
        #expect(semicolons.hint?.hasPrefix("separate the columns by commas") == true)
    }

    @Test(
        arguments: [
            (
                "T,2025-07-01,A,P,\"1,5\"", #"2:18: "1,5" is not an amount: the comma does not separate thousands"#,
                "write 1.5"
            ),
            (
                "T,2025-07-01,A,P,\"1,03\"", #"2:18: "1,03" is not an amount: the comma does not separate thousands"#,
                "write 1.03"
            ),
            (
                "T,2025-07-01,A,P,\"0,500\"", #"2:18: "0,500" is not an amount: the comma does not separate thousands"#,
                "write 0.500"
            ),
            (
                "T,2025-07-01,A,P,\"1.030,25\"",
                #"2:18: "1.030,25" is not an amount: the comma does not separate thousands"#, "write 1030.25"
            ),
            ("T,2025-07-01,A,P,\"1,03,000\"", #"2:18: "1,03,000" is not an amount"#, "write a decimal such as 1030.25"),
            ("T,2025-07-01,A,P,\"1,030,\"", #"2:18: "1,030," is not an amount"#, "write a decimal such as 1030.25"),
            ("T,2025-07-01,A,P,\",030\"", #"2:18: ",030" is not an amount"#, "write a decimal such as 1030.25"),
            ("T,2025-07-01,A,P,\"1,030e2\"", #"2:18: "1,030e2" is not an amount"#, "write a decimal such as 1030.25"),
            ("T,2025-07-01,A,P,*****", #"2:18: "*****" is not an amount"#, "write a decimal such as 1030.25"),
            ("T,2025-07-01,A,P,1 000", #"2:18: "1 000" is not an amount"#, "write a decimal such as 1030.25"),
            ("T,2025-07-01,A,P,.", #"2:18: "." is not an amount"#, "write a decimal such as 1030.25"),
            ("T,2025-07-01,A,P,NaN", #"2:18: "NaN" is not an amount"#, "write a decimal such as 1030.25"),
            (
                "T,2025-07-01,A,P,9223372036854.775808", #"2:18: "9223372036854.775808" is too large"#,
                "the most is 9,223,372,036,854.775807 tokens: check the amount"
            ),
            ("T,2025-07-01,A,P,", #"2:18: "tokens" is empty"#, "write an amount, 0 if there is none"),
            ("T,2025-07-01,A,P, ", #"2:18: "tokens" is empty"#, "write an amount, 0 if there is none"),
            (
                "T,2025-07-01,A,P,-1", #"2:18: "-1" is negative"#,
                "to take usage back, state the earlier row again with its right amount"
            ),
            (
                "T,2025-07-01,A,P,\"-1,000\"", #"2:18: "-1,000" is negative"#,
                "to take usage back, state the earlier row again with its right amount"
            ),
            (
                "T,07/24/2025,A,P,1", #"2:3: "07/24/2025" is not a date"#,
                "write 2025-07-24, or with a time 2025-07-24T09:30:00+09:00"
            ),
            (
                "T,2025-02-29,A,P,1", #"2:3: "2025-02-29" is not a date"#,
                "write 2025-07-24, or with a time 2025-07-24T09:30:00+09:00"
            ),
            ("T,,A,P,1", #"2:3: "time" is empty"#, "write a date such as 2025-07-24"),
            (",2025-07-01,A,P,1", #"2:1: "team" is empty"#, "write the name of the team as in the configuration"),
            ("日本,2025-07-01,A,P", "2:18: the row has 4 fields, the header 5", #""tokens" is missing"#),
            ("日本", "2:3: the row has 1 field, the header 5", #""time" is missing"#),
            ("T,2025-07-01,A,P,1,030", "2:20: the row has 6 fields, the header 5", "quote fields that hold a comma"),
            ("\"T\nT\",2025-07-01,A,P,x", #"3:19: "x" is not an amount"#, "write a decimal such as 1030.25"),
        ] as [(String, String, String)])
    func `keeps a bad row aside and says where it is and how to mend it`(
        row: String, summary: String, hint: String
    ) throws {
        let table = try Self.table("team,time,app,api,tokens\n\(row)\nT,2025-07-02,A,P,2\n")
        #expect(table.problems.map(\.summary) == [summary])
        #expect(table.problems.map(\.hint) == [hint])
        #expect(table.rows.map(\.tokens) == [Tokens(2)])
        #expect(table.teams == ["T"])
    }

    @Test func `tells every cell of a row that is wrong`() throws {
        let table = try Self.table("team,time,app,api,tokens\n,x,A,P,y\n")
        #expect(table.problems.map { $0.place?.column } == [1, 2, 8])
        #expect(table.rows == [] && table.teams == [])
    }

    @Test func `wants the product of an export`() throws {
        let table = try Self.table(Self.oldExport + "2025-07-01,,,,T,,3\n")
        #expect(table.problems.map(\.summary) == [#"2:17: "product_name" is empty"#])
    }

    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("+3", 3_000_000), ("1,030.25", 1_030_250_000), ("12,345,678", 12_345_678_000_000),
            ("1.2E-05", 12), ("1e2", 100_000_000), ("0.0000005", 0), ("0.0000015", 2), (".5", 500_000),
            ("5.", 5_000_000),
            ("999999999999.999999", 999_999_999_999_999_999), ("9,223,372,036,854.775807", Int64.max),
            ("0000000000001", 1_000_000), ("1.0000000", 1_000_000), ("\t1.5 ", 1_500_000),
        ] as [(String, Int64)])
    func `reads amounts to the micro-token`(text: String, micro: Int64) throws {
        let table = try Self.table("team,time,app,api,tokens\nT,2025-07-01,A,P,\"\(text)\"\n")
        #expect(table.rows.map(\.tokens.micro) == [micro])
    }

    @Test(arguments: 0..<UInt64(200))
    func `reads an amount as the domain does`(seed: UInt64) throws {
        var dice = SplitMix64(seed: seed)
        let text = (0..<dice.draw(1...16)).map { _ in dice.pick(Array("0123456789.e-").map(String.init)) }.joined()
        let table = try Self.table("team,time,app,api,tokens\nT,2025-07-01,A,P,\(text)\n")
        let tokens = try? Tokens(decimal: text)
        #expect(table.rows.map(\.tokens) == (tokens.map { $0 < .zero ? [] : [$0] } ?? []))
    }
}

@Suite struct `A file of nothing but mistakes` {
    private let head = "team,day,app,api,tokens,id\n"

    /// Rows that are wrong in every way in turn.
    private func garbage(_ count: Int) -> [UInt8] {
        let rows = [
            "A,2025-07-22,V,md,x,", "A,2025-02-30,V,md,1,", "A", "A,2025-07-22,\"V\"x,md,1,", ",2025-07-22,V,md,1,",
        ]
        return Array((head + (0..<count).map { rows[$0 % rows.count] + "\n" }.joined()).utf8)
    }

    @Test func `is told by its first hundred and a number`() throws {
        let table = try UsageTable.read(garbage(1_000), file: "u.csv")
        #expect(table.rows.isEmpty)
        #expect(table.problems.count == 101)
        #expect(table.problems.prefix(100).allSatisfy { !$0.message.isEmpty && $0.place?.line != nil })
        #expect(table.problems.last?.description.hasPrefix("u.csv:1001: and 900 more problems up to here") == true)
        #expect(table.problems.sorted() == table.problems)
        #expect(try UsageTable.read(garbage(100), file: "u.csv").problems.count == 100)
        #expect(
            try UsageTable.read(garbage(101), file: "u.csv").problems.last?.message == "and 1 more problem up to here")
    }

    @Test func `of which the ids contradict each other is told likewise`() throws {
        let rows = (0..<300).map { "A,2025-07-22,V,md,\($0),same\n" }.joined()
        let table = try UsageTable.read(Array((head + rows).utf8), file: "u.csv")
        let (usage, conflicts) = table.usage(of: "A", source: "s", zone: .utc)
        #expect(usage.isEmpty)
        #expect(conflicts.count == 101)
        #expect(conflicts.last?.message == "and 199 more problems up to here")
    }

    @Test func `is told likewise of lots`() throws {
        let rows = String(repeating: "A,L,x,2025-07-22\n", count: 250)
        let table = try LotsTable.read(Array(("team,id,tokens,start\n" + rows).utf8), file: "l.csv")
        #expect(table.problems.count == 101)
        #expect(table.problems.last?.message == "and 150 more problems up to here")
    }
}
