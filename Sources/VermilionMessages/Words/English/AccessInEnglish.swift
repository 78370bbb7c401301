import VermilionDomain

/// What keeps a team from using what it has: suspension, caps, logins.
extension English {
    func told(_ news: SuspendedNews) -> Told {
        guard let suspension = news.suspension else {
            return Told(
                subject: "Over: access of your Autodesk team was suspended: \(news.team), "
                    + "\(tokens(news.available)) available",
                headline: "Access works again",
                summary: "\(news.team) has \(tokens(news.available)) available, and nothing is refused any more.")
        }
        let summary: String
        let headline: String
        switch suspension {
        case .nothingAvailable:
            headline = "No tokens left: access is suspended"
            summary =
                "\(news.team) has no tokens available. By the rules of its regime Autodesk suspends access to the "
                + "rated APIs until there are some."
        case .refused(let source, let since):
            headline = "Autodesk refuses access: capacity exceeded"
            summary =
                "Autodesk has answered \(source.shown) of \(news.team) for \(length(news.at - since)) that the "
                + "capacity of API requests is exceeded. Until it answers again, all figures of the team are those of "
                + "the last good reading."
        }
        return Told(
            subject: "Access of your Autodesk team is suspended: \(news.team), \(tokens(news.available)) available"
                + news.change.stateInEnglish,
            headline: headline, summary: summary,
            steps: [
                "Buy tokens at \(autodeskAccount), or enable Pay as You Go: at least \(Purchase.least), then any whole "
                    + "number.",
                "Tell Vermilion of the purchase: vermilion lots add, or the lots in its configuration.",
            ],
            outlook: ["A purchase shows up at Autodesk within 24 hours. It is over at the next good reading after it."])
    }

    func told(_ news: QuotaNews) -> Told {
        guard let quota = news.quota else {
            return Told(
                subject: "Over: monthly cap of your Autodesk team: \(news.team), \(news.api)",
                headline: "\(news.api): far from its cap again",
                summary: "\(news.team) has used less than 80 % of what \(news.api) is capped to in this month.")
        }
        let again = quota.startsAgain.map { " It starts again on \(day($0))." } ?? ""
        let isFull = quota.percent >= 100
        return Told(
            subject: "Monthly cap of your Autodesk team: \(news.team), \(quota.percent) % of \(news.api) used"
                + news.change.stateInEnglish,
            headline: "\(quota.percent) % of the month's \(news.api)",
            summary:
                "\(news.team) used \(tokens(quota.used)) of \(news.api) this month, \(quota.percent) % of its cap of "
                + "\(tokens(quota.cap.tokens)).\(again)",
            steps: isFull
                ? ["Wait until then, or raise the cap at Autodesk and in Vermilion's configuration."]
                : ["See which app uses it: vermilion explain --team \"\(news.team)\" --api \"\(news.api)\"."],
            outlook: [
                isFull
                    ? "Autodesk suspends the API until next month."
                    : "At the cap Autodesk suspends the API until next month."
            ])
    }

    func told(_ news: LoginNews) -> Told {
        let name = news.account
        let state = news.change.stateInEnglish
        switch news.state {
        case .works:
            return Told(
                subject: "Over: login for your Autodesk team: \(news.team), account \(name) works again",
                headline: "Account \(name) works again",
                summary: "The account \(name), which asks for the usage of \(news.team), is let in again.")
        case .unwatched:
            return Told(
                subject: "Over: login for your Autodesk team: \(news.team), account \(name) is no longer watched",
                headline: "Account \(name) is no longer watched",
                summary:
                    "No source of \(news.team) asks with the account \(name) any more; whether it would be let in is "
                    + "not known.")
        case .refused(let problem):
            let words = problem.map { " The last attempt said: \($0)." } ?? ""
            return Told(
                subject: "Login for your Autodesk team fails: \(news.team), account \(name)\(state)",
                headline: "Account \(name) is not let in",
                summary: "Autodesk does not let in the account \(name), which asks for the usage of "
                    + "\(news.team).\(words) Until it does, all figures of the team are those of the last good reading.",
                steps: [
                    "For an account with `grant: user`: vermilion login \(name).",
                    "For others: see that the client id, its secret or key and its access are still valid.",
                ],
                outlook: ["It is over when the account is let in again."])
        case .ends(let instant):
            return Told(
                subject: "Login for your Autodesk team ends soon: \(news.team), account \(name), in "
                    + "\(length(instant - news.at))\(state)",
                headline: "The login of account \(name) ends in \(length(instant - news.at))",
                summary:
                    "The login of the account \(name), which asks for the usage of \(news.team), could not be renewed "
                    + "for days and ends on \(moment(instant, in: news.zone)).",
                steps: ["Log in once more before that: vermilion login \(name)."],
                outlook: ["After that, usage can only be read again after a new login."])
        }
    }
}
