package import VermilionDomain
import VermilionFormats
import VermilionMessages

/// A space of Google Chat, by a webhook. What belongs to one incident is one thread. The address is a secret.
package struct GoogleChat: WebService {
    private let url: SecretText

    package init(url: @escaping SecretText) { self.url = url }

    /// One a second in each space, whoever writes.
    package var limit: Tempo.Limit? { Tempo.Limit(1, in: .seconds(1)) }

    package func compose(_ notice: Notice, for reader: Reader) -> [UInt8] {
        let message = Message(of: notice, for: reader)
        let incident = notice.thread
        var widgets = [paragraph(message.summary, most: 4_000)]
        widgets += message.facts.prefix(10).map { fact in
            .object([
                (
                    "decoratedText",
                    .object([
                        ("topLabel", .string(plain.fit(fact.label, most: 200))),
                        ("text", .string(rules.fit(fact.value, most: 600))), ("wrapText", .bool(true)),
                    ])
                )
            ])
        }
        if !message.squareLines.isEmpty {
            widgets.append(paragraph(message.squareLines.joined(separator: "\n"), most: 4_000))
        }
        widgets.append(paragraph(message.footer, most: 2_000))
        let card = JSON.object([
            (
                "header",
                .object([
                    ("title", .string(plain.fit(message.headline, most: 500))),
                    ("subtitle", .string(incident)),
                ])
            ), ("sections", .array([.object([("widgets", .array(widgets))])])),
        ])
        let payload = JSON.object([
            ("fallbackText", .string(plain.fit(message.subject, most: 1_000))),
            ("thread", .object([("threadKey", .string(incident))])),
            ("cardsV2", .array([.object([("cardId", .string(notice.id.description)), ("card", card)])])),
        ])
        return Array(payload.compact.utf8)
    }

    /// Without the option the thread's key means nothing.
    package func posting(of delivery: Delivery, at now: Instant) throws(Diagnostic) -> Posting {
        Posting(
            delivery.payload,
            toSecret: try url().asking("messageReplyOption", "REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD"))
    }

    package func outcome(of answer: WebAnswer, at now: Instant) -> Outcome {
        answer.outcome(
            at: now, hint: "make a new webhook in the space's settings and configure its address",
            receipt: { $0.json?.text(at: "/name") })
    }

    private let rules = TextRules(.utf8, escape: TextRules.entities)
    /// Where entities are not read but `<users/all>` may be.
    private let plain = TextRules(.utf8) { $0 == "<" ? "‹" : $0 == ">" ? "›" : nil }

    private func paragraph(_ text: String, most: Int) -> JSON {
        let lines = rules.fit(text, most: most).split(separator: "\n", omittingEmptySubsequences: false)
        return .object([("textParagraph", .object([("text", .string(lines.joined(separator: "<br>")))]))])
    }
}
