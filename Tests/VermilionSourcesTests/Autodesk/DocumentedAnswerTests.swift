import Testing
import VermilionDomain
import VermilionFormats

@testable import VermilionSources

/// The samples of Autodesk's documentation, with its oddities.
@Suite struct `A documented answer` {
    private func json(_ text: String) throws -> JSON {
        try JSON.read(Array(text.utf8), file: "a", depth: 64, size: 1 << 20)
    }

    private static let contract = """
        {"contractNumber":"110000917988","contractName":"Acme","contractStartDate":"2024-02-01",
         "contractEndDate":"2026-01-31","isActive":true,"multiyearProvisionedTokens":0,"contractYears":[
          {"year":1,"startDate":"2024-02-01","endDate":"2025-01-31","provisionedTokens":344000,
           "consumedTokens":146226,"remainingTokens":197774,"multiyearTokensAtStart":0,"multiyearConsumedTokens":0},
          {"year":"2","startDate":"2025-02-01","endDate":"2026-01-31","provisionedTokens":100,
           "consumedTokens":130,"remainingTokens":-30}]}
        """

    @Test func `of a contract makes lots that expire the day after their last`() throws {
        let lots = try Contract(json(Self.contract), file: "a").lots(zone: .utc, file: "a")
        #expect(lots.map(\.id) == ["110000917988-1", "110000917988-2"])
        #expect(lots.map(\.tokens) == [Tokens(344_000), Tokens(100)])
        #expect(lots.map(\.start.description) == ["2024-02-01T00:00:00Z", "2025-02-01T00:00:00Z"])
        #expect(lots.map(\.expires.description) == ["2025-02-01T00:00:00Z", "2026-02-01T00:00:00Z"])
    }

    @Test(
        arguments: [
            ("2024-01-31T23:59:59Z", nil), ("2024-02-01T00:00:00Z", 197_774), ("2025-01-31T23:59:59Z", 197_774),
            ("2025-02-01T00:00:00Z", -30), ("2026-02-01T00:00:00Z", nil),
        ] as [(String, Int?)])
    func `of a contract tells what remains of the year that runs`(now: String, remaining: Int?) throws {
        let now = try #require(CivilMoment(now)).instant(in: .utc)
        let balance = try Contract(json(Self.contract), file: "a").balance(at: now, zone: .utc)
        #expect(balance == remaining.map { ObservedBalance(at: now, available: Tokens($0)) })
    }

