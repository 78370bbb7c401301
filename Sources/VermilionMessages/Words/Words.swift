import VermilionDomain

/// A language: words for everything that a message says. What is true is decided before; only how it is said is here.
protocol Words: Sendable {
    func term(_ term: Term) -> String

    /// `3.5 tokens`.
    func tokens(_ tokens: Tokens) -> String
    func wholeTokens(_ tokens: Int64) -> String
    func day(_ day: CivilDate) -> String
    func days(_ count: Int64) -> String
    /// A length of time, rounded down to its largest unit.
    func length(_ duration: Duration) -> String
    /// At most so many of the names.
    func list(_ names: [String], most: Int) -> String
    func payers(_ payers: [Notice.Payer]) -> String
    /// So many that are not shown.
    func more(_ count: Int) -> String
    func earlier(days: Int, _ split: Statement.Split) -> String

    /// A sentence to add to others: what is told moved because the books have other lots.
    func booksChanged(_ changes: [LotChange], in zone: Zone) -> String
    /// `380 of 500 tokens will lapse on 2026-07-24`.
    func willLapse(_ tokens: Tokens, of bought: Tokens, on day: CivilDate) -> String
    /// A day, and how far it is away: `2026-08-12 (19 days)`.
    func lasts(until day: CivilDate, days: Int64) -> String
    /// `18 % (500 tokens)`.
    func share(_ percent: Int64, of tokens: Tokens) -> String
    /// An amount, and when it was so.
    func amount(_ tokens: Tokens, at moment: String) -> String
    /// How much was used in how many days.
    func mean(_ rate: UsageRate) -> String

    func told(_ news: UnchargedNews) -> Told
    func told(_ news: ExpiryNews) -> Told
    func told(_ news: LowNews) -> Told
    func told(_ news: StaleNews) -> Told
    func told(_ news: DriftNews) -> Told
    func told(_ news: SuspendedNews) -> Told
    func told(_ news: QuotaNews) -> Told
    func told(_ news: LoginNews) -> Told
    func told(_ news: UndeliveredNews) -> Told
    func told(_ news: RetiredNews) -> Told
    func told(_ news: TestNews) -> Told
    func told(_ digest: Digest) -> Told

    func asOf(_ moment: String) -> String
    func sent(_ moment: String) -> String
    func verified(_ source: String, _ age: String, _ moment: String) -> String
    func neverRead(_ source: String) -> String
    /// Days from this one on may still change.
    func provisional(from day: CivilDate) -> String
    func nextReminder(_ moment: String) -> String
    func acknowledge(_ id: IncidentID) -> String
    /// By a mail with this subject.
    func acknowledge(byMail subject: String, to address: String) -> String
    /// Under a message with the ids of several.
    var acknowledgeOne: String { get }
    func acknowledged(_ moment: String) -> String
    func reference(_ id: IncidentID, _ notice: NoticeID) -> String
    /// The words are the built-in ones, and why.
    func templateFailed(_ part: Templates.Part, _ reason: TemplateFailure) -> String
}

/// The sentences of a message.
struct Told: Hashable, Sendable {
    var subject: String
    var headline: String
    var summary: String
    /// What to do, in order.
    var steps: [String] = []
    /// What happens next, by itself.
    var outlook: [String] = []
}

/// Labels.
enum Term: Hashable, Sendable, CaseIterable {
    case uncharged, wasUncharged, toldBefore, since, settledBy, usedBy, balance, available, buyAtLeast
    case team, source, account, channel, lastReading, never, problem
    case lot, lots, tokens, used, remaining, lapsed, moved, expires, timeLeft, ofPurchased
    case lastsUntil, willLapse, tooLittleHistory, nothingUsed
    case dataUntil, refusedSince, usedThisMonth, cap, startsAgain, loginEnds
    case observed, inLedger, difference, arose
    case day, app, api, appsAndAPIs, usageByDay
    case paidLegend, unchargedLegend
    case whatChanged, whatToDo, whatHappensNext, buyTokens, acknowledge
}

extension Words {
    func told(_ news: News) -> Told {
        switch news {
        case .uncharged(let news): told(news)
        case .expiry(let news): told(news)
        case .low(let news): told(news)
        case .stale(let news): told(news)
        case .drift(let news): told(news)
        case .suspended(let news): told(news)
        case .quota(let news): told(news)
        case .login(let news): told(news)
        case .undelivered(let news): told(news)
        case .retired(let news): told(news)
        case .test(let news): told(news)
        case .digest(let digest): told(digest)
        }
    }

    /// Until when the tokens last: `2026-08-12 (19 days)`, or why nobody can tell.
    func end(of forecast: Forecast?) -> String {
        guard let forecast else { return term(.tooLittleHistory) }
        guard let last = forecast.lastsUntil, let left = forecast.days else { return term(.nothingUsed) }
        return lasts(until: last, days: left)
    }

    /// A point in time on the reader's clock, with its distance from UTC: `2026-07-24 09:00 UTC+09:00`.
    func moment(_ instant: Instant, in zone: Zone) -> String {
        let (date, time) = zone.civil(instant)
        let offset = zone.offset(at: instant) / 60
        let distance =
            offset == 0
            ? "" : "\(offset < 0 ? "−" : "+")\(twoDigits(abs(offset) / 60)):\(twoDigits(abs(offset) % 60))"
        return "\(day(date)) \(twoDigits(time.hour)):\(twoDigits(time.minute)) UTC\(distance)"
    }
}

extension Words {
    /// An amount as English and Japanese both write it: `12,345.5`; up to four digits stand together.
    func number(_ tokens: Tokens) -> String { tokens.description.grouped }

    func number(_ whole: Int64) -> String { whole.description.grouped }
}

extension String {
    fileprivate var grouped: String {
        let digits = drop { $0 == "-" }.prefix { $0 != "." }
        guard digits.count > 4 else { return self }
        let groups = digits.enumerated().map { index, digit in
            index > 0 && (digits.count - index).isMultiple(of: 3) ? ",\(digit)" : String(digit)
        }
        return prefix { $0 == "-" } + groups.joined() + self[digits.endIndex...]
    }
}

extension Language {
    var words: any Words {
        switch self {
        case .english: English()
        case .japanese: Japanese()
        }
    }
}

/// Where tokens are bought.
let autodeskAccount = "https://manage.autodesk.com"
