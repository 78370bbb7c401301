/// How long the available tokens last at the recent rate.
package struct Runway: Hashable, Sendable {
    /// Whole days; rounded down.
    package let days: Int64

    /// Four whole weeks, so that weekends weigh the same in every mean.
    package static let window = 28
    /// Under this much history a rate is a guess.
    package static let leastHistory = 14

    /// Nil with too little history or without usage in the window.
    ///
    /// The mean is over the last 28 whole days before `today`, or since the first usage if that is later.
    package init?(of statement: Statement, today: CivilDate) {
        guard let first = statement.usage.first?.day else { return nil }
        let history = min(Int(today.daysSince1970 - first.daysSince1970), Runway.window)
        guard history >= Runway.leastHistory else { return nil }
        let from = today.adding(days: -history)
        let used = statement.usage.reduce(Tokens.zero) { sum, cell in
            (from..<today).contains(cell.day) ? sum + cell.split.tokens : sum
        }
        guard used > .zero else { return nil }
        days = Int64(clamping: Int128(statement.available.micro) * Int128(history) / Int128(used.micro))
    }
}
