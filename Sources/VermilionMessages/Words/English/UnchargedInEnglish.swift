import VermilionDomain

extension English {
    func told(_ news: UnchargedNews) -> Told {
        news.change == .closed
            ? settled(news)
            : Told(
                subject: subject(of: news), headline: headline(of: news), summary: summary(of: news),
                steps: steps(for: news), outlook: outlook(for: news))
    }

    /// The amount is always in "tokens": people filter for these words.
    private func subject(of news: UnchargedNews) -> String {
        let base = "Uncharged usage for your Autodesk team: \(news.team), \(number(news.tokens)) tokens"
        switch news.change {
        case .raised: return base + " (raised\(from(news.before)))"
        case .corrected: return base + " (corrected\(from(news.before)))"
        case .reminder: return base + " (reminder)"
        case .opened, .closed, .test, .drill, .digest: return base
        }
    }

    private func from(_ before: Tokens?) -> String { before.map { " from \(number($0))" } ?? "" }

    private func headline(of news: UnchargedNews) -> String {
        let amount = tokens(news.tokens)
        switch news.change {
        case .raised: return "Uncharged usage rose\(from(news.before)) to \(amount)"
        case .corrected: return "Uncharged usage corrected\(from(news.before)) to \(amount)"
        case .reminder: return "\(amount) still uncharged"
        case .opened, .closed, .test, .drill, .digest: return "\(amount) uncharged"
        }
    }

    private func summary(of news: UnchargedNews) -> String {
        let since = news.since.map { " since \(day($0))" } ?? ""
        let debt = "\(news.team) has used \(tokens(news.tokens))\(since) that no valid lot could pay."
        let change: String
        switch news.change {
        case .raised: change = news.before.map { " \(tokens($0)) had been told before." } ?? ""
        case .corrected:
            let told = news.before.map { " \(tokens($0)) had been told before." } ?? ""
            let cause = news.isRestated ? " Usage of earlier days was restated." : " A lot paid for a part of it."
            change = told + (news.booksChanged && !news.isRestated ? "" : cause)
        case .reminder, .opened, .closed, .test, .drill, .digest: change = ""
        }
        return debt + change + " Buy at least \(wholeTokens(news.purchase.tokens)) to settle it."
    }

    private func steps(for news: UnchargedNews) -> [String] {
        [
            "Buy at least \(wholeTokens(news.purchase.tokens)) at \(autodeskAccount) and assign them to \(news.team). "
                + "The least that can be bought is \(Purchase.least) tokens; above that, any whole number.",
            "Tell Vermilion of the purchase: vermilion lots add, or the lots in its configuration.",
        ]
    }

    private func outlook(for news: UnchargedNews) -> [String] {
        [
            "A lot that starts pays the oldest uncharged usage first, and its bars turn from vermilion to blue. "
                + "After a purchase of \(wholeTokens(news.purchase.tokens)) the balance is \(tokens(news.purchase.left)), "
                + "if nothing else is used until then, with \(tokens(news.tokens)) shown as used.",
            "Autodesk may take up to 24 hours to show a purchase.",
        ]
    }

    private func settled(_ news: UnchargedNews) -> Told {
        let balance = "The balance is \(tokens(news.balance))."
        guard !news.payers.isEmpty else {
            return Told(
                subject: "Cleared: uncharged usage for your Autodesk team: \(news.team), \(number(news.tokens)) tokens",
                headline: "No usage is uncharged any more",
                summary:
                    "\(news.team) had \(tokens(news.tokens)) of uncharged usage. Nothing is uncharged now, and no lot "
                    + "paid for it\(news.booksChanged ? "" : ": the usage was restated"). \(balance)")
        }
        let lots = news.payers.count == 1 ? "lot" : "lots"
        return Told(
            subject: "Settled: uncharged usage for your Autodesk team: \(news.team), \(number(news.tokens)) tokens",
            headline: "\(tokens(news.tokens)) settled",
            summary: "The uncharged usage of \(news.team) is settled by \(lots) \(payers(news.payers)). "
                + "\(balance)",
            outlook: [
                "The past bars turn from vermilion to blue; what was settled shows as used.",
                "Autodesk may take up to 24 hours to show it.",
            ])
    }
}
