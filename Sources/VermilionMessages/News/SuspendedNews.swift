import VermilionDomain

/// Access to the rated APIs has stopped, or is there again.
struct SuspendedNews: Hashable, Sendable {
    let team: String
    let change: Notice.Kind
    /// Nil when it is over.
    let suspension: Suspension?
    let available: Tokens
    let at: Instant
    let zone: Zone

    init(_ notice: Notice, zone: Zone) {
        team = notice.statement.team.shown
        change = notice.kind
        available = notice.statement.available
        at = notice.at
        self.zone = zone
        if case .suspended(let suspension)? = notice.condition?.facts {
            self.suspension = suspension
        } else {
            suspension = nil
        }
    }

    func facts(in words: any Words) -> [Fact] {
        var facts = [Fact(label: words.term(.available), value: words.tokens(available))]
        if case .refused(let source, let since)? = suspension {
            facts.append(Fact(label: words.term(.source), value: source.shown))
            facts.append(Fact(label: words.term(.refusedSince), value: words.moment(since, in: zone)))
        }
        return facts
    }
}
