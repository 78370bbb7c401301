/// All usage of one source on one day, as the source states days.
package struct DaySum: Hashable, Sendable {
    package let source: SourceID
    package let day: CivilDate
    package let tokens: Tokens
    /// From its first row to its last one; rows of nothing are rows.
    package let times: ClosedRange<Instant>

    package init(source: SourceID, day: CivilDate, tokens: Tokens, times: ClosedRange<Instant>) {
        (self.source, self.day, self.tokens, self.times) = (source, day, tokens, times)
    }
}

/// Usage of a team of which the days are known, and which is looked at more closely where that makes a difference.
package protocol UsageInSums {
    /// One for each source and day that has rows.
    var days: [DaySum] { get }

    /// What the rows of a day before an instant come to.
    func tokens(of day: DaySum, before instant: Instant) throws -> Tokens

    /// The apps and APIs of a day that match, each as one row without an id: with all its tokens, at the time of its first
    /// row that is not of nothing.
    func cells(of day: DaySum, matching selection: UsageSelection) throws -> [Usage]

    /// The rows of a day that match.
    func rows(of day: DaySum, matching selection: UsageSelection) throws -> [Usage]
}
