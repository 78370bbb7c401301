package import VermilionDomain

/// What `vermilion observe` says of a balance, beside that of the ledger.
package struct ObservationText: Hashable, Sendable {
    package let line: String

    /// - Parameter ledger: nil when the team was never read.
    package init(team: TeamName, observed: ObservedBalance, ledger: Tokens?, zone: Zone) {
        let words = English()
        let seen = "\(team.shown): \(words.tokens(observed.available)) at \(words.moment(observed.at, in: zone))"
        guard let ledger else {
            line = "\(seen). Nothing is known of its usage yet; the next check compares."
            return
        }
        let difference = Int128(observed.available.micro) - Int128(ledger.micro)
        guard difference != 0 else {
            line = "\(seen), as in the ledger."
            return
        }
        let amount = words.tokens(Tokens(micro: Int64(clamping: difference.magnitude)))
        line = "\(seen), \(amount) \(difference < 0 ? "less" : "more") than the ledger, which has \(ledger)."
    }
}
