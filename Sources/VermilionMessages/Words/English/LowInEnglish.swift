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
        let state = news.change.stateInEnglish
        return Told(
            subject: "Tokens of your Autodesk team are low: \(news.team), \(amount) left\(state)",
            headline: "\(amount) left",
            summary: "\(news.team) has \(amount) available\(share).\(prospect(of: news.forecast))",
            steps: [
                "Buy tokens at \(autodeskAccount) before they run out: "
                    + "at least \(Purchase.least), then any whole number.",
                "Tell Vermilion of the purchase: vermilion lots add, or the lots in its configuration.",
            ],
            outlook: ["When nothing is available, further usage is uncharged and its bars are vermilion."])
    }

    /// How long the tokens last if usage goes on as before.
    private func prospect(of forecast: Forecast?) -> String {
        guard let forecast else { return " There is too little history to tell how long they last." }
        return (forecast.days ?? 0) == 0 ? "" : " At today's rate they last until \(end(of: forecast))."
    }
}
