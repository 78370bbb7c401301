import Testing
import VermilionDomain
import VermilionSimulator

@Suite struct `The simulated reporting` {
    static let flex = "/tokenflex/v1"

    static func loggedIn(_ yaml: String = Scenarios.contract) throws -> Caller {
        var caller = try Caller(yaml)
        try caller.login()
        return caller
    }

    @Test func `a contract is told with whole tokens, negative when more was used`() throws {
        var caller = try Self.loggedIn()
        let contract = caller.get(Self.flex + "/contract/110")
        #expect(contract.text("contractYears/0/consumedTokens") == "58")
        #expect(contract.text("contractYears/0/remainingTokens") == "-8")
        #expect(contract.text("contractYears/0/endDate") == "2026-05-31" && contract.text("isActive") == "true")
        let other = caller.get(Self.flex + "/contract/111")
        #expect(other.status == 403)
        #expect(
            other.body == #"{"Code":"ForbiddenError","Message":"ForbiddenError: Invalid contract or access level"}"#)
    }

    @Test func `categories and the kind of the year differ between answers`() throws {
        var caller = try Self.loggedIn()
        let summary = caller.get(Self.flex + "/usage/110/summary").body
        #expect(summary.contains(#""contractYear":"1","usageCategory":"PRODUCT_CONSUMPTION""#))
        let last = caller.get(Self.flex + "/usage/110/last")
        #expect(last.text("0/usageCategory") == "DESKTOP_PRODUCT" && last.text("1/usageCategory") == "CLOUD_SERVICE")
        #expect(last.text("0/lastProcessDate") == "2026-01-01T00:00:00.123Z")
        #expect(last.text("1/lastProcessDate") == "2026-01-01T00:00:00.12345Z")
    }

    @Test func `a query is queued, processed, done, and expires`() throws {
        var caller = try Self.loggedIn()
        let question = #"{"fields":["usageDate","contractYear"],"metrics":["tokensConsumed"],"where":"contractYear=1"}"#
        let accepted = caller.post(Self.flex + "/usage/110/query", question)
        #expect(accepted.text("status") == "QUEUED")
        let id = try #require(accepted.text("id"))
        let start = caller.now
        for (after, status) in [(1, "PROCESSING"), (2, "DONE")] {
            caller.now = start + .seconds(after)
            #expect(caller.get(Self.flex + "/usage/110/query/" + id).text("status") == status)
        }
        let page = caller.get(Self.flex + "/usage/110/query/" + id, ["offset": "1", "limit": "1"])
        #expect(page.body.contains(#""rows":[["2025-12-21",1,7.0]],"total":2,"offset":1,"limit":1"#))
        let beyond = caller.get(
            Self.flex + "/usage/110/query/" + id, ["offset": "\(Int.max)", "limit": "\(Int.max)"])
        #expect(beyond.count("result/rows") == 0)
        caller.now = start + .days(2)
        try caller.login()
        #expect(caller.get(Self.flex + "/usage/110/query/" + id).text("status") == "EXPIRED")
        let detail = try #require(accepted.text("detail_uri"))
        #expect(caller.get(String(detail.dropFirst(Caller.base.utf8.count))).status == 404, "it is not to be followed")
    }

    @Test(arguments: [
        #"{"fields":["nonsense"],"metrics":["tokensConsumed"]}"#, #"{"fields":["usageDate"],"metrics":["nonsense"]}"#,
        #"{"fields":["usageDate"],"where":"nonsense=1"}"#, "{}", "nonsense",
    ])
    func `a query that cannot be answered is refused`(question: String) throws {
        var caller = try Self.loggedIn()
        #expect(caller.post(Self.flex + "/usage/110/query", question).text("Code") == "BadRequestError")
    }

