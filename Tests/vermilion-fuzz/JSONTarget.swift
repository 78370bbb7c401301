import VermilionDomain
import VermilionFormats

extension FuzzTarget {
    /// A document that a URL or a program gives, with and without pointers into it.
    static let json = FuzzTarget(
        "json",
        seeds: [
            #"""
            {"results":[
             {"usageDate":"2025-07-24","clientName":"A","clientId":"x","featureId":"B","tokensUsed":"0.12099","id":"r1"},
             {"usageDate":"2025-07-24","clientName":"A","clientId":"x","featureId":"B","tokensUsed":3,"id":"r1"},
             {"usageDate":"2025-07-24T10:00:00+09:00","clientName":null,"featureId":7,"tokensUsed":12099e-5,"id":""}
            ],"pagination":{"limit":3,"nextUrl":"https://a/b?offset=3"}}
            """#,
            #"""
            [{"day":"2025-07-24","app":"A","api":"B","tokens":0.12099,"uncharged":false},
             {"day":"2025/7/24","app":"A","api":"B","tokens":0.12099,"uncharged":0.1},
             {"day":1753318923,"app":"A\u00e9\ud83d\ude00","api":"B","tokens":1,"uncharged":true}]
            """#,
            #"""
            {"a":{"list":[
             {"when":{"d":"2025-07-24"},"who":7,"what":"B","n":["2"],"open":true,"key":"k"},
             {"when":{"d":"2025-07-25"},"who":"C","what":"B","n":[2.5],"open":null,"key":"#2"}
            ]},"go":"/next","left":-1.5}
            """#,
            #"{"status":1,"Data":[{"Date":"2025-07-24","app_name":"A","Feature":"B","tokens-consumed":1}],"rows":[]}"#,
        ],
        words: [
            #""day":"#, #""tokens":"#, #""app":"#, #""id":"#, #""rows":["#, #""data":["#, #""nextUrl":"#, #"\u0000"#,
            #"\ud800"#,
            #"\ud83d\ude00"#, #"\""#, "{", "}", "[", "]", ",", ":", "_", "-", "{}", "[]",
            #"{"day":"2025-07-24","tokens":1},"#,
        ],
        read: { input in
            JSONReading(
                Result { () throws(Diagnostic) in try JSON.read(input, file: "u.json", depth: 64, size: 1 << 20) })
        },
        demand: { (reading) throws(Flaw) in try reading.demandIsSound() })
}

private struct JSONReading: Equatable {
    let document: Result<String, Diagnostic>
    let again: Result<String, Diagnostic>
    let pages: [Result<PageReading, Diagnostic>]

    init(_ document: Result<JSON, Diagnostic>) {
        self.document = document.map(\.compact)
        again = self.document.flatMap { text in
            Result { () throws(Diagnostic) in
                try JSON.read(Array(text.utf8), file: "u.json", depth: 64, size: 1 << 20).compact
            }
        }
        pages = [UsageMap([:]), Self.stated].map { map in
            document.flatMap { document in
                Result { () throws(Diagnostic) in PageReading(try map.page(document, file: "u.json")) }
            }
        }
    }

    func demandIsSound() throws(Flaw) -> Bool {
        if try document.demandIsSound() != nil {
            try demand(again == document, "a document is another one when it is written and read again")
        }
        var isTaken = false
        for page in pages {
            guard let page = try page.demandIsSound() else { continue }
            try page.demandIsSound()
            isTaken = true
        }
        return isTaken
    }

    private static let stated = UsageMap(
        [
            .rows: "/a/list", .day: "/when/d", .app: "/who", .api: "/what", .tokens: "/n/0", .uncharged: "/open",
            .id: "/key", .next: "/go", .balance: "/left",
        ].compactMapValues(JSONPointer.init))
}

/// What comes of one page.
struct PageReading: Equatable {
    let rows: [UsagePage.Row]
    let problems: [Diagnostic]
    let next: String?
    let balance: Tokens?
    let usage: [Usage]
    let conflicts: [Diagnostic]

    init(_ page: UsagePage) {
        (rows, problems, next, balance) = (page.rows, page.problems, page.next, page.balance)
        (usage, conflicts) = page.rows.usage(source: "s", zone: .berlin, place: "u.json")
    }

    func demandIsSound() throws(Flaw) {
        for row in rows { try demand(row.tokens >= .zero, "a row with negative tokens: \(row.tokens)") }
        try usage.demandIsSound()
        try demand(usage.count <= rows.count, "more usage than rows")
        try (problems + conflicts).demandAreSound()
        try demand(problems.count <= 21 && conflicts.count <= 20, "problems without end")
    }
}

extension Zone {
    /// With the rule that Berlin has had since 1996, for all years.
    static let berlin = Zone(
        identifier: "Europe/Berlin", initialOffset: 3_600, transitions: [],
        afterwards: YearlyRule(
            standard: 3_600,
            summer: YearlyRule.Summer(
                offset: 7_200, start: .weekday(month: 3, week: 5, weekday: 0), startTime: 7_200,
                end: .weekday(month: 10, week: 5, weekday: 0), endTime: 10_800)))
}
