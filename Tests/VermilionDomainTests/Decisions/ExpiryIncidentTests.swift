import Testing
import VermilionTestSupport

@testable import VermilionDomain

@Suite struct `An incident of an expiry` {
    private let end: Instant
    private var team = TeamOnPaper()

    init() throws {
        end = try .at("2026-01-01")
        team.lots = [try .from("2025-01-01", "100", id: "FLEX")]
        team.usage = [try .on("2025-02-01", "40")]
    }

    /// Polls every hour from so many days before the expiry to so many after.
    private mutating func polls(from before: Int, to after: Int) throws -> [(day: Int, notice: Notice)] {
        var told: [(Int, Notice)] = []
        for hour in (-before * 24)...(after * 24) {
            for notice in try team.poll(at: end + .hours(hour)) { told.append((hour, notice)) }
        }
        return told
    }

    @Test mutating func `is told at each stage, when it passed, and closed a day later`() throws {
        let told = try polls(from: 100, to: 10)
        #expect(told.map(\.day) == [-90 * 24, -30 * 24, -7 * 24, -24, 0, 24])
        #expect(told.map(\.notice.kind) == [.opened, .raised, .raised, .raised, .raised, .closed])
        #expect(
            told.map(\.notice.incident.severity) == [.info, .warning, .warning, .critical, .critical, .critical])
        #expect(told[0].notice.incident.amount == Tokens(60))
        guard case .expiry(let passed)? = told[4].notice.condition?.facts else {
            Issue.record("the condition is not about an expiry")
            return
        }
        #expect(passed.lapsed == Tokens(60))
        #expect(passed.remaining == .zero)
        #expect(team.incidents.count == 1)
    }

    @Test mutating func `is closed when the lot is used up first`() throws {
        #expect(try team.told(at: end - .days(20)) == [.opened])
        team.usage.append(try .on("2025-12-01", "60"))
        let closed = try team.poll(at: end - .days(19))
        #expect(closed.map(\.kind) == [.closed])
        #expect(!closed[0].isNoLongerWatched)
        #expect(try polls(from: 18, to: 3).isEmpty)
    }

    @Test mutating func `is told within a day when nobody looked before`() throws {
        #expect(try team.told(at: end + .days(1) - .microseconds(1)) == [.opened])
        #expect(try team.told(at: end + .days(1)) == [.closed])
    }

    @Test mutating func `is history after a day when nothing was told before`() throws {
        #expect(try team.told(at: end + .days(1)) == [])
        #expect(team.incidents.isEmpty)
    }

    @Test mutating func `is told at any later time to those who were told that it comes`() throws {
        #expect(try team.told(at: end - .days(20)) == [.opened])
        let passed = try team.poll(at: end + .days(12))
        #expect(passed.map(\.kind) == [.raised])
        #expect(passed[0].incident.amount == Tokens(60))
        #expect(try team.told(at: end + .days(12) + .hours(1)) == [.closed])
        #expect(try team.told(at: end + .days(13)) == [])
    }

    @Test mutating func `does not remind`() throws {
        #expect(try team.told(at: end - .days(89)) == [.opened])
        #expect(try team.told(at: end - .days(31)) == [])
    }

    @Test mutating func `is told once more when a lot was extended and comes to its end again`() throws {
        #expect(try team.told(at: end - .days(5)) == [.opened])
        team.lots = [try .from("2025-01-01", "100", id: "FLEX", until: "2026-03-01")]
        #expect(try team.told(at: end - .days(4)) == [])
        #expect(try team.told(at: try .at("2026-02-01")) == [.raised])
        #expect(try team.told(at: try .at("2026-02-22")) == [.raised])
    }

    @Test mutating func `is closed as no longer watched when the lot is taken out`() throws {
        #expect(try team.told(at: end - .days(5)) == [.opened])
        team.lots = []
        team.usage = []
        let closed = try team.poll(at: end - .days(4))
        #expect(closed.map(\.kind) == [.closed])
        #expect(closed[0].isNoLongerWatched)
    }

    @Test mutating func `is about each lot by itself, and not about those without a remainder`() throws {
        team.lots = [
            try .from("2025-01-01", "40", id: "empty"), try .from("2025-01-02", "10", id: "a"),
            try .from("2025-01-02", "20", id: "b"), try .from("2025-09-01", "10", id: "far"),
        ]
        let opened = try team.poll(at: end - .days(3))
        #expect(opened.map(\.incident.subject) == [.lot("a"), .lot("b")])
    }
}
