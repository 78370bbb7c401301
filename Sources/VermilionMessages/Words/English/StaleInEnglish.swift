import VermilionDomain

extension English {
    func told(_ news: StaleNews) -> Told {
        let time = length(news.silence)
        guard !news.isNoLongerWatched else {
            return Told(
                subject: "Over: no reading for your Autodesk team: \(news.team), \(news.source) is no longer watched",
                headline: "\(news.source) is no longer watched",
                summary: "\(news.source) was taken out of the sources of \(news.team). Its usage no longer counts; "
                    + "whether it could be read again is not known.")
        }
        guard news.change != .closed else {
            return Told(
                subject: "Over: no reading for your Autodesk team: \(news.team), \(news.source) is read again",
                headline: "\(news.source) is read again",
                summary: "The usage of \(news.team) is read from \(news.source) again.")
        }
        let state = news.change.stateInEnglish
        if let end = news.dataUntil {
            return Told(
                subject: "No new data for your Autodesk team: \(news.team), \(news.source) ends \(time) ago\(state)",
                headline: "\(news.source) has had no new data for \(time)",
                summary: "\(news.source) of \(news.team) answers, but says itself that its data ends at "
                    + "\(moment(end, in: news.zone)). What was used since is not in any figure.",
                steps: ["See whether Autodesk reports a delay; the data is usually a day old, not more."],
                outlook: [
                    "It is over when the source has newer data.",
                    "Silence is not taken for recovery: what was true at the last good reading is held to be true.",
                ])
        }
        let problem = news.problem.map { " The last attempt said: \($0)." } ?? ""
        return Told(
            subject: "No reading for your Autodesk team: \(news.team), nothing from \(news.source) for \(time)\(state)",
            headline: "No reading of \(news.source) for \(time)",
            summary: "The usage of \(news.team) could not be read from \(news.source) for \(time).\(problem) "
                + "Until it is read again, all figures of the team are those of the last good reading.",
            steps: [
                news.problem == nil
                    ? "See whether the source still brings something: vermilion check."
                    : "Mend what the last attempt complained of, then try: vermilion check."
            ],
            outlook: ["Silence is not taken for recovery: what was true at the last good reading is held to be true."])
    }
}
