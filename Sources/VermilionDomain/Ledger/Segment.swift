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

    package var tokens: Tokens { Tokens(micro: range.length) }
}

extension Ledger {
    /// What is paid of a stretch of the tape, in order and none of it empty: binary search in the segments.
    func payments(of range: Range<Int64>) -> some Sequence<(segment: Segment, tokens: Tokens)> {
        let first = partition(segments) { $0.range.upperBound <= range.lowerBound }
        return segments[first...].lazy.prefix { $0.range.lowerBound < range.upperBound }
            .map { ($0, Tokens(micro: $0.range.clamped(to: range).length)) }.filter { $0.1 > .zero }
    }

    /// Whether a stretch of the tape is wholly paid, by one lot and in one way.
    func isPaidAlike(_ range: Range<Int64>) -> Bool {
        range.isEmpty || payments(of: range).first { _ in true }?.tokens.micro == range.length
    }

    /// How a stretch of the tape is paid.
    func split(of range: Range<Int64>) -> Statement.Split {
        var split = Statement.Split(tokens: Tokens(micro: range.length), charged: .zero, settled: .zero)
        for (segment, tokens) in payments(of: range) {
            switch segment.payment {
            case .charged: split.charged += tokens
            case .settled: split.settled += tokens
            }
        }
        return split
    }
}

extension Range<Int64> {
    var length: Int64 { upperBound - lowerBound }
}
