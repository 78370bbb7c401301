/// What becomes of the lots if usage goes on at the recent rate and nothing more is bought.
///
/// The future goes through the same tape as the past: each day's usage at the start of that day, except that what is
/// still to come of today's comes at once. Lots that are bought already and start later count from their start.
package struct Forecast: Hashable, Sendable {
    package struct Lapse: Hashable, Sendable {
        package let lot: Lot
        /// What will be left in the lot when it expires.
        package let tokens: Tokens
    }

    package let rate: UsageRate
    /// The first day whose usage is not paid in full when it happens; nil when nothing is used.
    package let lastsUntil: CivilDate?
    /// Whole days from today up to that day.
    package let days: Int64?
    /// Of every lot that has not expired and is not used up, in the order of consumption.
    package let lapses: [Lapse]

    /// Nil with too little history; see `UsageRate`.
    ///
    /// - Parameter zone: tells which day is today, and when days start.
    package init?(of statement: Statement, zone: Zone) {
        let today = zone.day(of: statement.asOf)
        guard let rate = UsageRate(of: statement, today: today) else { return nil }
        let future = Future(
            rate: rate, usedToday: statement.used(in: today..<today.adding(days: 1)), today: today, zone: zone)
        let lines = statement.lots.filter { $0.lot.expires > statement.asOf && $0.remaining > .zero }
        let stocks = (lines.map { ($0.lot, $0.remaining.micro) } + statement.upcoming.map { ($0, 0) })
            .sorted { Lot.isConsumedBefore($0.0, $1.0) }
        let lots = stocks.map(\.0)
        let owed = statement.uncharged.micro

        var tape = Tape(lots: lots, remaining: stocks.map(\.1), owed: owed)
        var days: Int64? = owed > 0 ? 0 : nil
        func use(_ count: Int64?) {
            let used = count.map(future.micro(ofDays:)) ?? .max
            tape.use(upTo: owed.addingReportingOverflow(used).overflow ? .max : owed + used)
            // Nothing is owed here, so positions on the tape count from now.
            guard days == nil, tape.paid < tape.used else { return }
            days = future.days(using: tape.paid + 1).map { $0 - 1 }
        }
        for event in LotEvent.all(of: lots) where event.at > statement.asOf {
            use(future.days(before: event.at))
            tape.happen(event)
        }
        // Behind the last expiry nothing pays any more.
        if rate.tokens > .zero { use(nil) }

        self.rate = rate
        self.days = days
        lastsUntil = days.map { CivilDate(daysSince1970: today.daysSince1970 + $0) }
        lapses = lots.indices.map { Lapse(lot: lots[$0], tokens: Tokens(micro: tape.lapsed[$0])) }
    }
}

extension Statement {
    /// Nil with too little history.
    package func forecast(in zone: Zone) -> Forecast? { Forecast(of: self, zone: zone) }
}

/// Usage from now on.
private struct Future {
    let rate: UsageRate
    let usedToday: Tokens
    let today: CivilDate
    let zone: Zone

    /// Of the first day, which is today, only what is not used yet.
    private var taken: Int64 { min(rate.micro(ofDays: 1), usedToday.micro) }

    func micro(ofDays count: Int64) -> Int64 { count == 0 ? 0 : rate.micro(ofDays: count) - taken }

    /// The fewest days that use at least so many micro-tokens, more than zero.
    func days(using micro: Int64) -> Int64? {
        let (sum, overflow) = micro.addingReportingOverflow(taken)
        return rate.days(using: overflow ? .max : sum)
    }

    /// Days, from today, whose usage comes before an instant after now.
    func days(before instant: Instant) -> Int64 {
        let day = zone.day(of: instant)
        return max(day.daysSince1970 - today.daysSince1970 + (zone.startOfDay(day) < instant ? 1 : 0), 1)
    }
}
