import VermilionDomain

/// A bar in whole columns: blue, vermilion, and what is left up to the largest.
struct Bar: Hashable, Sendable {
    let paid: Int
    let uncharged: Int
    let rest: Int

    /// What is there is seen: an amount above zero takes at least one column.
    ///
    /// - Parameter largest: the amount that fills the width; not less than the bar's own.
    /// - Parameter width: at least 2.
    init(_ split: Statement.Split, largest: Tokens, width: Int) {
        guard split.tokens > .zero, largest > .zero else {
            (paid, uncharged, rest) = (0, 0, width)
            return
        }
        var total = max(1, Bar.share(split.tokens, of: largest, width: width))
        if split.paid > .zero, split.uncharged > .zero { total = max(2, total) }
        var debt = Bar.share(split.uncharged, of: split.tokens, width: total)
        if split.uncharged > .zero { debt = max(1, debt) }
        if split.paid > .zero { debt = min(debt, total - 1) }
        (paid, uncharged, rest) = (total - debt, debt, width - total)
    }

    /// Rounded half up; exact, in 128 bits.
    private static func share(_ part: Tokens, of whole: Tokens, width: Int) -> Int {
        let doubled = Int128(part.micro) * Int128(width) * 2 + Int128(whole.micro)
        return min(width, Int(doubled / (Int128(whole.micro) * 2)))
    }
}
