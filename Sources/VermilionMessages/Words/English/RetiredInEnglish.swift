import VermilionDomain

extension English {
    func told(_ news: RetiredNews) -> Told {
        let amount = news.told.map { ", \(tokens($0)) when it was last told" } ?? ""
        let matter = matter(news.kind) + (news.subject.map { " (\($0))" } ?? "")
        return Told(
            subject: "No longer watched: your Autodesk team \(news.team): \(matter)",
            headline: "\(news.team) is no longer watched",
            summary:
                "\(news.team) was taken out of the configuration, so nothing more is told of it. Whether this is over "
                + "is not known: \(matter)\(amount).")
    }

    private func matter(_ kind: Condition.Kind) -> String {
        switch kind {
        case .uncharged: "uncharged usage"
        case .expiry: "an expiring pack"
        case .low: "low tokens"
        case .suspended: "suspended access"
        case .quota: "a monthly cap"
        case .stale: "a source without readings"
        case .drift: "a balance that differs"
        case .login: "a login"
        case .undelivered: "undelivered messages"
        }
    }
}
