import Testing
import VermilionTestSupport

@testable import VermilionDomain

@Suite struct `An incident of suspended access` {
    private let start: Instant
    private var team = TeamOnPaper()

    init() throws {
        start = try .at("2026-01-10")
        team.rules.expiry = []
    }

    @Test mutating func `opens under suspend when nothing is available, and closes with a purchase`() throws {
        team.rules.regime = .suspend
        team.lots = [try .from("2025-07-24", "10")]
        team.usage = [try .on("2026-01-09", "9")]
        #expect(try team.told(at: start) == [])
        team.usage.append(try .on("2026-01-10", "1", app: "other"))
        let opened = try team.poll(at: start + .hours(1))
        #expect(opened.map(\.kind) == [.opened])
        #expect(opened[0].incident.kind == .suspended && opened[0].incident.severity == .critical)
        #expect(opened[0].condition?.facts == .suspended(.nothingAvailable))
        team.lots.append(try .from("2026-01-10", "100", id: "more"))
        #expect(try team.told(at: start + .hours(2)) == [.closed])
    }

    @Test mutating func `does not open under negative, nor for a team that never bought`() throws {
        team.lots = [try .from("2025-07-24", "10")]
        team.usage = [try .on("2026-01-09", "10")]
        #expect(try team.told(at: start) == [])
        team.lots = []
        team.usage = []
        team.rules.regime = .suspend
        #expect(try team.told(at: start + .hours(1)) == [])
    }

    @Test mutating func `silences low`() throws {
        team.rules.regime = .suspend
        team.rules.low.below = .percent(20)
        team.lots = [try .from("2025-07-24", "10")]
        team.usage = [try .on("2026-01-09", "10")]
        #expect(try team.poll(at: start).map(\.incident.kind) == [.suspended])
    }

    @Test mutating func `opens when Autodesk refuses for an hour and three polls, in both regimes`() throws {
        #expect(try team.refused(at: start) == [])
        #expect(try team.refused(at: start + .minutes(30)) == [])
        #expect(try team.refused(at: start + .hours(1) - .microseconds(1)) == [])
        let opened = try team.refused(at: start + .hours(1))
        #expect(opened.map(\.condition?.facts) == [.suspended(.refused("csv", since: start))])
        #expect(try team.told(at: start + .hours(2)) == [.closed])
    }

    @Test mutating func `needs three refusals, however long they take`() throws {
        #expect(try team.refused(at: start) == [])
        #expect(try team.refused(at: start + .hours(5)) == [])
        #expect(try team.refused(at: start + .hours(5) + .seconds(1)).map(\.incident.kind) == [.suspended])
    }

    @Test mutating func `is not closed by another failure, and counts anew after a good reading`() throws {
        for minutes in [0, 40] { #expect(try team.refused(at: start + .minutes(minutes)) == []) }
        #expect(try team.told(at: start + .minutes(50), good: false) == [])
        #expect(try team.refused(at: start + .minutes(61)).map(\.kind) == [.opened])
        #expect(try team.told(at: start + .minutes(90), good: false) == [])
        #expect(team.incident(.suspended)?.phase == .open)
        #expect(try team.told(at: start + .hours(2)) == [.closed])
        #expect(try team.refused(at: start + .hours(3)) == [])
    }
}

@Suite struct `An incident of a cap` {
    private let start: Instant
    private var team = TeamOnPaper()

    init() throws {
        start = try .at("2026-01-10")
        team.lots = [try .from("2025-12-24", "1000")]
        team.rules.caps = [
            Cap(api: "API", tokens: Tokens(10), from: try .parsed("2025-12-08")),
            Cap(api: "Other", tokens: Tokens(1), from: try .parsed("2025-12-08")),
        ]
    }

    @Test mutating func `opens at 80 %, is critical at 100 %, and closes with the month`() throws {
        team.usage = [
            try .on("2025-12-31", "9", api: "API"), try .on("2026-01-01", "7.999999", api: "API"),
            try .on("2026-01-02", "500", api: "Third"),
        ]
        #expect(try team.told(at: start) == [])
        team.usage.append(try .on("2026-01-10", "0.000001", api: "API"))
        let opened = try team.poll(at: start + .hours(1))
        #expect(opened.map(\.kind) == [.opened])
        #expect(opened[0].incident.subject == .api("API") && opened[0].incident.severity == .warning)
        #expect(opened[0].condition?.amount == Tokens(8))
        team.usage.append(try .on("2026-01-10", "1.999999", app: "b", api: "API"))
        #expect(try team.told(at: start + .hours(2)) == [])
        team.usage.append(try .on("2026-01-10", "0.000001", app: "c", api: "API"))
        let raised = try team.poll(at: start + .hours(3))
        #expect(raised.map(\.kind) == [.raised] && raised[0].incident.severity == .critical)
        team.rules.reminders = []
        #expect(try team.told(at: try .at("2026-02-01") - .seconds(1)) == [.reminder])
        #expect(try team.told(at: try .at("2026-02-01")) == [.closed])
    }

