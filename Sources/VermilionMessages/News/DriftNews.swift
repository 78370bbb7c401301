import VermilionDomain

/// A balance that was observed is not what the ledger has, or is again.
struct DriftNews: Hashable, Sendable {
    let team: String
    let change: Notice.Kind
    /// Nil when it is over.
    let drift: Drift?
    /// Of the ledger now.
    let balance: Tokens
    let zone: Zone

    init(_ notice: Notice, zone: Zone) {
        team = notice.statement.team.shown
        change = notice.kind
        self.zone = zone
        balance = notice.statement.balance
        if case .drift(let drift) = notice.condition?.facts, notice.kind != .closed {
            self.drift = drift
        } else {
            drift = nil
        }
    }

    func facts(in words: any Words) -> [Fact] {
        guard let drift else { return [Fact(label: words.term(.balance), value: words.tokens(balance))] }
        return [
            Fact(
                label: words.term(.observed),
                value: words.amount(drift.observed.available, at: words.moment(drift.observed.at, in: zone))),
            Fact(label: words.term(.inLedger), value: words.tokens(drift.ledger)),
            Fact(label: words.term(.difference), value: words.tokens(drift.difference)),
            Fact(label: words.term(.arose), value: period(of: drift, in: words)),
        ]
    }

    /// Where the difference arose.
    private func period(of drift: Drift, in words: any Words) -> String {
        let from = drift.origin.from.map { words.moment($0, in: zone) } ?? ""
        return "\(from) – \(words.moment(drift.origin.to, in: zone))".drop { $0 == " " }.description
    }
}
