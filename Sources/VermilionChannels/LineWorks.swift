package import VermilionDomain
import VermilionFormats
import VermilionMessages

/// A room of LINE WORKS, by an Incoming Webhook, which shows plain text. The address is a secret.
package struct LineWorks: WebService {
    private let url: SecretText

    package init(url: @escaping SecretText) { self.url = url }

    package func compose(_ notice: Notice, for reader: Reader) -> [UInt8] {
        let message = Message(of: notice, for: reader)
        let text = message.paragraphs.joined(separator: "\n\n")
        let payload = JSON.object([
            ("title", .string(rules.fit(message.headline, most: 200))),
            ("body", .object([("text", .string(rules.fit(text, most: 2_000)))])),
        ])
        return Array(payload.compact.utf8)
    }

    package func posting(of delivery: Delivery, at now: Instant) throws(Diagnostic) -> Posting {
        Posting(delivery.payload, toSecret: try url())
    }

    package func outcome(of answer: WebAnswer, at now: Instant) -> Outcome {
        answer.outcome(
            at: now, hint: "issue the address of the Incoming Webhook again and configure it",
            receipt: { $0.json?.text(at: "/code") == "200" ? "success" : nil })
    }

    /// The smallest of the limits that LINE WORKS documents for texts, in its largest unit.
    private let rules = TextRules(.utf16, escape: TextRules.uncalled)
}
