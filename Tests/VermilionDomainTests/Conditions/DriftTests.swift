import Testing
import VermilionTestSupport

@testable import VermilionDomain

@Suite struct `An observed balance` {
    private let start: Instant

    init() throws { start = try .at("2025-07-01") }

    /// A lot of 1000 tokens, and 10 tokens used on each of the days 1 to 10 but the fifth, when it was 17.
    private func drift(_ observed: [(Int, String)], rules: AlertRules.Drift = AlertRules.Drift()) throws -> Drift? {
        let usage = try (1...10).map { day in
            try Usage.on("2025-07-\(day < 10 ? "0" : "")\(day)", day == 5 ? "17" : "10", id: "\(day)")
        }
        let ledger = try Ledger(
            lots: [try .from("2025-06-30", "1000")], usage: usage, asOf: start + .days(20))
        let observations = try observed.map {
            ObservedBalance(at: start + .days($0.0) - .hours(12), available: try Tokens(decimal: $0.1))
        }
        return Drift(ledger, Statement(of: ledger, team: "T"), observations: observations, rules: rules, zone: .utc)
    }

    /// From which day to which it arose, 0 for before the first observation.
    private func days(_ origin: Drift.Origin) -> [Int] { [origin.from.map(day) ?? 0, day(origin.to)] }

    private func day(_ instant: Instant) -> Int {
        let length: Duration = instant + .hours(12) - start
        return Int(length.components.seconds / 86_400)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let observed: [(Int, String)]
        /// Nil when all is well.
        let difference: String?
        var from = 0
        var to = 0
        var explanations: [Drift.Explanation] = []
        var testDescription: String { "\(observed.map { "day \($0.0): \($0.1)" })" }
    }

    private static func july(_ day: Int) -> CivilDate { CivilDate(year: 2025, month: 7, day: day) ?? .latest }

    /// The ledger has 990, 980, 970, 960, 943, 933, … at noon of the days 1, 2, 3, …
    private static let cases: [Case] = [
        Case(observed: [], difference: nil), Case(observed: [(1, "990")], difference: nil),
        Case(observed: [(1, "991")], difference: nil), Case(observed: [(1, "989")], difference: nil),
        Case(observed: [(1, "991.000001")], difference: "1.000001", to: 1),
        Case(observed: [(1, "988.999999")], difference: "-1.000001", to: 1, explanations: [.otherProducts]),
        // A purchase of 100 between the days 2 and 4.
        Case(
            observed: [(1, "990"), (2, "980"), (4, "1060"), (6, "1033")], difference: "100", from: 2, to: 4,
            explanations: [.purchaseNotEntered(Tokens(100))]),
        Case(observed: [(2, "980"), (4, "1059")], difference: "99", from: 2, to: 4),
        // The pool paid for one more day like the fifth.
        Case(
            observed: [(4, "960"), (6, "916")], difference: "-17", from: 4, to: 6,
            explanations: [.dayMissing(july(5), Tokens(17))]),
        // As much as on the fifth, and then more and more.
        Case(
            observed: [(4, "960"), (6, "916"), (7, "900")], difference: "-23", from: 4, to: 6,
            explanations: [.dayMissing(july(5), Tokens(17)), .otherProducts]),
        // The books have the tokens of the fifth twice, or it never was.
        Case(
            observed: [(4, "960"), (6, "950")], difference: "17", from: 4, to: 6,
            explanations: [.dayDoubled(july(5), Tokens(17))]),
        Case(
            observed: [(4, "960"), (6, "941.5")], difference: "8.5", from: 4, to: 6,
            explanations: [.dayDoubled(july(5), Tokens(17))]),
        // That much was used on a day, but not in that time.
        Case(
            observed: [(6, "933"), (8, "896")], difference: "-17", from: 6, to: 8, explanations: [.otherProducts]),
        // Desktop products: a little more every day. No day alone is much, together they are.
        Case(
            observed: [(1, "990"), (2, "979.2"), (3, "968.4"), (4, "957.6")], difference: "-2.4", from: 2, to: 4,
            explanations: [.otherProducts]),
        // It was wrong once and healed; now it is something else.
        Case(
            observed: [(1, "890"), (2, "980"), (4, "955")], difference: "-5", from: 2, to: 4,
            explanations: [.otherProducts]),
        Case(observed: [(1, "890"), (2, "980")], difference: nil),
        // The first step counts, not the largest.
        Case(
            observed: [(1, "990"), (2, "978"), (4, "908")], difference: "-52", from: 1, to: 2,
            explanations: [.otherProducts]),
        Case(observed: [(1, "1002.5"), (2, "992.5")], difference: "12.5", to: 1),
    ]

    @Test(arguments: cases) func `is told with where it arose and what may explain it`(_ example: Case) throws {
        let drift = try drift(example.observed)
        #expect(try drift?.difference == example.difference.map { try Tokens(decimal: $0) })
        guard let drift else { return }
        #expect(days(drift.origin) == [example.from, example.to])
        #expect(drift.explanations == example.explanations)
        #expect(drift.ledger + drift.difference == drift.observed.available)
    }

