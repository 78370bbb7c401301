import Testing
import VermilionDomain
import VermilionFormats

@Suite struct `A usage map` {
    private func page(_ text: String, _ fields: [UsageMap.Field: String] = [:]) throws -> UsagePage {
        let document = try JSON.read(Array(text.utf8), file: "u.json", depth: 64, size: 1 << 20)
        return try UsageMap(
            fields.mapValues { try #require(JSONPointer($0)) }, rates: RateTable(RateTable.legacy)
        ).page(document, file: "u.json")
    }

    private static let july24 = CivilMoment(day: CivilDate(daysSince1970: 20_293))

    @Test(
        arguments: [
            #"[{"day":"2025-07-24","app":"A","api":"B","tokens":0.12099}]"#,
            #"{"results":[{"usageDate":"2025-07-24","clientName":"A","clientId":"x","featureId":"B","tokensUsed":"0.12099"}]}"#,
            #"{"status":1,"Data":[{"Date":"2025-07-24","app_name":"A","Feature":"B","tokens-consumed":12099e-5}]}"#,
            #"{"usage":[{"dayUsed":"20250724","application":"A","service":"B","totalTokens":0.120990}]}"#,
            #"{"data":[],"rows":[{"day":"2025/7/24","clientId":"A","serviceId":"B","tokens":1.2099E-1}]}"#,
            #"{"items":[{"app":null,"day":"2025-07-24","appId":"A","api":"B","tokens":0.12099}]}"#,
        ])
    func `finds obvious names and keeps amounts exact`(text: String) throws {
        let page = try page(text)
        #expect(page.problems == [])
        #expect(page.rows == [.init(moment: Self.july24, app: "A", api: "B", tokens: Tokens(micro: 120_990))])
    }

    @Test func `takes fields where it is told`() throws {
        let page = try page(
            #"{"a":{"list":[{"when":{"d":"2025-07-24"},"who":7,"what":"B","n":["2"],"open":true,"key":"k"}]},"#
                + #""go":"/next","left":-1.5}"#,
            [
                .rows: "/a/list", .day: "/when/d", .app: "/who", .api: "/what", .tokens: "/n/0", .uncharged: "/open",
                .id: "/key", .next: "/go", .balance: "/left",
            ])
        #expect(page.problems == [])
        #expect(
            page.rows == [
                .init(moment: Self.july24, app: "7", api: "B", tokens: Tokens(2), uncharged: Tokens(2), id: "k")
            ])
        #expect(page.next == "/next")
        #expect(page.balance == Tokens(micro: -1_500_000))
    }

