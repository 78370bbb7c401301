import VermilionDomain

extension English {
    func told(_ news: LowNews) -> Told {
        let amount = tokens(news.available)
        let share = news.percent.map { ", \($0) % of what its valid lots held" } ?? ""
        guard news.change != .closed else {
            return Told(
                subject: "Over: tokens of your Autodesk team are low: \(news.team), \(amount) available",
                headline: "Enough tokens again: \(amount)",
                summary: "\(news.team) has \(amount) available\(share): no longer low.")
        }
        let state: String
        switch news.change {
        case .reminder: state = " (reminder)"
        case .raised: state = " (raised)"
        case .corrected: state = " (corrected)"
        case .opened, .closed, .test: state = ""
        }
        let rate = news.runway.map { " At the recent rate they last about \(days($0))." } ?? ""
        return Told(
            subject: "Tokens of your Autodesk team are low: \(news.team), \(amount) left\(state)",
            headline: "\(amount) left",
            summary: "\(news.team) has \(amount) available\(share).\(rate)",
            steps: [
                "Buy tokens at \(autodeskAccount) before they run out: "
                    + "at least \(Purchase.least), then any whole number.",
                "Tell Vermilion of the purchase: vermilion lots add, or the lots in its configuration.",
            ],
            outlook: ["When nothing is available, further usage is uncharged and its bars are vermilion."])
    }
}
