import Testing
import VermilionDomain
import VermilionSimulator

@Suite struct `Simulated faults` {
    static func answers(_ fault: String, _ count: Int, seed: Int = 1) throws -> [SimulatedResponse] {
        var caller = try Caller(Scenarios.usage + "seed: \(seed)\nfaults: [\(fault)]\n")
        try caller.login()
        return (0..<count).map { _ in caller.get("/applications/v2/hubs") }
    }

    @Test(arguments: [
        ("kind: too-many-requests, retry-after: 25", 429), ("kind: unauthorized", 401), ("kind: capacity", 403),
        ("kind: server-error, status: 502", 502), (#"kind: redirect, location: "http://127.0.0.1:9/""#, 302),
        ("kind: garbage", 200), ("kind: empty", 200),
    ])
    func `come with every third request`(kind: String, status: Int) throws {
        let answers = try Self.answers(#"{path: "/applications/*", every: 3, \#(kind)}"#, 6)
        let sound = answers[0].body
        #expect(answers.map { $0.body == sound } == [true, true, false, true, true, false])
        #expect(answers[2].status == status)
    }

    @Test func `tell when to come again in seconds or as a date`() throws {
        let path = #"path: "/applications/v2/hubs", kind: too-many-requests"#
        #expect(try Self.answers("{\(path), retry-after: 25}", 1)[0].headers["retry-after"] == "25")
        #expect(
            try Self.answers("{\(path), retry-date: 90}", 1)[0].headers["retry-after"]
                == "Thu, 01 Jan 2026 00:01:30 GMT")
    }

    @Test func `are over after so many times, and outside their time`() throws {
        let path = #"path: "*", method: GET, kind: server-error"#
        #expect(try Self.answers("{\(path), times: 2}", 4).map(\.status) == [503, 503, 200, 200])
        #expect(try Self.answers("{\(path), from: +1m}", 1)[0].status == 200)
        #expect(try Self.answers("{\(path), until: 2026-01-01}", 1)[0].status == 200)
        #expect(try Self.answers("{\(path), from: 2026-01-01, until: +1s}", 1)[0].status == 503)
    }

    @Test func `come by chance as often as said, and the seed tells when`() throws {
        func pattern(_ seed: Int) throws -> [Int] {
            try Self.answers(#"{path: "/app*/hubs", kind: server-error, chance: 30%}"#, 400, seed: seed).map(\.status)
        }
        let first = try pattern(1)
        #expect(try first == pattern(1) && first != pattern(2))
        #expect((90...150).contains(first.count { $0 == 503 }))
    }

    @Test func `can lose the answer of a login that took place`() throws {
        var caller = try Caller(Scenarios.account + #"faults: [{path: "*/token", kind: cut, after: 3, every: 1}]"#)
        let answer = caller.form([("grant_type", "client_credentials"), ("scope", "data:read")])
        #expect(answer.status == 200 && answer.delivery == .cut(after: 3))
        caller.token = answer.text("access_token") ?? ""
        #expect(caller.get("/tokenflex/v1/contract").status == 200)
        #expect(try Self.answers(#"{path: "*/hubs", kind: slow, rate: 7}"#, 1)[0].delivery == .slow(bytesPerSecond: 7))
    }
}

@Suite struct `A scenario` {
    static let generated =
        Scenarios.usage.replacing("usage:", with: "generated:").split(separator: "\n").filter { !$0.contains("day:") }
        .joined(separator: "\n") + """

              - {apps: [a, c], feature: f, from: 2025-12-01, until: 2026-02-01, tokens: 4, weekend: 1, spread: 50%,
                 late: 2d, changed: 20%, vanishing: 20%}

            """

    /// What a day of asking comes to, every hour.
    static func conversation(_ yaml: String) throws -> [String] {
        var caller = try Caller(yaml)
        return try (0..<72).map { _ in
            try caller.login()
            caller.now = caller.now + .minutes(59)
            let body = caller.token + caller.get("/applications/v2/hubs/h/usage/daily-totals").body
            _ = caller.send(SimulatedRequest("POST", "/simulator/clock", query: ["advance": "1m"]))
            return body
        } + [caller.get("/simulator/books").body, caller.get("/simulator/log").body]
    }

    @Test func `gives the same bytes again, and others with another seed`() throws {
        let first = try Self.conversation(Self.generated)
        #expect(try first == Self.conversation(Self.generated))
        #expect(try first != Self.conversation(Self.generated + "seed: 2\n"))
    }

    @Test func `grows generated usage in the course of a day, less on weekends`() throws {
        let thursday = try #require(CivilDate(year: 2026, month: 1, day: 1))
        let pattern = UsagePattern(
            apps: ["a"], feature: "f", days: thursday...thursday.adding(days: 2), weekday: Tokens(4),
            weekend: Tokens(1))
        var chance = SeededChance(seed: 1)
        let rows = pattern.rows(&chance)
        let midnight = Instant(seconds: 1_767_225_600)
        #expect(
            [5, 6, 12, 18, 24].map { rows[0].tokens(at: midnight + .hours($0))?.description } == [
                nil, "1", "2", "3", "4",
            ])
        #expect(rows.map(\.finalTokens) == [Tokens(4), Tokens(4), Tokens(1)])
    }

    @Test func `has a clock that can be put forward but not back`() throws {
        var caller = try Caller(Scenarios.account)
        func set(_ form: [(name: String, value: String)]) -> SimulatedResponse {
            caller.send(SimulatedRequest("POST", "/simulator/clock", form: form))
        }
        #expect(set([("advance", "1d")]).text("now") == "2026-01-02T00:00:00Z")
        #expect(set([("to", "2026-01-05T06:00:00Z")]).text("now") == "2026-01-05T06:00:00Z")
        #expect(set([("to", "2026-01-05")]).status == 400)
        #expect(set([]).status == 400)
        #expect(set([("advance", "999999999d")]).status == 400)
    }

    @Test func `runs as fast as it is told`() {
        let start = Instant(seconds: 0)
        let clock = SimulatedClock.running(from: start, perSecond: .days(1))
        #expect(clock.now(launched: Instant(seconds: 9), elapsed: .milliseconds(1_500)) == start + .hours(36))
        let forever = SimulatedClock.running(from: start, perSecond: .days(36_500))
        #expect(forever.now(launched: start, elapsed: .days(365)) == .distantFuture)
    }

    @Test func `is told all its mistakes with their places`() {
        let file = ScenarioFile(
            Array(
                """
                seed: x
                teams: [{name: acme, packs: [{id: p, tokens: 1, start: 2026-01-02, expires: 2026-01-01}]}]
                hubs: [{id: h, team: acne}]
                faults:
                  - {path: "/x", kind: slw}
                accounts: [{client-id: c, service-accounts: [{id: r, key: k, public-key: nonsense}]}]
                colour: red
                """.utf8), file: "s.yaml", launched: Instant(seconds: 0))
        #expect(file.diagnostics.map { $0.place?.line } == [1, 2, 3, 5, 6, 7])
        #expect(file.diagnostics.allSatisfy { $0.place?.file == "s.yaml" } && !file.isFaultless)
    }
}
