extension Ledger {
    /// The lots that paid for uncharged usage between two instants, in the order in which they paid.
    ///
    /// What was charged is left out: the oldest row may have been paid in part before it was owed. Only when nothing
    /// was settled it is told, because then the lot was entered late, with a start before the usage.
    package func payers(of times: ClosedRange<Instant>) -> [Notice.Payer] {
        let settlers = payers(of: times, by: .settled)
        return settlers.isEmpty ? payers(of: times, by: .charged) : settlers
    }

    private func payers(of times: ClosedRange<Instant>, by payment: Segment.Payment) -> [Notice.Payer] {
        let tape = roll.position(before: times.lowerBound)..<roll.position(through: times.upperBound)
        var payers: [Notice.Payer] = []
        for (segment, tokens) in payments(of: tape) where segment.payment == payment {
            if let index = payers.firstIndex(where: { $0.lot == lots[segment.lot].id }) {
                payers[index] = Notice.Payer(lot: payers[index].lot, tokens: payers[index].tokens + tokens)
            } else {
                payers.append(Notice.Payer(lot: lots[segment.lot].id, tokens: tokens))
            }
        }
        return payers
    }

    /// From the oldest to the newest usage that is uncharged; nil when none is.
    var unpaid: ClosedRange<Instant>? {
        var owed = roll.rows(endingAfter: paid)
        guard let first = owed.next(), let last = roll.last else { return nil }
        return first.row.time...last.time
    }
}
