import Testing
import VermilionTestSupport

@testable import VermilionDomain

@Suite struct `An incident of few tokens` {
    private let start: Instant
    private var team = TeamOnPaper()

    init() throws {
        start = try .at("2025-07-24")
        team.rules.low.below = .percent(20)
        team.lots = [try .from("2025-07-01", "100")]
    }

    private mutating func use(_ tokens: String) throws { team.usage = [try .on("2025-07-10", tokens)] }

    @Test mutating func `opens at the threshold and closes a tenth above it`() throws {
        try use("79.999999")
        #expect(try team.told(at: start) == [])
        try use("80")
        #expect(try team.told(at: start + .hours(1)) == [.opened])
        #expect(team.incident(.low)?.severity == .warning)
        #expect(team.incident(.low)?.amount == Tokens(20))
        for (hour, tokens) in ["79", "80", "78.000001", "80", "78"].enumerated() {
            try use(tokens)
            #expect(try team.told(at: start + .hours(2 + hour)) == [], "used \(tokens)")
        }
        try use("77.999999")
        #expect(try team.told(at: start + .hours(9)) == [.closed])
        try use("79")
        #expect(try team.told(at: start + .hours(10)) == [])
    }

    @Test mutating func `can be about an amount`() throws {
        team.rules.low.below = .tokens(Tokens(30))
        try use("69.999999")
        #expect(try team.told(at: start) == [])
        try use("70")
        #expect(try team.told(at: start + .hours(1)) == [.opened])
        try use("67")
        #expect(try team.told(at: start + .hours(2)) == [])
        try use("66.999999")
        #expect(try team.told(at: start + .hours(3)) == [.closed])
    }

    @Test mutating func `can be about the days that are left`() throws {
        team.rules.low = .init(below: nil, runway: 14)
        team.lots = [try .from("2025-06-01", "100")]
        // One token a day for 28 days, then 72 are left: 72 days.
        team.usage = try (0..<28).map { try .on("\(CivilDate.parsed("2025-06-26").adding(days: $0))", "1") }
        #expect(try team.told(at: start) == [])
        // 3.08 a day, and 13.76 left: 4 days.
        team.usage.append(try .on("2025-07-20", "58.24"))
        let opened = try team.poll(at: start + .hours(1))
        #expect(opened.map(\.kind) == [.opened])
        guard case .low(let low)? = opened.first?.condition?.facts else {
            Issue.record("the condition is not about few tokens")
            return
        }
        #expect(low.forecast?.days == 4)
        #expect(low.held == Tokens(100))
    }

    @Test mutating func `is not about a team that never had a lot`() throws {
        team.lots = []
        #expect(try team.told(at: start) == [])
    }

    @Test mutating func `is about a team whose last lot is used up to the last token`() throws {
        try use("100")
        #expect(try team.poll(at: start).map(\.incident.kind) == [.low])
    }

    @Test mutating func `is silent while usage is uncharged, and told when only it is left`() throws {
        try use("110")
        let notices = try team.poll(at: start)
        #expect(notices.map(\.incident.kind) == [.uncharged])
        #expect(team.incident(.low)?.phase == .pending)
        team.lots.append(try .from("2025-07-24", "12", id: "small"))
        let later = try team.poll(at: start + .hours(1))
        #expect(later.map(\.incident.kind) == [.uncharged, .low])
        #expect(later.map(\.kind) == [.closed, .opened])
    }

    @Test mutating func `does not remind while usage is uncharged`() throws {
        try use("90")
        #expect(try team.told(at: start) == [.opened])
        try use("110")
        #expect(try team.poll(at: start + .hours(1)).map(\.incident.kind) == [.uncharged])
        #expect(try team.poll(at: start + .days(3)).map(\.incident.kind) == [.uncharged])
        team.lots.append(try .from("2025-07-24", "100", id: "large"))
        let closed = try team.poll(at: start + .days(4))
        #expect(closed.map(\.incident.kind) == [.low, .uncharged])
        #expect(closed.map(\.kind) == [.closed, .closed])
    }

    @Test mutating func `bears the largest balance and the smallest use`() throws {
        team.rules.low.runway = 14
        team.lots = [try .from("2025-01-01", "9223372036854.775807")]
        team.usage = [try .on("2025-06-26", "0"), try .on("2025-07-01", "0.000001")]
        #expect(try team.told(at: start) == [])
    }
}
