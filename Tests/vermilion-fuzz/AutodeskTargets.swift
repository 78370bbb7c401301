import VermilionDomain
import VermilionFormats
import VermilionSources
import VermilionTransport

extension FuzzTarget {
    /// What Autodesk's two APIs for contracts answer, and what any of its services says when it refuses.
    static let query = FuzzTarget(
        "query",
        seeds: [
            #"""
            {"id":"q1","status":"DONE","result":{"columns":["usageDate","productName","usageCategory","tokensConsumed"],"rows":[
             ["2025-07-24","AutoCAD","CLOUD",46.0],
             ["2025-07-24","AutoCAD","CLOUD",-3.5],
             ["2025-07-25","Revit","DESKTOP","0.12099"]
            ],"total":3}}
            """#,
            #"""
            {"status":"completed","columns":[{"name":"usageDate"},{"name":"tokensConsumed"}],"rows":[["2025-07-24",1],["2025-07-25",2]],
             "pagination":{"totalResults":"2"}}
            """#,
            #"{"id":7,"status":"queued"}"#,
            #"""
            {"contractNumber":"110000917988","contractYears":[
             {"year":1,"startDate":"2024-02-01","endDate":"2025-01-31","provisionedTokens":344000,"remainingTokens":197774},
             {"year":"2","startDate":"2025-02-01","endDate":"2026-01-31","provisionedTokens":"100","remainingTokens":-30}]}
            """#,
            #"""
            [{"usageCategory":"CLOUD","lastUsageDate":"2025-07-24","lastProcessDate":"2025-07-25T01:02:03.000Z"},
             {"usageCategory":"DESKTOP","lastUsageDate":"2025-07-20"}]
            """#,
            #"""
            [{"usageMonth":"2025-07-01","contractYear":1,"usageCategory":"CLOUD","tokensConsumed":12.5},
             {"usageMonth":"2025-08-01","contractYear":"2","usageCategory":"DESKTOP","tokensConsumed":-2}]
            """#,
            #"{"errorCode":"403","developerMessage":"API request capacity exceeded.","more info":"https://a/b"}"#,
        ],
        words: [
            #""status":"DONE""#, #""rows":["#, #""columns":["#, #""year":1,"#, #""tokensConsumed""#, #""usageDate""#,
            #"["#, "]",
            "{", "}", ",", "-", #"["2025-07-24","A","B",1],"#, #"{"name":"usageDate"},"#,
        ],
        read: { QueryReading($0) },
        demand: { (reading) throws(Flaw) in try reading.demandIsSound() })

    /// What the token endpoint answers, taken all the way into an account's record.
    static let token = FuzzTarget(
        "token",
        seeds: [
            #"{"access_token":"a2","token_type":"Bearer","expires_in":3599,"refresh_token":"r2"}"#,
            #"{"access_token":"a2","expires_in":"3599"}"#,
            #"{"error":"invalid_grant","error_description":"The refresh token is invalid or expired."}"#,
            "120", "Wed, 21 Oct 2025 07:28:00 GMT",
        ],
        words: [
            #""access_token":"#, #""expires_in":"#, #""refresh_token":"#, #""error":"#, "null", "{", "}", ",", "GMT",
            "Feb", ":",
        ],
        read: { input in
            [200, 400, 429].flatMap { status in
                [true, false].map { isUser in
                    Result { () throws(Diagnostic) in try TokenReading(.of(status, input), isUser: isUser) }
                }
            }
        },
        demand: { (readings) throws(Flaw) in
            var isTaken = false
            for reading in readings {
                if let reading = try reading.demandIsSound(), try reading.demandIsSound() { isTaken = true }
            }
            return isTaken
        })

    /// The file in which an account's tokens are kept.
    static let accountFile = FuzzTarget(
        "account-file",
        seeds: [
            #"""
            {
             "access": {"token": "a1", "expires": 1768000000000000},
             "refresh": {"token": "r1", "since": 1767900000000000, "sent": null}
            }
            """#,
            #"{"access":null,"refresh":{"token":"r1","since":1767900000000000,"sent":1767900000000001}}"#,
            #"{"access":{"token":"a1","expires":1768100000000000},"refresh":null}"#,
        ],
        words: [
            #""access":"#, #""refresh":"#, #""token":"#, #""expires":"#, #""since":"#, #""sent":"#, "null", "{", "}",
            ",",
        ],
        read: { input in
            Result { () throws(Diagnostic) in RecordReading(try AccountRecord(input, file: "a.json")) }
        },
        demand: { (reading) throws(Flaw) in
            guard let record = try reading.demandIsSound() else { return false }
            try record.demandIsSound()
            return true
        })

    /// When tokens are asked for: 2026-01-10.
    fileprivate static let now = Instant(seconds: 1_768_003_200)
}

private struct QueryReading: Equatable {
    let page: Result<PageReading?, Diagnostic>
    let givenBack: [UsageQuery.GivenBack]
    let lots: Result<[Lot], Diagnostic>
    let balance: Tokens?
    let dataUntil: Result<Instant?, Diagnostic>
    let months: Result<[UsageSummary.Month], Diagnostic>
    let refusal: Diagnostic

    init(_ input: [UInt8]) {
        let document = Result { () throws(Diagnostic) in
            try JSON.read(input, file: "q.json", depth: 64, size: 1 << 20)
        }
        func read<Value>(_ body: (JSON) throws(Diagnostic) -> Value) -> Result<Value, Diagnostic> {
            document.flatMap { document in Result { () throws(Diagnostic) in try body(document) } }
        }
        let query = read { (document) throws(Diagnostic) in try UsageQuery(document, map: Self.map, file: "q.json") }
        page = query.map { if case .done(let page, _, _, _) = $0 { PageReading(page) } else { nil } }
        if case .success(.done(_, let givenBack, _, _)) = query { self.givenBack = givenBack } else { givenBack = [] }
        let contract = read { (document) throws(Diagnostic) in try Contract(document, file: "q.json") }
        lots = contract.flatMap { contract in
            Result { () throws(Diagnostic) in try contract.lots(zone: .berlin, file: "q.json") }
        }
        balance = (try? contract.get())?.balance(at: FuzzTarget.now, zone: .berlin)?.available
        dataUntil = read { (document) throws(Diagnostic) in try DataFreshness.dataUntil(document, file: "q.json") }
        months = read { (document) throws(Diagnostic) in try UsageSummary(document, file: "q.json").months }
        refusal = Refusal(status: 403, body: input).diagnostic(file: "q.json")
    }

    func demandIsSound() throws(Flaw) -> Bool {
        try refusal.demandIsSound()
        var isTaken = false
        if let page = try page.demandIsSound() {
            try page?.demandIsSound()
            isTaken = true
        }
        for row in givenBack { try demand(row.tokens.first == "-", "given back without a minus: \(row)") }
        if let lots = try lots.demandIsSound() {
            try lots.demandIsSound()
            isTaken = true
        }
        if try dataUntil.demandIsSound() != nil { isTaken = true }
        if try months.demandIsSound() != nil { isTaken = true }
        return isTaken
    }

    private static let map = UsageMap([
        .day: .member("usageDate"), .app: .member("productName"), .api: .member("usageCategory"),
        .tokens: .member("tokensConsumed"),
    ])
}

extension HTTPResponse {
    /// With the beginning of the body as a header too.
    fileprivate static func of(_ status: Int, _ body: [UInt8]) -> HTTPResponse {
        let line = String(decoding: body.prefix(1_000).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        return HTTPResponse(status: status, body: body, headers: [("Retry-After", line)])
    }
}

private struct TokenReading: Equatable {
    let answer: TokenRefresh.Answer
    let end: TokenRefresh.Action
    let record: AccountRecord

    init(_ response: HTTPResponse, isUser: Bool) throws(Diagnostic) {
        let identity = AccountIdentity(
            name: "acme", endpoint: "https://localhost", clientID: "id",
            grant: isUser ? .user(secret: nil) : .clientCredentials { "s" }, scopes: [], personalAccessToken: nil,
            route: HTTPRoute())
        answer = TokenRefresh.Answer(response, to: identity, at: FuzzTarget.now)
        let kept = isUser ? #"{"refresh":{"token":"r1","since":1767916800000000}}"# : "{}"
        var refresh = TokenRefresh(
            try AccountRecord(Array(kept.utf8), file: "a.json"), of: "acme", isUser: isUser, at: FuzzTarget.now)
        var action = refresh.start()
        steps: while true {
            switch action {
            case .save: action = refresh.saved()
            case .ask: action = refresh.answered(answer)
            case .use, .fail: break steps
            }
        }
        (end, record) = (action, refresh.record)
    }

    func demandIsSound() throws(Flaw) -> Bool {
        switch answer {
        case .tokens(let tokens):
            try demand((.seconds(1)...Duration.days(1)).contains(tokens.lifetime), "a lifetime of \(tokens.lifetime)")
        case .refused(let diagnostic), .lost(let diagnostic): try diagnostic.demandIsSound()
        case .notTaken(let diagnostic, let asked):
            try diagnostic.demandIsSound()
            try demand((.zero...Duration.days(1)).contains(asked ?? .zero), "a wait of \(asked ?? .zero)")
        }
        try RecordReading(record).demandIsSound()
        switch end {
        case .use(let token):
            try demand(token == record.access?.token, "a token is used that is not kept")
            return true
        case .fail(let failure): try failure.diagnostic.demandIsSound()
        case .save, .ask: throw Flaw("the refresh has no end")
        }
        return false
    }
}

/// A record, and what it comes to when a token is wanted.
private struct RecordReading: Equatable {
    let record: AccountRecord
    let again: Result<AccountRecord, Diagnostic>
    let actions: [TokenRefresh.Action]

    init(_ record: AccountRecord) {
        self.record = record
        again = Result { () throws(Diagnostic) in try AccountRecord(record.bytes, file: "a.json") }
        actions = [true, false].map { isUser in
            var refresh = TokenRefresh(record, of: "acme", isUser: isUser, at: FuzzTarget.now)
            return refresh.start()
        }
    }

    func demandIsSound() throws(Flaw) {
        try demand(again == .success(record), "a record is another one when it is written and read again")
        for case .fail(let failure) in actions { try failure.diagnostic.demandIsSound() }
    }
}
