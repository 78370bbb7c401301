import VermilionDomain
import VermilionTestSupport

/// A small ledger that over-samples what goes wrong: coincident instants, equal expiries and sizes, lots that pay a
/// debt exactly or almost, leap days, usage of nothing.
struct RandomLedger {
    var lots: [Lot]
    var usage: [Usage]
    let asOf: Instant

    /// - Parameters:
    ///   - statesOwnDays: whether a source may state another day than the one of the instant in UTC.
    ///   - transfers: whether tokens may leave lots, at times more than are left in them.
    init(seed: UInt64, statesOwnDays: Bool = true, transfers: Bool = false) throws {
        var chance = SplitMix64(seed: seed)
        let first = try CivilDate.parsed(
            chance.pick(["2025-01-01", "2024-02-20", "2024-02-28", "2023-02-25", "1999-12-28"]))
        let span = chance.pick([3, 8, 30, 400])
        let amounts = chance.pick([["1", "2", "3", "5"], ["0.1", "0.5", "1", "2.5"], ["0.000001", "0.333333", "7"]])
        func moment(_ day: Int, _ chance: inout SplitMix64) -> Instant {
            let hours = chance.happens(percent: 20) ? chance.draw(0..<24) : 0
            return Zone.utc.startOfDay(first.adding(days: day)) + .hours(hours)
        }
        usage = []
        for number in 0..<chance.draw(0...14) {
            let time = moment(chance.draw(0...span), &chance)
            let ownDay = statesOwnDays && chance.happens(percent: 10) ? chance.draw(-1...1) : 0
            let id: RowID = chance.happens(percent: 30) ? .generated(number + 1) : "u\(number)"
            let key = Usage.Key(
                source: chance.pick(["csv", "http"]), app: chance.pick(["A", "B"]), api: chance.pick(["md", "da"]),
                day: Zone.utc.day(of: time).adding(days: ownDay), id: id)
            usage.append(Usage(key: key, time: time, tokens: try Tokens(decimal: chance.pick(amounts + ["0"]))))
        }
        let all = usage.reduce(Tokens.zero) { $0 + $1.tokens }
        lots = []
        for number in 0..<chance.draw(0...6) {
            let day = chance.draw(0...span)
            let start = moment(day, &chance)
            let length = chance.pick([1, 2, 5, max(1, span / 2), span])
            let end = chance.happens(percent: 20) ? try yearLater(start) : start + .days(length)
            // All usage, one half of it, or all that can be owed at the start, give or take nothing or one millionth.
            let before = usage.filter { $0.time < start }.reduce(Tokens.zero) { $0 + $1.tokens }
            let sum = chance.pick([all.micro, all.micro / 2, before.micro])
            let exact = max(1, sum + Int64(chance.draw(-1...1)))
            let tokens =
                chance.happens(percent: 30) ? Tokens(micro: exact) : try Tokens(decimal: chance.pick(amounts + ["10"]))
            lots.append(try Lot(id: "L\(number)", tokens: tokens, start: start, expires: end))
        }
        let ends = [span / 2, span, 2 * span].map { Zone.utc.startOfDay(first.adding(days: $0)) }
        asOf = chance.pick(ends + lots.map(\.expires) + lots.map(\.start) + usage.map(\.time))
        guard transfers else { return }
        let moments = lots.flatMap { [$0.start, $0.expires] } + usage.map(\.time)
        lots = lots.map { lot in
            let departures = (0..<chance.pick([0, 0, 1, 1, 2])).map { _ in
                let part = chance.pick([lot.tokens.micro, lot.tokens.micro / 2, 1, all.micro / 3])
                return Departure(at: chance.pick(moments), tokens: Tokens(micro: max(1, part)), to: "other")
            }
            return lot.with(departures: departures)
        }
    }

    func statement() throws -> Statement {
        Statement(of: try Ledger(lots: lots, usage: usage, asOf: asOf), team: "team")
    }
}

private func yearLater(_ start: Instant) throws -> Instant {
    let (day, time) = Zone.utc.civil(start)
    return Zone.utc.instant(of: day.oneYearLater ?? .latest, at: time)
}
