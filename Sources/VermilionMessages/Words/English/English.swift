import VermilionDomain

struct English: Words {
    func tokens(_ tokens: Tokens) -> String { tokens == Tokens(1) ? "1 token" : "\(number(tokens)) tokens" }

    func wholeTokens(_ tokens: Int64) -> String { "\(number(tokens)) tokens" }

    func day(_ day: CivilDate) -> String { day.description }

    func days(_ count: Int64) -> String { count == 1 ? "1 day" : "\(count) days" }

    func length(_ duration: Duration) -> String {
        let minutes = duration.components.seconds / 60
        switch minutes {
        case ..<1: return "less than a minute"
        case ..<60: return "\(minutes) min"
        case ..<2_880: return "\(minutes / 60) h"
        default: return days(minutes / 1_440)
        }
    }

    func list(_ names: [String], most: Int) -> String {
        let shown = names.prefix(most).joined(separator: ", ")
        return names.count > most ? "\(shown) and \(names.count - most) more" : shown
    }

    func payers(_ payers: [Notice.Payer]) -> String {
        list(payers.map { "\($0.lot.shown) (\(tokens($0.tokens)))" }, most: 5)
    }

    func willLapse(_ tokens: Tokens, of bought: Tokens, on day: CivilDate) -> String {
        "\(number(tokens)) of \(self.tokens(bought)) will lapse on \(self.day(day))"
    }

    func lasts(until day: CivilDate, days: Int64) -> String { "\(self.day(day)) (\(self.days(days)))" }

    func share(_ percent: Int64, of tokens: Tokens) -> String { "\(percent) % (\(self.tokens(tokens)))" }

    func amount(_ tokens: Tokens, at moment: String) -> String { "\(self.tokens(tokens)) (\(moment))" }

    func mean(_ rate: UsageRate) -> String { "\(tokens(rate.tokens)) in \(days(Int64(rate.days)))" }

    func more(_ count: Int) -> String { "… and \(count) more" }

    func earlier(days count: Int, _ split: Statement.Split) -> String {
        "… and \(days(Int64(count))) before: \(tokens(split.tokens)), \(number(split.uncharged)) uncharged"
    }

    func asOf(_ moment: String) -> String { "As of \(moment)." }
    func sent(_ moment: String) -> String { "Sent on request at \(moment)." }

    func verified(_ source: String, _ age: String, _ moment: String) -> String {
        "Last verified \(age) ago: \(source) was last read well at \(moment)."
    }

    func neverRead(_ source: String) -> String { "Not verified: \(source) has not been read well yet." }
    func provisional(from day: CivilDate) -> String {
        "Days from \(self.day(day)) on are provisional: usage shows up to a day late, and today is not over."
    }
    func nextReminder(_ moment: String) -> String {
        "The next reminder is due at \(moment), unless it is over by then."
    }

    func acknowledge(_ id: IncidentID) -> String {
        "To stop reminders: vermilion ack \(id) (a rise and the end are still told)."
    }

    func acknowledge(byMail subject: String, to address: String) -> String {
        "Or by mail to \(address) with the subject: \(subject)"
    }

    var acknowledgeOne: String { "To stop reminders of one: vermilion ack, with the id behind it." }
    func acknowledged(_ moment: String) -> String { "Acknowledged at \(moment): there are no more reminders." }
    func reference(_ id: IncidentID, _ notice: NoticeID) -> String { "Incident \(id), notice \(notice.number)." }

    func templateFailed(_ part: Templates.Part, _ reason: TemplateFailure) -> String {
        let why =
            switch reason {
            case .mistake(let message): message
            case .empty: "nothing came of it"
            case .tooLong(let most): "more than \(most) characters came of it"
            }
        return "The channel's template failed, these are the built-in words: `\(part.rawValue)`, \(why)."
    }

    func told(_ news: TestNews) -> Told {
        Told(
            subject: "\(news.isDrill ? "Drill" : "Test message") from Vermilion for your Autodesk team: \(news.team)",
            headline: "This is a \(news.isDrill ? "drill" : "test")",
            summary:
                "This is a \(news.isDrill ? "drill through every channel" : "test message"), sent on request. It says "
                + "nothing about your tokens. If you can read it, messages for \(news.team) arrive here.")
    }

    func told(_ digest: Digest) -> Told {
        let (count, teams) = (digest.entries.count, list(digest.teams.map { TeamName($0).shown }, most: 3))
        return Told(
            subject: "\(count) messages about your Autodesk tokens: \(teams)",
            headline: "\(count) messages that could wait",
            summary: "None of them is critical; what is critical is told at once.")
    }
}

extension Notice.Kind {
    /// What stands behind a subject to tell a later notice from the first.
    var stateInEnglish: String {
        switch self {
        case .raised: " (raised)"
        case .corrected: " (corrected)"
        case .reminder: " (reminder)"
        case .opened, .closed, .test, .drill, .digest: ""
        }
    }
}
