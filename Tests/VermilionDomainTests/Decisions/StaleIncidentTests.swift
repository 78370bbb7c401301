import Testing
import VermilionTestSupport

@testable import VermilionDomain

@Suite struct `An incident of a stale source` {
    private let start: Instant
    private var team = TeamOnPaper()

    init() throws { start = try .at("2025-07-24") }

    @Test mutating func `opens after six hours of silence, is critical after eighteen, and closes at a good reading`()
        throws
    {
        #expect(try team.told(at: start) == [])
        #expect(try team.told(at: start + .hours(6) - .microseconds(1), good: false) == [])
        let opened = try team.poll(at: start + .hours(6), good: false)
        #expect(opened.map(\.kind) == [.opened])
        #expect(opened[0].incident.severity == .warning)
        #expect(opened[0].incident.subject == .source("csv"))
        guard case .stale(let staleness)? = opened[0].condition?.facts else {
            Issue.record("the condition is not about a stale source")
            return
        }
        #expect(staleness.lastGood == start)
        #expect(staleness.problem?.message == "no answer")

        #expect(try team.told(at: start + .hours(18) - .microseconds(1), good: false) == [])
        let raised = try team.poll(at: start + .hours(18), good: false)
        #expect(raised.map(\.kind) == [.raised])
        #expect(raised[0].incident.severity == .critical)

        let closed = try team.poll(at: start + .hours(19))
        #expect(closed.map(\.kind) == [.closed])
        #expect(!closed[0].isNoLongerWatched)
    }

    @Test mutating func `counts from when a source was first seen that was never read`() throws {
        #expect(try team.told(at: start, good: false) == [])
        #expect(try team.told(at: start + .hours(5), good: false) == [])
        #expect(try team.told(at: start + .hours(6), good: false) == [.opened])
    }

    @Test mutating func `is noticed by the polls of another source`() throws {
        team.sources = ["csv", "http"]
        #expect(try team.told(at: start) == [])
        #expect(try team.told(at: start, of: "http") == [])
        for hour in 1...6 { #expect(try team.told(at: start + .hours(hour)) == []) }
        #expect(try team.told(at: start + .hours(7)) == [.opened])
        #expect(team.incident(.stale)?.subject == .source("http"))
    }

    /// The machine slept, or the clock was put forward.
    @Test mutating func `does not open while nobody asked, and nothing closes before everybody answered`() throws {
        team.sources = ["csv", "http"]
        team.usage = [try .on("2025-07-22", "5")]
        #expect(try team.told(at: start, of: "http") == [.opened])
        #expect(try team.told(at: start) == [])
        team.lots = [try .from("2025-07-24", "100")]
        #expect(try team.told(at: start + .days(2)) == [])
        #expect(team.incident(.uncharged)?.phase == .open)
        #expect(try team.told(at: start + .days(2), of: "http") == [.closed])
        #expect(team.incident(.stale) == nil)
        // It is silent for as long as it was before, as soon as it does not answer.
        #expect(try team.told(at: start + .days(4)) == [])
        #expect(try team.poll(at: start + .days(4), good: false, of: "http").map(\.incident.severity) == [.critical])
    }

    @Test mutating func `is not closed by a clock that was put back, nor by a longer stale-after`() throws {
        #expect(try team.told(at: start) == [])
        #expect(try team.told(at: start + .hours(7), good: false) == [.opened])
        #expect(try team.told(at: start - .days(30), good: false) == [])
        team.rules.staleAfter = .days(365)
        #expect(try team.told(at: start + .hours(8), good: false) == [])
        #expect(team.incident(.stale)?.phase == .open)
        #expect(try team.told(at: start + .hours(9)) == [.closed])
    }

    @Test mutating func `opens in time after a clock was put back`() throws {
        #expect(try team.told(at: start + .days(365)) == [])
        #expect(try team.told(at: start, good: false) == [])
        #expect(try team.told(at: start + .hours(6), good: false) == [.opened])
    }

    @Test mutating func `keeps every other incident of the team open`() throws {
        team.usage = [try .on("2025-07-22", "5")]
        #expect(try team.told(at: start) == [.opened])
        #expect(try team.told(at: start + .hours(7), good: false) == [.opened])
        team.lots = [try .from("2025-07-24", "100")]
        for hour in 8..<20 { try team.poll(at: start + .hours(hour), good: false) }
        #expect(team.incident(.uncharged)?.phase == .open)
        #expect(!team.notices.contains { $0.kind == .closed })
        #expect(try team.told(at: start + .hours(20)) == [.closed, .closed])
    }

    @Test mutating func `keeps others open even when a clock that was put back hides the silence`() throws {
        team.sources = ["csv", "http"]
        team.usage = [try .on("2025-07-22", "5")]
        #expect(try team.told(at: start, of: "http") == [.opened])
        #expect(try team.told(at: start) == [])
        #expect(try team.told(at: start + .hours(7), good: false, of: "http") == [.opened])
        team.lots = [try .from("2025-07-24", "100")]
        #expect(try team.told(at: start + .hours(1)) == [])
        #expect(team.incident(.uncharged)?.phase == .open)
    }

    @Test mutating func `is closed as no longer watched when the source is taken out`() throws {
        team.sources = ["csv", "http"]
        #expect(try team.told(at: start, of: "http") == [])
        #expect(try team.told(at: start + .hours(7), good: false, of: "http") == [.opened])
        team.sources = ["csv"]
        let closed = try team.poll(at: start + .hours(8))
        #expect(closed.map(\.kind) == [.closed])
        #expect(closed[0].isNoLongerWatched)
        #expect(try team.told(at: start + .hours(9)) == [])
    }
}
