import VermilionDomain
import VermilionFormats

/// The end of an incident whose team was taken out of the configuration: nothing recovered.
struct RetiredNews: Hashable, Sendable {
    let team: String
    let kind: Condition.Kind
    /// The lot, source, API, account or channel; nil where it is the team itself.
    let subject: String?
    /// The amount that was told last.
    let told: Tokens?

    init(_ notice: Notice) {
        team = notice.statement.team.shown
        kind = notice.incident.kind
        told = notice.incident.toldAmount
        subject = if case .team = notice.incident.subject { nil } else { notice.incident.subject.text.singleLine }
    }

    func facts(in words: any Words) -> [Fact] {
        [Fact(label: words.term(.team), value: team)]
            + (told.map { [Fact(label: words.term(.toldBefore), value: words.tokens($0))] } ?? [])
    }
}
