/// A later reading gave a row that was already known another amount or time.
package struct Restatement: Hashable, Sendable {
    package let before: Usage
    package let after: Usage

    package init(before: Usage, after: Usage) { (self.before, self.after) = (before, after) }

    /// Whether it corrects the past, or only tells how a day that is still being counted went on.
    ///
    /// Usage shows up to a day late, so the total of a day may grow that was today or yesterday when it was last read. A
    /// total that shrinks, or an older day that changes, is a correction.
    /// - Parameter lastRead: the day on which the total of before was last told.
    package func isCorrection(lastRead: CivilDate) -> Bool {
        after.tokens < before.tokens || after.key.day < lastRead.adding(days: -1)
    }
}
