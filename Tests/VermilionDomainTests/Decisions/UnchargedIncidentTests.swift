import Testing
import VermilionTestSupport

@testable import VermilionDomain

@Suite struct `An incident of uncharged usage` {
    private let start: Instant
    private var team = TeamOnPaper()

    init() throws {
        start = try .at("2025-07-24")
        team.usage = [try .on("2025-07-22", "1.5"), try .on("2025-07-23", "2")]
    }

    @Test mutating func `opens, is quiet, and closes with what settled it`() throws {
        let opened = try team.poll(at: start)
        #expect(opened.map(\.kind) == [.opened])
        #expect(opened[0].incident.amount == (try Tokens(decimal: "3.5")))
        #expect(opened[0].incident.severity == .critical)
        #expect(opened[0].before == nil)
        #expect("\(opened[0].id)" == "test-1-1")

        #expect(try team.told(at: start + .hours(1)) == [])

        team.lots = [try .from("2025-07-24", "100", id: "FLEX")]
        let closed = try team.poll(at: start + .hours(2))
        #expect(closed.map(\.kind) == [.closed])
        #expect(closed[0].payers == [.init(lot: "FLEX", tokens: try Tokens(decimal: "3.5"))])
        #expect(closed[0].statement.available == (try Tokens(decimal: "96.5")))
        #expect(closed[0].before == (try Tokens(decimal: "3.5")))
        #expect("\(closed[0].id)" == "test-1-2")
        #expect(closed[0].incident.closed == start + .hours(2))
        #expect(!closed[0].isNoLongerWatched)

        #expect(try team.told(at: start + .hours(3)) == [])
    }

    @Test mutating func `is raised when it grew by a quarter since it was last told`() throws {
        team.usage = [try .on("2025-07-22", "100")]
        #expect(try team.told(at: start) == [.opened])
        team.usage = [try .on("2025-07-22", "100"), try .on("2025-07-24", "24.999999")]
        #expect(try team.told(at: start + .hours(1)) == [])
        team.usage = [try .on("2025-07-22", "100"), try .on("2025-07-24", "25")]
        let raised = try team.poll(at: start + .hours(2))
        #expect(raised.map(\.kind) == [.raised])
        #expect(raised[0].before == Tokens(100))
        #expect(raised[0].incident.toldAmount == Tokens(125))
        team.usage = [try .on("2025-07-22", "100"), try .on("2025-07-24", "50")]
        #expect(try team.told(at: start + .hours(3)) == [])
    }

    @Test mutating func `tells a fall that leaves usage uncharged as a correction`() throws {
        #expect(try team.told(at: start) == [.opened])
        team.lots = [try .from("2025-07-24", "1")]
        let corrected = try team.poll(at: start + .hours(1))
        #expect(corrected.map(\.kind) == [.corrected])
        #expect(corrected[0].before == (try Tokens(decimal: "3.5")))
        #expect(corrected[0].incident.amount == (try Tokens(decimal: "2.5")))
        #expect(try team.told(at: start + .hours(2)) == [])
    }

