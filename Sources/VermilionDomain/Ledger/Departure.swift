/// Tokens that leave a lot, because they were transferred to another team.
///
/// The lot is not smaller for it before that, and what is left goes on as before: neither its place in the order of
/// consumption nor its expiry changes.
package struct Departure: Hashable, Sendable {
    /// At one instant expiries and lot starts come before it, usage after it.
    package let at: Instant
    /// More than zero. If less is left in the lot then, only that leaves.
    package let tokens: Tokens
    package let to: TeamName

    package init(at: Instant, tokens: Tokens, to: TeamName) {
        self.at = at
        self.tokens = tokens
        self.to = to
    }
}

extension Ledger {
    /// A departure of more than was left.
    package struct Shortage: Hashable, Sendable {
        package let lot: LotID
        package let departure: Departure
        package let missing: Tokens
    }

    /// Usage of before a departure may become known after it was entered.
    package var shortages: [Shortage] {
        zip(lots, departures).flatMap { lot, left in
            zip(lot.departures, left).compactMap { departure, left in
                guard departure.at <= asOf, left < departure.tokens else { return nil }
                return Shortage(lot: lot.id, departure: departure, missing: departure.tokens - left)
            }
        }
    }
}
