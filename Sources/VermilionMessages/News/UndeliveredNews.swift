import VermilionDomain
import VermilionFormats

/// A channel that does not get messages through, or does again.
struct UndeliveredNews: Hashable, Sendable {
    enum State: Hashable, Sendable {
        case dead(count: Int, reason: String)
        case works
        /// Over only because the team is not told through it any more: nothing recovered.
        case unwatched
    }

    let team: String
    let change: Notice.Kind
    let channel: String
    let state: State

    init(_ notice: Notice) {
        team = notice.statement.team.shown
        change = notice.kind
        channel = notice.incident.subject.text.singleLine
        if case .undelivered(let dead)? = notice.condition?.facts {
            state = .dead(count: dead.count, reason: String(dead.reason.singleLine.unicodeScalars.prefix(300)))
        } else {
            state = notice.isNoLongerWatched ? .unwatched : .works
        }
    }

    func facts(in words: any Words) -> [Fact] {
        var facts = [Fact(label: words.term(.channel), value: channel)]
        if case .dead(_, let reason) = state { facts.append(Fact(label: words.term(.problem), value: reason)) }
        return facts
    }
}