    @Test func `within a percentage of what was observed is none`() throws {
        let rules = AlertRules.Drift(tolerance: .percent(10))
        #expect(try drift([(1, "900")], rules: rules) == nil)
        #expect(try drift([(1, "899.999999")], rules: rules)?.difference == Tokens(decimal: "-90.000001"))
        #expect(try drift([(1, "1100")], rules: rules) == nil)
    }

    @Test func `does not depend on the order of entry, and looks at no observation that is yet to come`() throws {
        let observed: [(Int, String)] = [(1, "990"), (2, "978"), (4, "908")]
        #expect(try drift(observed) == drift(observed.reversed()))
        #expect(try drift(observed) == drift(observed + [(40, "5")]))
    }

    @Test func `bears the largest and the smallest amounts there are`() throws {
        #expect(try drift([(1, "-9223372036854.775808")])?.difference.micro == .min)
        #expect(try drift([(1, "9223372036854.775807"), (2, "-9223372036854.775808")])?.difference.micro == .min)
    }

    /// Observations of a true ledger, against books that lack one row or have it twice or lack a lot: the difference
    /// arises between the last observation before and the first one after it.
    @Test(arguments: 0..<UInt64(1_000))
    func `arises where the books went wrong`(seed: UInt64) throws {
        var chance = SplitMix64(seed: seed)
        let days = 12
        let usage = try (0..<days).map { day in
            try Usage.on("2025-07-\(day + 10)", "\(chance.draw(2...60))", id: "\(day)")
        }
        var lots = [try Lot.from("2025-07-01", "\(chance.draw(1...1_000))", id: "a")]
        let lateDay = chance.draw(0..<days)
        lots.append(try .from("2025-07-\(lateDay + 10)", "\(chance.draw(100...200))", id: "late"))
        let now = try Instant.at("2025-08-01")
        let truth = try Ledger(lots: lots, usage: usage, asOf: now)
        let base = try Instant.at("2025-07-10")
        let observations = (0..<days).filter { _ in chance.draw(0..<3) > 0 }.map { day in
            let at = base + .days(day) + .hours(12)
            return ObservedBalance(at: at, available: truth.balance(at: at))
        }
        var wrong = usage
        let broken = chance.draw(0..<days)
        var brokenAt = usage[broken].time
        switch chance.draw(0..<3) {
        case 0: wrong.remove(at: broken)
        case 1:
            let row = usage[broken]
            let key = Usage.Key(source: "other", app: row.key.app, api: row.key.api, day: row.key.day, id: row.key.id)
            wrong.append(Usage(key: key, time: row.time, tokens: row.tokens))
        default:
            brokenAt = lots[1].start
            lots.removeLast()
        }
        let books = try Ledger(lots: lots, usage: wrong, asOf: now)
        let statement = Statement(of: books, team: "T")
        let drift = Drift(books, statement, observations: observations, rules: AlertRules.Drift(), zone: .utc)
        let after = observations.first { $0.at >= brokenAt }
        #expect(drift?.origin.to == after?.at)
        #expect(drift?.origin.from == (after == nil ? nil : observations.last { $0.at < brokenAt }?.at))
        let sound = Drift(truth, statement, observations: observations, rules: AlertRules.Drift(), zone: .utc)
        #expect(sound == nil)
    }
}

@Suite struct `An incident of drift` {
    private let start: Instant
    private var team = TeamOnPaper()

    init() throws {
        start = try .at("2025-07-24")
        team.usage = [try .on("2025-07-22", "10")]
        team.lots = [try .from("2025-07-01", "100")]
    }

    private func seen(_ amount: Int, after time: Duration) -> ObservedBalance {
        ObservedBalance(at: start + time, available: Tokens(amount))
    }

    @Test mutating func `opens as a warning, is quiet, and closes when a later observation agrees`() throws {
        team.observations = [seen(90, after: .zero)]
        #expect(try team.told(at: start) == [])
        team.observations.append(seen(70, after: .hours(1)))
        let opened = try team.poll(at: start + .hours(1))
        #expect(opened.map(\.kind) == [.opened])
        #expect(opened[0].incident.kind == .drift && opened[0].incident.severity == .warning)
        #expect(opened[0].incident.amount == Tokens(-20))
        #expect(try team.told(at: start + .hours(2)) == [])
        team.observations.append(seen(90, after: .hours(3)))
        #expect(try team.told(at: start + .hours(3)) == [.closed])
    }

    @Test mutating func `closes when a late restatement makes the old observation right`() throws {
        team.observations = [seen(88, after: .zero)]
        #expect(try team.told(at: start) == [.opened])
        team.usage = [try .on("2025-07-22", "12")]
        #expect(try team.told(at: start + .hours(1)) == [.closed])
    }

    @Test mutating func `is not over because a source is silent`() throws {
        team.observations = [seen(70, after: .zero)]
        #expect(try team.told(at: start) == [.opened])
        team.observations.append(seen(90, after: .hours(1)))
        #expect(try team.told(at: start + .hours(1), good: false) == [])
    }

    @Test mutating func `never moves the ledger`() throws {
        let before = try team.poll(at: start).first?.statement
        team.observations = [seen(5, after: .zero)]
        let notice = try #require(try team.poll(at: start).first)
        #expect(before == nil && notice.statement.available == Tokens(90))
    }
}
