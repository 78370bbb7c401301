package import VermilionDomain
import VermilionFormats
import VermilionMessages

/// A Teams channel or chat, by a Workflow ("When a Teams webhook request is received") with an Adaptive Card 1.4. The
/// address is a secret. An answer says only that the flow will run: whether it posts is seen in Teams alone.
package struct MicrosoftTeams: WebService {
    private let url: SecretText

    package init(url: @escaping SecretText) { self.url = url }

    package func compose(_ notice: Notice, for reader: Reader) -> [UInt8] {
        let message = Message(of: notice, for: reader)
        // In sum below the 20 kB that Workflows post, also when every character has to be escaped twice.
        var body = [
            text(
                message.headline, most: 300,
                [("weight", "Bolder"), ("size", "Medium"), ("style", "heading"), ("color", message.mood.cardColour)]),
            text(message.summary, most: 2_000),
            facts(message.facts.prefix(10).map { (rules.fit($0.label, most: 80), rules.fit($0.value, most: 300)) }),
        ]
        if !message.squares.isEmpty {
            body.append(facts(message.squares.map { ($0.label, $0.value) }))
            body.append(text(message.squaresLegend, most: 200, [("isSubtle", .bool(true)), ("size", "Small")]))
        }
        // One line end alone is a space in a card.
        let footer = message.footer.split(separator: "\n").joined(separator: "\n\n")
        body.append(text(footer, most: 1_000, [("isSubtle", .bool(true)), ("size", "Small")]))
        let card = JSON.object([
            ("$schema", "http://adaptivecards.io/schemas/adaptive-card.json"), ("type", "AdaptiveCard"),
            ("version", "1.4"), ("fallbackText", .string(rules.fit(message.subject, most: 300))),
            ("msteams", .object([("width", "Full")])), ("body", .array(body)),
        ])
        let payload = JSON.object([
            ("type", "message"),
            (
                "attachments",
                .array([
                    .object([
                        ("contentType", "application/vnd.microsoft.card.adaptive"), ("contentUrl", .null),
                        ("content", card),
                    ])
                ])
            ),
        ])
        return Array(payload.compact.utf8)
    }

    package func posting(of delivery: Delivery, at now: Instant) throws(Diagnostic) -> Posting {
        Posting(delivery.payload, toSecret: try url())
    }

    package func outcome(of answer: WebAnswer, at now: Instant) -> Outcome {
        answer.outcome(
            at: now, hint: "copy the address of the workflow in Teams again, and see that the flow is turned on",
            receipt: { $0.isPage ? nil : "accepted, not yet posted" })
    }

    private let rules = TextRules(.utf8, escape: TextRules.markdown)

    private func text(_ text: String, most: Int, _ looks: [(String, JSON)] = []) -> JSON {
        .object(
            [("type", "TextBlock"), ("text", .string(rules.fit(text, most: most))), ("wrap", .bool(true))] + looks)
    }

    private func facts(_ facts: [(title: String, value: String)]) -> JSON {
        .object([
            ("type", "FactSet"),
            (
                "facts",
                .array(facts.map { .object([("title", .string($0.title)), ("value", .string($0.value))]) })
            ),
        ])
    }
}

extension Mood {
    fileprivate var cardColour: JSON {
        switch self {
        case .alarm: "Attention"
        case .warning: "Warning"
        case .good: "Good"
        case .calm: "Accent"
        }
    }
}
