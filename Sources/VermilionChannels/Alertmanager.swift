package import VermilionDomain
import VermilionFormats
import VermilionMessages
package import VermilionTransport

/// A Prometheus Alertmanager, by its API v2. One incident is one alert: its labels never change.
package struct Alertmanager: WebService {
    private let server: SecretText
    private let token: SecretText?
    private let trust: TLSTrust

    package init(server: @escaping SecretText, token: SecretText?, trust: TLSTrust) {
        self.server = server
        self.token = token
        self.trust = trust
    }

    /// It is made for more.
    package var limit: Tempo.Limit? { nil }

    package func compose(_ notice: Notice, for reader: Reader) -> [UInt8] {
        let message = Message(of: notice, for: reader)
        let incident = notice.incident
        let facts = message.facts.prefix(10).map { "\($0.label): \($0.value)" }.joined(separator: "\n")
        let annotations = [
            ("summary", message.subject), ("description", message.summary), ("facts", facts),
            ("usage", message.spark), ("notes", message.footer), ("severity", incident.severity.rawValue),
            ("notice", notice.kind.rawValue),
        ]
        // What may change over an incident, as its severity, would make another alert if it were a label.
        let labels = [
            ("alertname", "Vermilion"), ("kind", incident.kind.rawValue), ("team", incident.team.text.singleLine),
            ("subject", incident.subject.text.singleLine), ("incident", notice.thread),
        ]
        let alert = JSON.object([
            ("labels", texts(labels)), ("annotations", texts(annotations)),
            ("startsAt", JSON(incident.opened ?? incident.since)), ("endsAt", JSON(end(of: notice))),
        ])
        return Array(JSON.array([alert]).compact.utf8)
    }

    package func posting(of delivery: Delivery, at now: Instant) throws(Diagnostic) -> Posting {
        let token = try token?()
        let server = try server()
        return Posting(
            delivery.payload, to: server.below("/api/v2/alerts"),
            headers: token.map { [("Authorization", "Bearer \($0)")] } ?? [], trust: trust,
            secrets: Redaction.pieces(of: server) + [token].compactMap(\.self))
    }

    /// Alertmanager takes an alert with an empty answer.
    package func outcome(of answer: WebAnswer, at now: Instant) -> Outcome {
        answer.outcome(
            at: now, hint: "check the address and the token of the Alertmanager",
            receipt: { $0.isPage ? nil : $0.text })
    }

    /// Without an end an alert would count as resolved after five minutes of silence, and silence is no recovery.
    private func end(of notice: Notice) -> Instant {
        switch notice.kind {
        case .closed: notice.incident.closed ?? notice.at
        case .test, .drill, .digest: notice.at + .minutes(5)
        case .opened, .raised, .corrected, .reminder: notice.at + .days(365)
        }
    }

    private func texts(_ members: [(String, String)]) -> JSON {
        .object(members.map { ($0.0, .string(rules.fit($0.1, most: 4_000))) })
    }

    private let rules = TextRules(.utf8)
}