    @Test mutating func `tells a rise by a restated day as a correction, and one of today as a rise`() throws {
        #expect(try team.told(at: start) == [.opened])
        let before = team.usage[0]
        let after = try Usage.on("2025-07-22", "9")
        team.usage[0] = after
        #expect(
            try team.told(at: start + .hours(1), restating: [Restatement(before: before, after: after)])
                == [.corrected])
        let today = [try Usage.on("2025-07-24", "10"), try Usage.on("2025-07-24", "20")]
        team.usage.append(today[1])
        #expect(
            try team.told(at: start + .hours(2), restating: [Restatement(before: today[0], after: today[1])])
                == [.raised])
    }

    @Test mutating func `is told again after 1, 2, 4, 8, 16, 32 days, and then every 32 days`() throws {
        var told: [Int] = []
        for hour in 0..<(130 * 24) where try team.told(at: start + .hours(hour)) != [] { told.append(hour / 24) }
        #expect(told == [0, 1, 3, 7, 15, 31, 63, 95, 127])
        #expect(team.notices.dropFirst().allSatisfy { $0.kind == .reminder })
        #expect(team.incident(.uncharged)?.nextReminder == start + .days(127 + 32))
        #expect(team.notices.map(\.id.number) == Array(1...9))
    }

    @Test mutating func `counts the next reminder from when it was last told`() throws {
        #expect(try team.told(at: start) == [.opened])
        team.usage.append(try .on("2025-07-24", "10"))
        #expect(try team.told(at: start + .hours(20)) == [.raised])
        #expect(try team.told(at: start + .hours(43)) == [])
        #expect(try team.told(at: start + .hours(44)) == [.reminder])
    }

    @Test mutating func `reminds no more when acknowledged, but tells its rise and its end`() throws {
        #expect(try team.told(at: start) == [.opened])
        team.acknowledge(at: start + .hours(1))
        #expect(try team.told(at: start + .days(40)) == [])
        team.usage.append(try .on("2025-07-24", "10"))
        #expect(try team.told(at: start + .days(41)) == [.raised])
        #expect(try team.told(at: start + .days(80)) == [])
        team.lots = [try .from("2025-07-24", "100")]
        #expect(try team.told(at: start + .days(81)) == [.closed])
        #expect(team.incident(.uncharged)?.acknowledged == start + .hours(1))
    }

    @Test mutating func `reminds not at all when no reminders are wanted`() throws {
        team.rules.reminders = []
        #expect(try team.told(at: start) == [.opened])
        #expect(try team.told(at: start + .days(100)) == [])
    }

    @Test mutating func `waits for as long as the rules ask`() throws {
        team.rules.uncharged.after = .hours(2)
        #expect(try team.told(at: start) == [])
        #expect(team.incident(.uncharged)?.phase == .pending)
        #expect(try team.told(at: start + .hours(2) - .microseconds(1)) == [])
        #expect(try team.told(at: start + .hours(2)) == [.opened])
        #expect(team.incident(.uncharged)?.opened == start + .hours(2))
        #expect(team.incident(.uncharged)?.since == start)
    }

    @Test mutating func `passes without a word while it waits`() throws {
        team.rules.uncharged.after = .hours(2)
        #expect(try team.told(at: start) == [])
        team.lots = [try .from("2025-07-24", "100")]
        #expect(try team.told(at: start + .hours(1)) == [])
        #expect(team.incident(.uncharged)?.phase == .closed)
        #expect(team.incident(.uncharged)?.notices == 0)
    }

    @Test mutating func `does not wait for a clock that was put back`() throws {
        team.rules.uncharged.after = .hours(2)
        #expect(try team.told(at: start + .days(30)) == [])
        #expect(try team.told(at: start) == [])
        #expect(try team.told(at: start + .hours(2)) == [.opened])
    }

    @Test mutating func `is not closed by a reading that failed`() throws {
        #expect(try team.told(at: start) == [.opened])
        team.lots = [try .from("2025-07-24", "100")]
        #expect(try team.told(at: start + .hours(1), good: false) == [])
        #expect(team.incident(.uncharged)?.phase == .open)
        #expect(try team.told(at: start + .hours(2)) == [.closed])
    }

    @Test mutating func `is not closed while another source is stale or was never read`() throws {
        team.sources = ["csv", "http"]
        #expect(try team.told(at: start) == [.opened])
        team.lots = [try .from("2025-07-24", "100")]
        #expect(try team.told(at: start + .hours(1)) == [])
        #expect(try team.told(at: start + .hours(2), of: "http") == [.closed])

        team.lots = []
        #expect(try team.told(at: start + .hours(3)) == [.opened])
        #expect(try team.told(at: start + .hours(9)) == [])
        #expect(try team.poll(at: start + .hours(10), good: false, of: "http").map(\.incident.kind) == [.stale])
        team.lots = [try .from("2025-07-24", "100")]
        #expect(try team.told(at: start + .hours(11)) == [])
        #expect(try team.told(at: start + .hours(12), of: "http") == [.closed, .closed])
    }

    /// Usage shows up to a day late: what was yesterday when it was last read goes on growing.
    @Test mutating func `is not corrected by a day that was not over when it was last read`() throws {
        let (before, after) = (try Usage.on("2025-07-23", "10"), try Usage.on("2025-07-23", "10.1"))
        team.usage = [before]
        #expect(try team.told(at: start) == [.opened])
        team.usage = [after]
        let growth = [Restatement(before: before, after: after)]
        #expect(try team.told(at: start + .hours(23), restating: growth) == [])
        #expect(try team.told(at: start + .hours(24), restating: growth) == [.reminder])
    }

    @Test mutating func `gets a new id when it comes back`() throws {
        #expect(try team.told(at: start) == [.opened])
        team.lots = [try .from("2025-07-24", "10")]
        #expect(try team.told(at: start + .hours(1)) == [.closed])
        team.usage.append(try .on("2025-07-24", "10"))
        let opened = try team.poll(at: start + .hours(2))
        #expect(opened.map(\.kind) == [.opened])
        #expect("\(opened[0].id)" == "test-2-1")
    }
}

@Suite struct `A restatement` {
    @Test(arguments: [
        ("2025-07-24", "1", "2", false), ("2025-07-23", "1", "2", false), ("2025-07-22", "1", "2", true),
        ("2025-07-24", "2", "1", true), ("2025-07-23", "2", "1", true), ("2024-01-01", "1", "1.000001", true),
        ("2025-07-25", "1", "2", false),
    ]) func `corrects the past when the total shrinks or the day is older than yesterday`(
        day: String, before: String, after: String, isCorrection: Bool
    ) throws {
        let restatement = Restatement(before: try .on(day, before), after: try .on(day, after))
        #expect(restatement.isCorrection(lastRead: try .parsed("2025-07-24")) == isCorrection)
    }
}
