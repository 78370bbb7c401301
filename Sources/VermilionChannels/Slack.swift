package import VermilionDomain
import VermilionFormats
import VermilionMessages

/// A Slack incoming webhook. The address is a secret: whoever knows it can post.
package struct Slack: WebService {
    private let url: SecretText

    package init(url: @escaping SecretText) { self.url = url }

    package func compose(_ notice: Notice, for reader: Reader) -> [UInt8] {
        let message = Message(of: notice, for: reader)
        // In sum below some 13,200 characters, which Slack takes without saying so.
        let facts = message.facts.prefix(10).map { fact in
            markdown("*\(rules.fit(fact.label, most: 100))*\n\(rules.fit(fact.value, most: 300))")
        }
        var blocks: [JSON] = [
            .object([
                ("type", "header"),
                (
                    "text",
                    .object([("type", "plain_text"), ("text", .string(plain.fit(message.headline, most: 150)))])
                ),
            ]),
            section(rules.fit(message.summary, most: 2_500)),
        ]
        if !facts.isEmpty { blocks.append(.object([("type", "section"), ("fields", .array(facts))])) }
        if !message.bars.isEmpty { blocks.append(section("```\(rules.fit(message.bars, most: 2_990))```")) }
        blocks.append(
            .object([
                ("type", "context"), ("elements", .array([markdown(rules.fit(message.footer, most: 1_500))])),
            ]))
        // `text` is what notifications and screen readers show.
        let payload = JSON.object([
            ("text", .string(rules.fit(message.subject, most: 1_000))), ("blocks", .array(blocks)),
        ])
        return Array(payload.compact.utf8)
    }

    package func posting(of delivery: Delivery, at now: Instant) throws(Diagnostic) -> Posting {
        Posting(delivery.payload, toSecret: try url())
    }

    package func outcome(of answer: WebAnswer, at now: Instant) -> Outcome {
        answer.outcome(
            at: now, hint: "make a new incoming webhook in Slack and configure its address",
            receipt: { $0.text == "ok" ? "ok" : nil })
    }

    private let rules = TextRules(.codePoints, escape: TextRules.entities)
    private let plain = TextRules(.codePoints)

    private func section(_ text: String) -> JSON { .object([("type", "section"), ("text", markdown(text))]) }

    private func markdown(_ text: String) -> JSON { .object([("type", "mrkdwn"), ("text", .string(text))]) }
}
