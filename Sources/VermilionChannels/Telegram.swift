package import VermilionDomain
import VermilionFormats
import VermilionMessages

/// A Telegram chat, by a bot. The bot's token is a part of the address and a secret.
package struct Telegram: WebService {
    private let endpoint: String
    private let chat: String
    private let token: SecretText

    /// - Parameter chat: its number, or `@name` of a public channel.
    package init(endpoint: String, chat: String, token: @escaping SecretText) {
        self.endpoint = endpoint
        self.chat = chat
        self.token = token
    }

    /// 20 a minute in a group.
    package var limit: Tempo.Limit? { Tempo.Limit(5, in: .seconds(15)) }

    package func compose(_ notice: Notice, for reader: Reader) -> [UInt8] {
        let message = Message(of: notice, for: reader)
        let facts = message.facts.prefix(10).map {
            "<b>\(rules.fit($0.label, most: 60))</b>: \(rules.fit($0.value, most: 120))"
        }
        // In sum below the 4,096 UTF-16 units of a message; Telegram counts after it has read the markup.
        let parts = [
            "<b>\(rules.fit(message.headline, most: 200))</b>", rules.fit(message.summary, most: 1_000),
            facts.joined(separator: "\n"), rules.fit(message.squareLines.joined(separator: "\n"), most: 600),
            "<i>\(rules.fit(message.footer, most: 400))</i>",
        ]
        let payload = JSON.object([
            ("chat_id", Int64(chat).map { .integer($0) } ?? .string(chat)), ("parse_mode", "HTML"),
            ("text", .string(parts.filter { !$0.isEmpty }.joined(separator: "\n\n"))),
            ("link_preview_options", .object([("is_disabled", .bool(true))])),
        ])
        return Array(payload.compact.utf8)
    }

    package var joinsMessages: Bool { true }

    package func posting(of delivery: Delivery, at now: Instant) throws(Diagnostic) -> Posting {
        let token = try token()
        // The token's colon stands as it is, as Telegram writes it.
        let inPath = token.percentEncoded.replacing("%3A", with: ":")
        let first = delivery.thread.flatMap { Int64($0) }.map { id in
            JSON.object([("message_id", .integer(id)), ("allow_sending_without_reply", .bool(true))])
        }
        return Posting(
            first.map { delivery.payload.adding("reply_parameters", $0) } ?? delivery.payload,
            to: endpoint.below("/bot\(inPath)/sendMessage"),
            secrets: [token] + token.split(separator: ":").dropFirst().map(String.init))
    }

    package func outcome(of answer: WebAnswer, at now: Instant) -> Outcome {
        if let chat = answer.json?.text(at: "/parameters/migrate_to_chat_id") {
            return .misconfigured(
                reason: "HTTP \(answer.status): \(answer.shown(answer.text))",
                hint: "the group has a new number, configure chat: \(answer.shown(chat))")
        }
        return answer.outcome(
            at: now, hint: "check the bot's token, and that the bot is a member of the chat",
            wait: { $0.text(at: "/parameters/retry_after").flatMap(Duration.init(secondsIn:)) },
            receipt: { answer in
                guard let json = answer.json, json.text(at: "/ok") == "true" else { return nil }
                return "message \(json.text(at: "/result/message_id") ?? "?")"
            }, reference: { $0.text(at: "/result/message_id") })
    }

    private let rules = TextRules(.utf16) { TextRules.entities($0) ?? TextRules.uncalled($0) }
}
