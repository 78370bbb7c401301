import VermilionDomain

extension English {
    func told(_ news: ExpiryNews) -> Told {
        let date = news.expires.map { day(news.zone.day(of: $0)) }
        let on = date.map { " on \($0)" } ?? ""
        let amount = tokens(news.tokens)
        switch news.state {
        case .ahead(let left):
            let verb = news.tokens == Tokens(1) ? "expires" : "expire"
            return Told(
                subject: "Tokens of your Autodesk team expire: \(news.team), \(amount) of lot \(news.lot) \(verb)\(on)",
                headline: "\(amount) \(verb) in \(length(left))",
                summary: "Lot \(news.lot) of \(news.team) holds \(amount) that lapse if they are not used before it "
                    + "expires\(on), in \(length(left)). \(prospect(of: news))",
                steps: ["Use the tokens before the lot expires; the lot that expires first is used first anyway."],
                outlook: [
                    "What is left when the lot expires lapses and pays nothing any more. "
                        + "Usage after that is uncharged unless another lot is valid."
                ])
        case .lapsed:
            let over = news.change == .closed ? "Over: tokens" : "Tokens"
            return Told(
                subject:
                    "\(over) of your Autodesk team expired: \(news.team), \(amount) of lot \(news.lot) lapsed\(on)",
                headline: "Lot \(news.lot) expired, \(amount) lapsed",
                summary: "Lot \(news.lot) of \(news.team) expired\(on) with \(amount) left in it, which lapsed. "
                    + "The balance is \(tokens(news.balance)).",
                outlook: news.balance > .zero
                    ? [] : ["No tokens are available: further usage is uncharged until a lot is bought."])
        case .usedUp:
            return Told(
                subject: "Over: tokens of your Autodesk team expire: \(news.team), lot \(news.lot) was used up first",
                headline: "Lot \(news.lot) was used up first",
                summary: "Nothing is left in lot \(news.lot) of \(news.team), so nothing of it lapses.")
        case .moved(let moved):
            return Told(
                subject: "Over: tokens of your Autodesk team expire: \(news.team), nothing is left in lot \(news.lot)",
                headline: "Nothing is left in lot \(news.lot)",
                summary: "\(tokens(moved)) of lot \(news.lot) of \(news.team) were transferred to another team and the "
                    + "others used, so nothing of it lapses here.")
        case .prolonged:
            return Told(
                subject: "Over: tokens of your Autodesk team expire: \(news.team), lot \(news.lot) lasts longer",
                headline: "Lot \(news.lot) does not expire soon any more",
                summary: "The expiry of lot \(news.lot) of \(news.team) was changed\(date.map { " to \($0)" } ?? "").")
        case .removed:
            return Told(
                subject: "Over: tokens of your Autodesk team expire: \(news.team), lot \(news.lot) was removed",
                headline: "Lot \(news.lot) was removed",
                summary: "Lot \(news.lot) is no longer among the lots of \(news.team), so its expiry is not watched "
                    + "any more.")
        }
    }
    /// What is left at the expiry if usage goes on as before.
    private func prospect(of news: ExpiryNews) -> String {
        guard let lapse = news.willLapse, let bought = news.bought, let expires = news.expires else {
            return "There is too little history to tell how much: it takes \(UsageRate.leastHistory) days of usage."
        }
        return lapse == .zero
            ? "At today's rate it is used up before."
            : "\(willLapse(lapse, of: bought, on: news.zone.day(of: expires))) at today's rate."
    }
}
