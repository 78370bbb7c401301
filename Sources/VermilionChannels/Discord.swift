package import VermilionDomain
import VermilionFormats
import VermilionMessages

/// A Discord webhook. The address is a secret.
package struct Discord: WebService {
    private let url: SecretText

    package init(url: @escaping SecretText) { self.url = url }

    /// 30 a minute for each webhook.
    package var limit: Tempo.Limit? { Tempo.Limit(5, in: .seconds(10)) }

    package func compose(_ notice: Notice, for reader: Reader) -> [UInt8] {
        let message = Message(of: notice, for: reader)
        let bars = message.narrowBars
        let colour = message.mood.colour
        let fields = message.facts.prefix(10).map { fact in
            JSON.object([
                ("name", .string(rules.fit(fact.label, most: 80))),
                ("value", .string(rules.fit(fact.value, most: 140))), ("inline", .bool(true)),
            ])
        }
        // In sum below the 6,000 characters that all embeds of a message may have.
        let embed = JSON.object([
            ("title", .string(rules.fit(message.headline, most: 256))),
            (
                "description",
                .string(
                    rules.fit(message.summary, most: 1_200)
                        + (bars.isEmpty ? "" : "\n```\n\(plain.fit(bars, most: 1_700))\n```"))
            ),
            ("color", .integer(Int64(colour.red) << 16 | Int64(colour.green) << 8 | Int64(colour.blue))),
            ("fields", .array(fields)), ("timestamp", JSON(notice.at)),
            ("footer", .object([("text", .string(plain.fit(message.footer, most: 500)))])),
        ])
        let payload = JSON.object([
            // Whatever a name looks like, nobody is called.
            ("allowed_mentions", .object([("parse", .array([]))])), ("embeds", .array([embed])),
        ])
        return Array(payload.compact.utf8)
    }

    /// Without `wait`, Discord answers before it knows whether the message could be kept.
    package func posting(of delivery: Delivery, at now: Instant) throws(Diagnostic) -> Posting {
        Posting(delivery.payload, toSecret: try url().asking("wait", "true"))
    }

    package func outcome(of answer: WebAnswer, at now: Instant) -> Outcome {
        answer.outcome(
            at: now, hint: "make a new webhook in the channel's settings and configure its address",
            wait: { $0.text(at: "/retry_after").flatMap(Duration.init(secondsIn:)) },
            receipt: { $0.json?.text(at: "/id").map { "message \($0)" } })
    }

    private let rules = TextRules(.utf16, escape: TextRules.markdown)
    private let plain = TextRules(.utf16, escape: TextRules.uncalled)
}