    @Test(
        arguments: [
            (#""2025-07-24T01:02:03.123""#, "2025-07-24T01:02:03.123Z"),
            (#""2025-07-24T01:02:03.12345Z""#, "2025-07-24T01:02:03.123450Z"),
            (#""2025-07-24T01:02:03.123456Z""#, "2025-07-24T01:02:03.123456Z"),
            ("1753318923", "2025-07-24T01:02:03Z"),
        ])
    func `reads days in every documented form`(day: String, instant: String) throws {
        let row = try #require(try page("[{\"day\":\(day),\"tokens\":1}]").rows.first)
        #expect(row.moment.day == Self.july24.day)
        let expected = try #require(CivilMoment(instant)).instant(in: .utc)
        #expect(row.moment.instant(in: .utc) == expected)
    }

    @Test(
        arguments: [
            (#"{"day":20250724,"tokens":1}"#, "20250724"), (#"{"day":1753318923000,"tokens":1}"#, "1753318923000"),
            (#"{"day":"24/07/2025","tokens":1}"#, "24/07/2025"), (#"{"day":null,"tokens":1}"#, "day"),
            (#"{"tokens":1}"#, "no day"), (#"{"day":"2025-07-24"}"#, "no tokens"),
            (#"{"day":"2025-07-24","tokens":null}"#, "not an amount"),
            (#"{"day":"2025-07-24","tokens":"1,5"}"#, "1,5"), (#"{"day":"2025-07-24","tokens":-1}"#, "negative"),
            (#"{"day":"2025-07-24","tokens":1e30}"#, "too large"), (#"[1]"#, "not an object"),
            (#"{"day":"2025-07-24","tokens":1,"app":[]}"#, "app"),
        ])
    func `keeps a bad row aside and says which`(row: String, word: String) throws {
        let page = try page(#"{"rows":[{"day":"2025-07-24","tokens":1,"app":"x"},"# + row + "]}")
        #expect(page.rows.count == 1)
        #expect(page.problems.count == 1)
        #expect(page.problems.first?.message.hasPrefix("row /rows/1: ") == true)
        #expect(page.problems.first?.message.contains(word) == true)
    }

    @Test(
        arguments: [
            (#"{"fault":"x","total":3}"#, #""fault", "total""#), (#"[{"when":"2025-07-24","n":1}]"#, #""when", "n""#),
            (#"[{"day":"2025-07-24","n":1}]"#, #""day", "n""#), (#"{"results":{}}"#, #""results""#),
            ("3", "single"), ("{}", "empty object"), ("[3]", "single"),
        ])
    func `never takes a document that it does not know for no usage`(text: String, found: String) {
        let error = #expect(throws: Diagnostic.self) { try page(text) }
        #expect(error?.message.hasPrefix("unknown layout") == true)
        #expect(error?.hint?.contains(found) == true)
        #expect(error?.hint?.contains("vermilion fetch") == true)
    }

    @Test(
        arguments: [
            (#"{"day":"2025-07-24","api":"Automation","seconds":217.77}"#, [:], 120_983),
            (#"{"day":"2025-07-24","api":"Automation","processingHours":"1.5"}"#, [:], 3_000_000),
            (#"{"day":"2025-07-24","api":"Automation","run":{"s":3600}}"#, [.seconds: "/run/s"], 2_000_000),
            (#"{"day":"2025-07-24","api":"Model Derivative complex job","jobs":7}"#, [:], 3_500_000),
            (#"{"day":"2025-07-24","api":"Reality Capture photo","photos":75,"jobs":null}"#, [:], 1_500_000),
            // What counts tokens needs no rate, unless it is told to look elsewhere.
            (#"{"day":"2025-07-24","api":"Automation","tokens":1,"hours":9}"#, [:], 1_000_000),
            (#"{"day":"2025-07-24","api":"Automation","tokens":1,"hours":9}"#, [.hours: "/hours"], 18_000_000),
        ] as [(String, [UsageMap.Field: String], Int64)])
    func `turns what was used into tokens by the rate of the day`(
        row: String, fields: [UsageMap.Field: String], micro: Int64
    ) throws {
        let page = try page("[\(row)]", fields)
        #expect(page.problems == [])
        #expect(page.rows.map(\.tokens) == [Tokens(micro: micro)])
    }

    @Test(
        arguments: [
            (#"{"day":"2025-12-08","api":"Automation","hours":1}"#, "nobody knows what hours of \"Automation\" cost"),
            (#"{"day":"2025-07-24","api":"Automation","hours":"x"}"#, "its hours are not an amount"),
            (#"{"day":"2025-07-24","api":"Automation","hours":-1}"#, "negative"),
            (#"{"day":"2025-07-24","api":"Automation","hours":9e12}"#, "too many to be counted"),
            (#"{"day":"2025-07-24","api":"Automation"}"#, "has no tokens at \"/hours\""),
        ])
    func `guesses no rate`(row: String, words: String) throws {
        let page = try page(#"[{"day":"2025-07-24","api":"Automation","hours":1},"# + row + "]")
        #expect(page.rows.count == 1)
        #expect(page.problems.map(\.message).contains { $0.contains(words) }, "\(page.problems)")
    }

    @Test(arguments: ["[]", #"{"results":[]}"#, #"{"Rows":[],"pagination":{"nextUrl":null}}"#])
    func `takes an empty list for no usage`(text: String) throws {
        let page = try page(text)
        #expect(page.rows == [])
        #expect(page.problems == [])
        #expect(page.next == nil)
    }

    @Test func `does not guess where it was told`() throws {
        let text = #"{"results":[{"day":"2025-07-24","tokens":1}]}"#
        #expect(throws: Diagnostic.self) { try page(text, [.rows: "/data"]) }
        #expect(throws: Diagnostic.self) { try page(text, [.tokens: "/amount"]) }
        #expect(try page(text, [.balance: "/left"]).problems.count == 1)
    }

    @Test func `finds the next page of Autodesk's paging and refuses what is no address`() throws {
        #expect(try page(#"{"results":[],"pagination":{"limit":1,"nextUrl":"https://a/b"}}"#).next == "https://a/b")
        #expect(try page(#"{"results":[],"pagination":{"nextUrl":7}}"#).problems.count == 1)
    }

    @Test func `tells of many bad rows only the first`() throws {
        let bad = String(repeating: ",{}", count: 1_000)
        let page = try page(#"[{"day":"2025-07-24","tokens":1}"# + bad + "]")
        #expect(page.problems.count == 21)
        #expect(page.problems.last?.message.contains("980 more") == true)
    }

    @Test func `calls a list by no more of its name than can be read`() throws {
        let list = "rows" + String(repeating: "_", count: 9_999)
        let problem = try page("{\"\(list)\":[{\"day\":\"2025-07-24\",\"tokens\":1},{}]}").problems.first
        #expect(problem?.message.count ?? 0 < 200)
    }

    @Test func `numbers rows without an id, and lets none count whose id is contested`() throws {
        let rows = try page(
            """
            [{"day":"2025-07-24","tokens":1}, {"day":"2025-07-24","tokens":1}, {"day":"2025-07-24","tokens":2,"id":"#2"},
             {"day":"2025-07-24","tokens":3,"id":"a"}, {"day":"2025-07-24","tokens":3,"id":"a"},
             {"day":"2025-07-24","tokens":4,"id":"b"}, {"day":"2025-07-24","tokens":5,"id":"b"}]
            """
        ).rows
        let (usage, conflicts) = rows.usage(source: "s", zone: .utc, place: "u.json")
        #expect(usage.map(\.key.id) == ["", "#2", "##2", "a"])
        #expect(usage.map(\.tokens) == [Tokens(1), Tokens(1), Tokens(2), Tokens(3)])
        #expect(conflicts.count == 1)
    }
}
