extension Ledger {
    /// Available − uncharged at an instant up to `asOf`, with all that is known now.
    ///
    /// What was bought, less what lapsed and what left for other teams, less what was used until then: which lot paid
    /// for what plays no part in the difference, and what a lot still held when it expired does not depend on anything
    /// later. So no ledger of that instant is needed.
    package func balance(at instant: Instant) -> Tokens {
        var balance = Int128(0)
        for (index, lot) in lots.enumerated() where lot.start <= instant {
            balance += Int128(lot.tokens.micro)
            for (departure, left) in zip(lot.departures, departures[index]) where departure.at <= instant {
                balance -= Int128(left.micro)
            }
            if lot.expires <= instant { balance -= Int128(lapsed[index].micro) }
        }
        return Tokens(micro: Int64(clamping: balance - Int128(roll.position(through: instant))))
    }
}