    @Test func `a query is done at once when the scenario says so`() throws {
        var caller = try Self.loggedIn(Scenarios.contract + "query-takes: 0s\n")
        let answer = caller.post(Self.flex + "/usage/110/query", #"{"fields":[],"metrics":["tokensConsumed"]}"#)
        #expect(answer.text("status") == "DONE" && answer.text("result/rows/0/0") == "58.5")
    }

    @Test func `Token Flex takes 50 requests and then 5 a minute`() throws {
        var caller = try Self.loggedIn()
        for _ in 0..<50 { #expect(caller.get(Self.flex + "/contract").status == 200) }
        let answer = caller.get(Self.flex + "/contract")
        #expect(answer.status == 429 && answer.headers["retry-after"] == "12")
        #expect(answer.body == #"{"developerMessage":"Quota limit exceeded."}"#)
        caller.now = caller.now + .minutes(1)
        let statuses = (0..<6).map { _ in caller.get(Self.flex + "/contract").status }
        #expect(statuses == [200, 200, 200, 200, 200, 429])
    }

    @Test func `insights wants the personal token, and answers in its own words`() throws {
        var caller = try Self.loggedIn(Scenarios.usage)
        let path = "/insights/v1/usage-queries"
        #expect(caller.get("/insights/v1/contexts").status == 401)
        #expect(caller.get("/insights/v1/contexts", [:], ["adsk-pat": "another"]).status == 401)
        let pat = ["adsk-pat": "fake-pat"]
        #expect(caller.get("/insights/v1/contexts", [:], pat).text("0/contextId") == "acme")
        let question = #"{"fields":["usageDate","source"],"metrics":["tokens"],"contextId":"acme"}"#
        let accepted = caller.send(
            SimulatedRequest(
                "POST", path, headers: ["authorization": "Bearer \(caller.token)", "adsk-pat": "fake-pat"],
                body: Array(question.utf8)))
        #expect(accepted.text("status") == "SUBMITTED" && accepted.text("startTime") == "1767225600")
        let id = try #require(accepted.text("id"))
        caller.now = caller.now + .seconds(1)
        #expect(caller.get(path + "/" + id, [:], pat).text("status") == "RUNNING")
        caller.now = caller.now + .seconds(1)
        let done = caller.get(path + "/" + id, ["limit": "1"], pat)
        #expect(done.text("status") == "COMPLETED" && done.text("pagination/totalResults") == "5")
        #expect(done.body.contains(#""rows":[["2025-11-30","flex",1.0]]"#))
    }

    @Test(arguments: [("failed", "FAILED"), ("timeout", "TIMEOUT")])
    func `a query can come to nothing`(end: String, status: String) throws {
        var caller = try Self.loggedIn(Scenarios.contract + "query-ends: \(end)\n")
        let accepted = caller.post(Self.flex + "/usage/110/query", #"{"metrics":["tokensConsumed"]}"#)
        caller.now = caller.now + .seconds(2)
        let id = try #require(accepted.text("id"))
        #expect(caller.get(Self.flex + "/usage/110/query/" + id).text("status") == status)
    }

    @Test func `an export has a key that must be escaped, and is fetched by anybody for five minutes`() throws {
        var caller = try Self.loggedIn()
        let path = Self.flex + "/export/110/requests"
        let accepted = caller.post(path, #"{"fields":["usageDate"],"metrics":["tokensConsumed"]}"#)
        let key = try #require(accepted.text("requestKey"))
        #expect(key.contains("#") && key.contains(":") && accepted.text("requestStatus") == "Requested")
        caller.now = caller.now + .seconds(2)
        let escaped = key.replacing("#", with: "%23").replacing(":", with: "%3A")
        let ready = caller.get(path + "/" + escaped)
        #expect(ready.text("requestStatus") == "Download")
        let download = String(try #require(ready.text("downloadUrl")).dropFirst(Caller.base.utf8.count))
        caller.token = ""
        #expect(caller.get(download).body.hasPrefix("\"usageDate\",\"tokensConsumed\"\r\n\"2025-12-20\",\"51.5\""))
        caller.now = caller.now + .minutes(5)
        #expect(caller.get(download).status == 404)
    }

    @Test func `50 exports are made at once`() throws {
        var caller = try Self.loggedIn(Scenarios.contract + "limits: false\n")
        let statuses = (0..<51).map { _ in
            caller.post(Self.flex + "/export/110/requests", #"{"metrics":["tokensConsumed"]}"#).status
        }
        #expect(statuses == Array(repeating: 200, count: 50) + [429])
    }
}
