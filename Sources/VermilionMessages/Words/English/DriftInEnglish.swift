import VermilionDomain

extension English {
    func told(_ news: DriftNews) -> Told {
        guard let drift = news.drift else {
            return Told(
                subject: "Over: observed balance of your Autodesk team: \(news.team), it agrees with the ledger again",
                headline: "The observed balance agrees again",
                summary: "What was last observed of \(news.team) is what the ledger has for that moment. "
                    + "The balance is \(tokens(news.balance)) now.")
        }
        let state = news.change.stateInEnglish
        let gap = "\(tokens(drift.difference.magnitude)) \(drift.difference < .zero ? "less" : "more")"
        return Told(
            subject: "Observed balance of your Autodesk team differs: \(news.team), \(gap) than the ledger\(state)",
            headline: "\(gap) observed than the ledger has",
            summary: "At \(moment(drift.observed.at, in: news.zone)) \(news.team) was observed to have "
                + "\(tokens(drift.observed.available)), \(gap) than the ledger has for that moment "
                + "(\(drift.ledger)). \(origin(of: drift, zone: news.zone))",
            steps: steps(for: drift),
            outlook: [
                "It is over when a later observation agrees (vermilion observe), or when usage or lots that come in "
                    + "late explain it: usage shows up to a day late.",
                "The ledger stays as it is: what is observed is compared with it and never mixed in.",
            ])
    }

    private func origin(of drift: Drift, zone: Zone) -> String {
        let to = moment(drift.origin.to, in: zone)
        guard let from = drift.origin.from else { return "It arose before the first observation, at \(to)." }
        let part =
            drift.origin.difference == drift.difference
            ? "" : ", by \(tokens(drift.origin.difference.magnitude)) then"
        return "It arose between \(moment(from, in: zone)) and \(to)\(part)."
    }

    private func steps(for drift: Drift) -> [String] {
        let guesses = drift.explanations.map { explanation in
            switch explanation {
            case .purchaseNotEntered(let amount):
                "See whether a purchase of about \(tokens(amount)) was not entered: vermilion lots add."
            case .otherProducts:
                "See whether desktop products used tokens of the same pool: their usage is not among the sources."
            case .dayMissing(let date, let amount):
                "See whether a day of usage is missing: just as much (\(tokens(amount))) was used on \(day(date))."
            case .dayDoubled(let date, let amount):
                "See whether the usage of \(day(date)) (\(tokens(amount))) is counted twice, for example in two files."
            }
        }
        return guesses.isEmpty
            ? ["Compare the usage of that time with Autodesk's report: vermilion statement."] : guesses
    }
}

extension Tokens {
    /// Without its sign; the largest amount there is for the one that has no counterpart.
    var magnitude: Tokens { Tokens(micro: Int64(clamping: micro.magnitude)) }
}