    @Test(arguments: ["{}", "[]", #"{"contractNumber":"1"}"#, #"{"contractNumber":"1","contractYears":[{"year":1}]}"#])
    func `that lacks what counts is not taken for an empty contract`(text: String) throws {
        let document = try json(text)
        #expect(throws: Diagnostic.self) { try Contract(document, file: "a") }
    }

    @Test func `of a contract that has a year twice is refused`() throws {
        let document = try json(Self.contract.replacing(#""year":"2""#, with: #""year":"1""#))
        let error = #expect(throws: Diagnostic.self) { try Contract(document, file: "a") }
        #expect(error?.message == "the answer has a year of the contract twice")
    }

    @Test func `of a contract year that ends before it starts is refused`() throws {
        let contract = try Contract(
            json(Self.contract.replacing("2025-01-31", with: "2023-01-31")), file: "a")
        #expect(throws: Diagnostic.self) { try contract.lots(zone: .utc, file: "a") }
    }

    @Test(
        arguments: [
            ("[]", nil),
            (
                #"[{"usageCategory":"DESKTOP_PRODUCT","chargeCategory":"CHARGED","lastUsageDate":"2025-07-20","lastProcessDate":"2025-07-23T04:05:06.123"},"#
                    + #"{"usageCategory":"CLOUD_SERVICE","chargeCategory":"N/A","lastUsageDate":"2020-01-01","lastProcessDate":"2025-07-22T04:05:06.12345Z"}]"#,
                "2025-07-23T04:05:06.123000Z"
            ),
            (#"[{"usageCategory":"MANUAL_ADJUSTMENT","lastUsageDate":"2025-07-20"}]"#, "2025-07-20T00:00:00Z"),
        ] as [(String, String?)])
    func `of the last usage tells how fresh the data are`(text: String, until: String?) throws {
        #expect(try DataFreshness.dataUntil(json(text), file: "a")?.description == until)
    }

    private static let tokenFlex = UsageMap([
        .day: .member("usageDate"), .app: .member("productName"), .api: .member("usageCategory"),
        .tokens: .member("tokensConsumed"),
    ])

    @Test(arguments: ["QUEUED", "PROCESSING", "SUBMITTED", "RUNNING"])
    func `of a query that runs is asked for again by its id`(status: String) throws {
        let text = #"{"status":"\#(status)","id":"Q/1","detail_uri":"http://elsewhere/1","startTime":1753318923}"#
        guard case .underway(let id) = try UsageQuery(json(text), map: Self.tokenFlex, file: "a") else {
            Issue.record("not underway")
            return
        }
        #expect(id == "Q/1")
    }

    @Test(arguments: ["FAILED", "TIMEOUT", "EXPIRED", "ERROR", "SOMETHING"])
    func `of a query that failed is never no usage`(status: String) throws {
        let document = try json(#"{"status":"\#(status)","id":"1","result":{"columns":[],"rows":[]}}"#)
        #expect(throws: Diagnostic.self) { try UsageQuery(document, map: Self.tokenFlex, file: "a") }
    }

    @Test func `of a token flex query mixes types and keeps amounts exact`() throws {
        let text = """
            {"status":"DONE","id":"1","result":{"columns":["usageDate","productName","usageCategory","tokensConsumed"],
             "rows":[["2014-01-18","AutoCAD","PRODUCT_CONSUMPTION",46.0],["2014-01-19","Revit","CLOUD_CONSUMPTION",0.1]],
             "total":7,"offset":0,"limit":100}}
            """
        guard
            case .done(let page, [], let count, let total) = try UsageQuery(
                json(text), map: Self.tokenFlex, file: "a")
        else {
            Issue.record("not done")
            return
        }
        #expect((count, total) == (2, 7))
        #expect(page.problems == [])
        #expect(page.rows.map(\.tokens) == [Tokens(46), Tokens(micro: 100_000)])
        #expect(page.rows.map(\.app) == ["AutoCAD", "Revit"])
        #expect(page.rows.map(\.api) == ["PRODUCT_CONSUMPTION", "CLOUD_CONSUMPTION"])
    }

    @Test func `of a usage query has its table beside the status`() throws {
        let text = """
            {"id":"1","status":"COMPLETED","pagination":{"totalResults":1,"offset":0,"limit":100},
             "columns":[{"name":"usageDate"},{"name":"productName"},{"name":"usageCategory"},{"name":"tokensConsumed"}],
             "rows":[["2025-07-24","Revit","flex","2.5"]]}
            """
        guard case .done(let page, _, _, let total) = try UsageQuery(json(text), map: Self.tokenFlex, file: "a") else {
            Issue.record("not done")
            return
        }
        #expect(total == 1)
        #expect(page.rows.map(\.tokens) == [Tokens(micro: 2_500_000)])
    }

    @Test(
        arguments: [
            #"{"status":"DONE","id":"1"}"#, #"{"status":"DONE","result":{"columns":["a"]}}"#, "{}",
            #"{"status":"DONE","result":{"columns":["usageDate","tokensConsumed"],"rows":[["2014-01-18"]]}}"#,
            #"{"status":"DONE","result":{"columns":["other"],"rows":[[1]]}}"#, #"{"status":"QUEUED"}"#,
        ])
    func `without a table of the right shape is never no usage`(text: String) throws {
        let document = try json(text)
        #expect(throws: Diagnostic.self) { try UsageQuery(document, map: Self.tokenFlex, file: "a") }
    }
}

@Suite struct `A refusal` {
    private func refusal(_ status: Int, _ body: String) -> Refusal { Refusal(status: status, body: Array(body.utf8)) }

    @Test(
        arguments: [
            (
                400, #"{"developerMessage":"D","userMessage":"U","errorCode":"AUTH-001","more info":"http://m"}"#,
                #"a: the server answers 400 and says "AUTH-001: D" (see http://m)"#
            ),
            (
                429, #"{"developerMessage":"Quota limit exceeded."}"#,
                #"a: the server answers 429 and says "Quota limit exceeded.""#
            ),
            (
                403, #"{"Code":"ForbiddenError","Message":"ForbiddenError: Invalid contract or access level"}"#,
                #"a: the server answers 403 and says "ForbiddenError: ForbiddenError: Invalid contract or access level""#
            ),
            (
                400, #"{"error":"invalid_grant","error_description":"gone"}"#,
                #"a: the server answers 400 and says "invalid_grant: gone""#
            ),
            (502, "<html>", "a: the server answers 502"),
        ])
    func `is told in the server's words`(status: Int, body: String, words: String) {
        #expect(refusal(status, body).diagnostic(file: "a").description == words)
    }

    @Test func `means a suspension only to the letter`() {
        func body(_ words: String, _ code: String) -> String {
            #"{"developerMessage":"\#(words)","moreInfo":"https://aps.autodesk.com/pricing","errorCode":\#(code)}"#
        }
        let exact = body("API request capacity exceeded.", #""403""#)
        #expect(refusal(403, exact).isCapacityExceeded)
        #expect(!refusal(429, exact).isCapacityExceeded)
        #expect(!refusal(403, body("Quota limit exceeded.", #""403""#)).isCapacityExceeded)
        #expect(!refusal(403, body("API request capacity exceeded.", #""AUTH-006""#)).isCapacityExceeded)
        #expect(!refusal(403, "").isCapacityExceeded)
    }
}