    @Test mutating func `follows the cap that came into force last`() throws {
        team.usage = [try .on("2026-01-02", "9", api: "API")]
        team.rules.caps.append(Cap(api: "API", tokens: Tokens(100), from: try .parsed("2026-01-11")))
        #expect(try team.told(at: start) == [.opened])
        #expect(try team.told(at: start + .days(1)) == [.closed])
    }
}

@Suite struct `An incident of a login` {
    private let start: Instant
    private var team = TeamOnPaper()

    init() throws { start = try .at("2026-01-10") }

    @Test mutating func `opens when the account is refused, and closes when it is let in`() throws {
        let opened = try team.refused(at: start, by: .login("acme"))
        #expect(opened.map(\.kind) == [.opened])
        #expect(opened[0].incident.kind == .login && opened[0].incident.severity == .critical)
        #expect(opened[0].incident.subject == .account("acme"))
        #expect(try team.told(at: start + .minutes(1), good: false) == [])
        #expect(team.incident(.login)?.phase == .open)
        let closed = try team.poll(at: start + .hours(2), report: SourceReport(account: "acme"))
        #expect(closed.map(\.kind) == [.closed])
        #expect(!closed[0].isNoLongerWatched)
    }

    @Test mutating func `opens three days before it ends unused, and rises when it is refused`() throws {
        let ends = start + .days(15)
        func report(_ ends: Instant) -> SourceReport { SourceReport(account: "acme", loginEnds: ends) }
        #expect(try team.poll(at: start, report: report(ends)).isEmpty)
        #expect(try team.poll(at: ends - .days(3) - .seconds(1), report: report(ends)).isEmpty)
        let opened = try team.poll(at: ends - .days(3), report: report(ends))
        #expect(opened.map(\.condition?.facts) == [.login(Login(account: "acme", trouble: .ends(ends)))])
        #expect(try team.refused(at: ends - .days(3) + .hours(1), by: .login("acme")).map(\.kind) == [.raised])
        #expect(
            try team.poll(at: ends - .days(3) + .hours(2), report: report(ends + .days(15))).map(\.kind) == [.closed])
    }

    @Test mutating func `closes as no longer watched when no source asks with the account`() throws {
        team.sources = ["csv", "api"]
        #expect(try team.told(at: start) == [])
        #expect(try team.refused(at: start, by: .login("acme"), of: "api").map(\.kind) == [.opened])
        team.sources = ["csv"]
        let closed = try team.poll(at: start + .minutes(5))
        #expect(closed.map(\.kind) == [.closed] && closed[0].isNoLongerWatched)
    }

    @Test mutating func `closes when the account is let in, though another source fails`() throws {
        team.sources = ["csv", "api"]
        #expect(try team.told(at: start, good: false) == [])
        #expect(try team.refused(at: start, by: .login("acme"), of: "api").map(\.kind) == [.opened])
        let closed = try team.poll(at: start + .hours(1), of: "api", report: SourceReport(account: "acme"))
        #expect(closed.map(\.kind) == [.closed])
    }

    @Test mutating func `is one for an account of several sources`() throws {
        team.sources = ["csv", "api"]
        #expect(try team.refused(at: start, by: .login("acme"), of: "api").map(\.kind) == [.opened])
        #expect(try team.refused(at: start, by: .login("acme")) == [])
        #expect(try team.poll(at: start + .hours(1), report: SourceReport(account: "acme")).isEmpty)
        #expect(
            try team.poll(at: start + .hours(1), of: "api", report: SourceReport(account: "acme")).map(\.kind)
                == [.closed])
    }
}

@Suite struct `A source that says how far its data goes` {
    @Test func `is stale when that is more than two days and stale-after ago, though it answers`() throws {
        let start = try Instant.at("2026-01-10")
        var team = TeamOnPaper()
        let report = SourceReport(dataUntil: start - .days(2))
        #expect(try team.poll(at: start, report: report).isEmpty)
        #expect(try team.poll(at: start + .hours(6) - .seconds(1), report: report).isEmpty)
        let opened = try team.poll(at: start + .hours(6), report: report)
        #expect(opened.map(\.kind) == [.opened])
        guard case .stale(let staleness)? = opened[0].condition?.facts else {
            Issue.record("not stale")
            return
        }
        #expect(staleness.dataUntil == start - .days(2) && staleness.lastGood == start + .hours(6))
        #expect(try team.poll(at: start + .hours(7), report: SourceReport(dataUntil: start)).map(\.kind) == [.closed])
    }
}
