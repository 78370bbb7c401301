/// How much a team uses: the mean of whole days, kept as a fraction so that nothing of it is rounded away.
package struct UsageRate: Hashable, Sendable {
    /// What was used in `days` days.
    package let tokens: Tokens
    package let days: Int

    /// Four whole weeks, so that weekends weigh the same in every mean.
    package static let window = 28
    /// Under this much history a rate is a guess.
    package static let leastHistory = 14

    /// Of the last 28 whole days before `today`, or of those since the first usage if that is later.
    ///
    /// Nil with too little history.
    package init?(of statement: Statement, today: CivilDate) {
        guard let first = statement.usage.first?.day else { return nil }
        let history = Int(min(today.daysSince1970 - first.daysSince1970, Int64(UsageRate.window)))
        guard history >= UsageRate.leastHistory else { return nil }
        days = history
        tokens = statement.used(in: today.adding(days: -history)..<today)
    }

    /// Micro-tokens that so many days use, rounded down; the most that fits when it does not fit.
    ///
    /// A day is the difference of two such sums, so any `days` days in a row use exactly `tokens`.
    func micro(ofDays count: Int64) -> Int64 {
        Int64(clamping: Int128(tokens.micro) * Int128(count) / Int128(days))
    }

    /// The fewest days that use at least so many micro-tokens; nil when nothing is used.
    func days(using micro: Int64) -> Int64? {
        guard tokens > .zero else { return nil }
        let (whole, rest) = (Int128(micro) * Int128(days)).quotientAndRemainder(dividingBy: Int128(tokens.micro))
        return Int64(clamping: whole + (rest > 0 ? 1 : 0))
    }
}

extension Statement {
    /// What was used on some days, as the sources state days.
    func used(in days: Range<CivilDate>) -> Tokens {
        usage.reversed().prefix { $0.day >= days.lowerBound }
            .reduce(.zero) { $1.day < days.upperBound ? $0 + $1.split.tokens : $0 }
    }
}
