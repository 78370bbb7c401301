package import VermilionDomain
import VermilionFormats
import VermilionMessages
package import VermilionTransport

/// A Mattermost incoming webhook. The address is a secret.
package struct Mattermost: WebService {
    private let url: SecretText
    private let trust: TLSTrust

    package init(url: @escaping SecretText, trust: TLSTrust) { (self.url, self.trust) = (url, trust) }

    package func compose(_ notice: Notice, for reader: Reader) -> [UInt8] {
        let message = Message(of: notice, for: reader)
        let bars = message.narrowBars
        let fields = message.facts.prefix(10).map { fact in
            JSON.object([
                ("short", .bool(true)), ("title", .string(rules.fit(fact.label, most: 80))),
                ("value", .string(rules.fit(fact.value, most: 250))),
            ])
        }
        let attachment = JSON.object([
            ("fallback", .string(plain.fit(message.subject, most: 300))), ("color", .string(message.mood.colour.hex)),
            ("title", .string(rules.fit(message.headline, most: 200))),
            (
                "text",
                .string(
                    rules.fit(message.summary, most: 1_500)
                        + (bars.isEmpty ? "" : "\n\n```\n\(plain.fit(bars, most: 1_700))\n```"))
            ),
            ("fields", .array(fields)), ("footer", .string(plain.fit(message.footer, most: 300))),
        ])
        let priority = JSON.object([("priority", "important")])
        let payload = JSON.object(
            [("attachments", .array([attachment]))] + (message.mood == .alarm ? [("priority", priority)] : []))
        return Array(payload.compact.utf8)
    }

    package func posting(of delivery: Delivery, at now: Instant) throws(Diagnostic) -> Posting {
        Posting(delivery.payload, toSecret: try url(), trust: trust)
    }

    package func outcome(of answer: WebAnswer, at now: Instant) -> Outcome {
        answer.outcome(
            at: now, hint: "make a new incoming webhook in Mattermost and configure its address",
            receipt: { $0.text == "ok" ? "ok" : nil })
    }

    private let rules = TextRules(.codePoints, escape: TextRules.markdown)
    private let plain = TextRules(.codePoints, escape: TextRules.uncalled)
}
