package import VermilionDomain
import VermilionFormats
import VermilionMessages

/// A service of PagerDuty, by Events API v2. One incident here is one there: they have the same id.
package struct PagerDuty: WebService {
    private let endpoint: String
    private let routingKey: SecretText

    package init(endpoint: String, routingKey: @escaping SecretText) {
        (self.endpoint, self.routingKey) = (endpoint, routingKey)
    }

    package func compose(_ notice: Notice, for reader: Reader) -> [UInt8] {
        let message = Message(of: notice, for: reader)
        let incident = notice.incident
        let details = message.facts.prefix(10).map { ($0.label, rules.fit($0.value, most: 1_000)) }
        let more = [("Summary", message.summary), ("Usage", message.spark), ("Notes", message.footer)]
        var known: Set<String> = []
        let event = JSON.object([
            ("event_action", .string(action(for: notice))), ("dedup_key", .string(notice.thread)),
            (
                "payload",
                .object([
                    ("summary", .string(rules.fit(message.subject, most: 1_024))),
                    ("source", .string(rules.fit(incident.team.text.singleLine, most: 255))),
                    ("severity", .string(incident.severity.rawValue)), ("timestamp", JSON(notice.at)),
                    ("component", .string(rules.fit(incident.subject.text.singleLine, most: 255))),
                    ("group", .string(incident.id.installation)), ("class", .string(incident.kind.rawValue)),
                    (
                        "custom_details",
                        .object(
                            (details + more).filter { !$0.1.isEmpty && known.insert($0.0).inserted }.map {
                                ($0.0, .string(rules.fit($0.1, most: 4_000)))
                            })
                    ),
                ])
            ), ("client", "Vermilion"),
        ])
        return Array(event.compact.utf8)
    }

    package func posting(of delivery: Delivery, at now: Instant) throws(Diagnostic) -> Posting {
        let key = try routingKey()
        return Posting(
            delivery.payload.adding("routing_key", .string(key)), to: endpoint.below("/v2/enqueue"), secrets: [key])
    }

    package func outcome(of answer: WebAnswer, at now: Instant) -> Outcome {
        answer.outcome(
            at: now, hint: "check the integration key of the service (Events API v2)",
            receipt: { $0.json?.text(at: "/status") == "success" ? "success" : nil })
    }

    /// A reminder of what somebody has taken on calls nobody again; a rise does.
    private func action(for notice: Notice) -> String {
        switch notice.kind {
        case .closed: "resolve"
        case .reminder, .corrected: notice.incident.acknowledged == nil ? "trigger" : "acknowledge"
        case .opened, .raised, .test, .drill, .digest: "trigger"
        }
    }

    private let rules = TextRules(.codePoints)
}
