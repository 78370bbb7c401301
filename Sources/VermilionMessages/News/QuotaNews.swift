import VermilionDomain

/// A monthly cap of an API is nearly or fully used up, or no longer.
struct QuotaNews: Hashable, Sendable {
    let team: String
    let change: Notice.Kind
    let api: String
    /// Nil when it is over.
    let quota: Quota?

    init(_ notice: Notice) {
        team = notice.statement.team.shown
        change = notice.kind
        api = APIName(notice.incident.subject.text).shown
        if case .quota(let quota)? = notice.condition?.facts {
            self.quota = quota
        } else {
            quota = nil
        }
    }

    func facts(in words: any Words) -> [Fact] {
        var facts = [Fact(label: words.term(.api), value: api)]
        guard let quota else { return facts }
        facts.append(Fact(label: words.term(.usedThisMonth), value: words.tokens(quota.used)))
        facts.append(Fact(label: words.term(.cap), value: words.tokens(quota.cap.tokens)))
        if let day = quota.startsAgain {
            facts.append(Fact(label: words.term(.startsAgain), value: words.day(day)))
        }
        return facts
    }
}
