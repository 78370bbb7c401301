import VermilionDomain
import VermilionFormats

/// What a notice tells, taken apart so that a language only has to put it into words.
enum News: Hashable, Sendable {
    case uncharged(UnchargedNews)
    case expiry(ExpiryNews)
    case low(LowNews)
    case stale(StaleNews)
    case drift(DriftNews)
    case suspended(SuspendedNews)
    case quota(QuotaNews)
    case login(LoginNews)
    case undelivered(UndeliveredNews)
    case test(TestNews)
    case digest(Digest)
    case retired(RetiredNews)

    init(_ notice: Notice, zone: Zone) {
        if notice.kind.isTrial {
            self = .test(TestNews(team: notice.statement.team.shown, isDrill: notice.kind == .drill))
            return
        }
        if let digest = notice.digest {
            self = .digest(digest)
            return
        }
        if notice.isOfRetiredTeam {
            self = .retired(RetiredNews(notice))
            return
        }
        switch notice.incident.kind {
        case .uncharged: self = .uncharged(UnchargedNews(notice, zone: zone))
        case .expiry: self = .expiry(ExpiryNews(notice, zone: zone))
        case .low: self = .low(LowNews(notice, zone: zone))
        case .stale: self = .stale(StaleNews(notice, zone: zone))
        case .drift: self = .drift(DriftNews(notice, zone: zone))
        case .suspended: self = .suspended(SuspendedNews(notice, zone: zone))
        case .quota: self = .quota(QuotaNews(notice))
        case .login: self = .login(LoginNews(notice, zone: zone))
        case .undelivered: self = .undelivered(UndeliveredNews(notice))
        }
    }

    func facts(in words: any Words) -> [Fact] {
        switch self {
        case .uncharged(let news): news.facts(in: words)
        case .expiry(let news): news.facts(in: words)
        case .low(let news): news.facts(in: words)
        case .stale(let news): news.facts(in: words)
        case .drift(let news): news.facts(in: words)
        case .suspended(let news): news.facts(in: words)
        case .quota(let news): news.facts(in: words)
        case .login(let news): news.facts(in: words)
        case .undelivered(let news): news.facts(in: words)
        case .retired(let news): news.facts(in: words)
        case .test(let news): [Fact(label: words.term(.team), value: news.team)]
        case .digest(let digest):
            digest.entries.map { Fact(label: TeamName($0.team).shown, value: "\($0.words) (\($0.incident))") }
        }
    }
}

/// A message that was asked for, to see whether it arrives.
struct TestNews: Hashable, Sendable {
    let team: String
    /// Through every channel, and recorded.
    let isDrill: Bool
}
