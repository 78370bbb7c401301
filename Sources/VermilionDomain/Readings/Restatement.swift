/// A later reading gave a row that was already known another amount or time.
package struct Restatement: Hashable, Sendable {
    package let before: Usage
    package let after: Usage

    package init(before: Usage, after: Usage) { (self.before, self.after) = (before, after) }

    /// Whether it corrects the past, or only tells how a day that is still being counted went on.
    ///
    /// Usage shows up to a day late, so yesterday's total may still grow. A total that shrinks, or an
    /// older day that changes, is a correction.
    package func isCorrection(today: CivilDate) -> Bool {
        after.tokens < before.tokens || after.key.day < today.adding(days: -1)
    }
}
