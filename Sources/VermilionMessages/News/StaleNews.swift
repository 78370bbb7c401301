import VermilionDomain
import VermilionFormats

/// A source that brings nothing, or does again.
struct StaleNews: Hashable, Sendable {
    let team: String
    let change: Notice.Kind
    let source: String
    let lastGood: Instant?
    /// Since the last good reading, or since the source is watched, or since its own data ends.
    let silence: Duration
    /// Where the source's own data ends, when it answers but has nothing new.
    let dataUntil: Instant?
    /// What the last poll said.
    let problem: String?
    /// Over only because the source was taken out of the configuration: nothing recovered.
    let isNoLongerWatched: Bool
    let zone: Zone

    init(_ notice: Notice, zone: Zone) {
        team = notice.statement.team.shown
        change = notice.kind
        isNoLongerWatched = notice.isNoLongerWatched
        self.zone = zone
        let id = SourceID(notice.incident.subject.text)
        source = id.shown
        let health = notice.sources.first { $0.id == id }
        lastGood = health?.lastGood
        problem = notice.kind == .closed ? nil : health?.problem?.description.singleLine.prefix(300).description
        if case .stale(let staleness)? = notice.condition?.facts {
            dataUntil = staleness.dataUntil
        } else {
            dataUntil = nil
        }
        silence = notice.at - (dataUntil ?? health?.lastGood ?? health?.firstSeen ?? notice.incident.since)
    }

    func facts(in words: any Words) -> [Fact] {
        let reading = lastGood.map { words.moment($0, in: zone) } ?? words.term(.never)
        var facts = [
            Fact(label: words.term(.source), value: source), Fact(label: words.term(.lastReading), value: reading),
        ]
        if let dataUntil {
            facts.append(Fact(label: words.term(.dataUntil), value: words.moment(dataUntil, in: zone)))
        }
        if let problem { facts.append(Fact(label: words.term(.problem), value: problem)) }
        return facts
    }
}
