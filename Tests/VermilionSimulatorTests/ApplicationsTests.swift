import Testing
import VermilionDomain
import VermilionSimulator

@Suite struct `The simulated applications` {
    static let v1 = "/applications/v1/clients/a/usage/daily-totals"
    static let v2 = "/applications/v2/clients/a/usage/daily-totals"
    static let hub = "/applications/v2/hubs/h/usage/daily-totals"

    static func loggedIn(_ further: String = "") throws -> Caller {
        var caller = try Caller(Scenarios.usage + further)
        try caller.login()
        return caller
    }

    @Test func `version 2 counts today by default and version 1 does not`() throws {
        var caller = try Self.loggedIn()
        #expect(caller.get(Self.v2).body.contains("2026-01-01"))
        let old = caller.get(Self.v1).body
        #expect(!old.contains("2026-01-01") && old.contains("2025-12-31"))
    }

    @Test(arguments: [
        ("2025-06-16..2026-01-01", 200), ("2025-06-15..2026-01-01", 400), ("2025-06-31..2025-07-01", 400),
        ("2026-01-02..2026-01-01", 400), ("2026-01-01", 400),
    ])
    func `a range holds at most 200 days`(range: String, status: Int) throws {
        var caller = try Self.loggedIn()
        #expect(caller.get(Self.v2, ["filter[date]": range]).status == status)
    }

    @Test func `a hub knows nothing before its first day and names lost apps by their id`() throws {
        var caller = try Self.loggedIn()
        let body = caller.get(Self.hub, ["filter[date]": "2025-12-01..2025-12-08"]).body
        let row = #"{"date":"2025-12-07","clientId":"b","clientName":"Unknown App b","featureId":"f","tokens":46.0}"#
        #expect(body == #"{"results":["# + row + "]}")
    }

    @Test func `versions filter by service or by feature, hubs also by app`() throws {
        var caller = try Self.loggedIn()
        #expect(caller.get(Self.v1, ["filter[service]": "g"]).count("results") == 1)
        #expect(caller.get(Self.v1, ["filter[featureId]": "g"]).count("results") == 2)
        #expect(caller.get(Self.v2, ["filter[featureId]": "g"]).count("results") == 1)
        #expect(caller.get(Self.hub, ["filter[clientId]": "b"]).count("results") == 1)
    }

    @Test func `apps come page by page, those of lost access not at all`() throws {
        var caller = try Self.loggedIn()
        let first = caller.get("/applications/v1/clients")
        #expect(first.text("pagination/nextUrl") == Caller.base + "/applications/v1/clients?offset=1")
        #expect(first.text("results/0/clientId") == "a")
        let last = caller.get("/applications/v1/clients", ["offset": "1"])
        #expect(last.text("results/0/clientId") == "c" && last.text("pagination/nextUrl") == nil)
    }

    @Test func `a purchase settles what was uncharged`() throws {
        var caller = try Self.loggedIn("shape: {uncharged: open, rows: data/items, tokens: amount/used}\n")
        let before = caller.get(Self.v2)
        #expect(before.text("data/items/0/open") == "46.0" && before.text("data/items/0/amount/used") == "46.0")
        let books = caller.get("/simulator/books")
        #expect(books.text("teams/0/ledger/uncharged") == "95.5" && books.text("teams/0/ledger/charged") == "1")
        caller.now = caller.now + .days(1)
        try caller.login()
        #expect(caller.get(Self.v2).text("data/items/0/open") == "0.0")
        #expect(caller.get("/simulator/books").text("teams/0/ledger/available") == "4.5")
    }

    @Test func `rows come late, change and vanish`() throws {
        var caller = try Self.loggedIn(
            """
              - app: c
                feature: f
                day: 2026-01-01
                tokens: 4
                late: 1d
                changes: [{at: 2026-01-03, tokens: 5}, {at: 2026-01-04, gone: true}]

            """)
        for (day, tokens) in [(0, nil), (1, "4.0"), (2, "5.0"), (3, nil)] as [(Int, String?)] {
            caller.now = Instant(seconds: 1_767_225_600) + .days(day)
            try caller.login()
            let answer = caller.get("/applications/v2/clients/c/usage/daily-totals")
            #expect(answer.text("results/0/tokens") == tokens, "after \(day) days")
        }
    }

    @Test func `a team without tokens is stopped when its regime says so`() throws {
        let stopped = Scenarios.usage.replacing("- name: acme", with: "- name: acme\n    regime: suspend")
        var caller = try Caller(stopped)
        try caller.login()
        let answer = caller.get(Self.v2)
        #expect(answer.status == 403)
        #expect(
            answer.body
                == #"{"developerMessage":"API request capacity exceeded.","moreInfo":"https://aps.autodesk.com/pricing","errorCode":"403"}"#
        )
        #expect(caller.get("/simulator/books").count("teams/0/rows") == 1, "no usage while stopped, so no debt")
    }

    @Test func `tokens end, and scopes are checked`() throws {
        var caller = try Self.loggedIn()
        caller.now = caller.now + .seconds(3_598)
        #expect(caller.get(Self.v2).status == 200)
        caller.now = caller.now + .seconds(1)
        #expect(caller.get(Self.v2).status == 401)
        try caller.login("data:read")
        #expect(caller.get(Self.v2).status == 403)
    }

    @Test func `a program's token is refused unless the scenario lets it in`() throws {
        var caller = try Caller(Scenarios.usage.replacing("two-legged: true", with: "two-legged: false"))
        try caller.login()
        #expect(caller.get(Self.v2).status == 403)
    }
}
