/// A stretch of the tape that is paid the same way.
///
/// The tape is all usage of a team laid end to end in the order in which it is paid; a position on it
/// is the sum of all usage before, in micro-tokens.
package struct Segment: Hashable, Sendable {
    package enum Payment: Hashable, Sendable {
        /// By a lot that was valid when the tokens were used.
        case charged
        /// By a lot that started later.
        case settled
    }

    package let range: Range<Int64>
    /// Position of the lot in `Ledger.lots`.
    package let lot: Int
    package let payment: Payment

    package var tokens: Tokens { Tokens(micro: range.upperBound - range.lowerBound) }
}
