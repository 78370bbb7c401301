import VermilionDomain

/// The least that can be bought to pay what is owed: at least 100 tokens, then by one.
struct Purchase: Hashable, Sendable {
    /// Whole tokens.
    let tokens: Int64
    /// What the balance is afterwards.
    let left: Tokens

    static let least: Int64 = 100

    init(toSettle owed: Tokens) {
        let (whole, fraction) = max(owed.micro, 0).quotientAndRemainder(dividingBy: Tokens.microPerToken)
        let needed = whole + (fraction > 0 ? 1 : 0)
        tokens = max(needed, Purchase.least)
        // Not tokens − owed: the whole tokens above the largest amount do not fit an amount.
        left =
            needed >= Purchase.least
            ? Tokens(micro: fraction > 0 ? Tokens.microPerToken - fraction : 0)
            : Tokens(micro: Purchase.least * Tokens.microPerToken - max(owed.micro, 0))
    }
}
