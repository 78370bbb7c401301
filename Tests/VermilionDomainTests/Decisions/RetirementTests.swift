import Testing
import VermilionTestSupport

@testable import VermilionDomain

@Suite struct `A team that is no longer watched` {
    private let start: Instant
    private var team = TeamOnPaper()

    init() throws { start = try .at("2025-07-24") }

    @Test mutating func `closes what is open, says so, and claims no recovery`() throws {
        #expect(try team.told(at: start) == [])
        #expect(try team.told(at: start + .hours(6), good: false) == [.opened])
        let retirement = try team.retire(at: start + .hours(7))
        let notice = try #require(retirement.notices.first)
        #expect(retirement.notices.count == 1)
        #expect(notice.kind == .closed && notice.isNoLongerWatched)
        #expect(notice.id.number == 2)
        #expect(notice.condition == nil && notice.payers == [] && notice.statement.lots.isEmpty)
        let incident = try #require(retirement.incidents.first)
        #expect(incident.phase == .closed && incident.closed == start + .hours(7))
        #expect(incident.nextReminder == nil)
    }

    @Test mutating func `forgets without a word what is only pending`() throws {
        team.rules.uncharged.after = .hours(2)
        team.usage = [try .on("2025-07-22", "3.5")]
        #expect(try team.told(at: start) == [])
        #expect(team.incidents.values.map(\.phase) == [.pending])
        let retirement = try team.retire(at: start + .hours(1))
        #expect(retirement.notices.isEmpty)
        #expect(retirement.incidents.map(\.phase) == [.closed])
    }
}
