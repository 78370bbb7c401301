import VermilionDomain
import VermilionFormats

/// An account is not let in, or soon will not be, or is again.
struct LoginNews: Hashable, Sendable {
    enum State: Hashable, Sendable {
        /// With what the server said.
        case refused(String?)
        case ends(Instant)
        case works
        /// Over only because no source asks with the account any more: nothing recovered.
        case unwatched
    }

    let team: String
    let change: Notice.Kind
    let account: String
    let state: State
    let at: Instant
    let zone: Zone

    init(_ notice: Notice, zone: Zone) {
        team = notice.statement.team.shown
        change = notice.kind
        at = notice.at
        self.zone = zone
        account = notice.incident.subject.text.singleLine
        if case .login(let login)? = notice.condition?.facts {
            switch login.trouble {
            case .refused(let problem): state = .refused(problem?.description.singleLine.prefix(300).description)
            case .ends(let instant): state = .ends(instant)
            }
        } else {
            state = notice.isNoLongerWatched ? .unwatched : .works
        }
    }

    func facts(in words: any Words) -> [Fact] {
        var facts = [Fact(label: words.term(.account), value: account)]
        switch state {
        case .refused(let problem?): facts.append(Fact(label: words.term(.problem), value: problem))
        case .ends(let instant):
            facts.append(Fact(label: words.term(.loginEnds), value: words.moment(instant, in: zone)))
        case .refused(nil), .works, .unwatched: break
        }
        return facts
    }
}
