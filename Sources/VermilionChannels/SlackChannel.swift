package import VermilionDomain
import VermilionEngine
import VermilionFormats
import VermilionMessages
package import VermilionTransport

/// Posts to a Slack incoming webhook. The address is a secret: whoever knows it can post.
package struct SlackChannel: Channel {
    package let name: ChannelName
    private let url: URL
    private let client: HTTPClient

    package typealias URL = @Sendable () throws(Diagnostic) -> String

    package init(name: ChannelName, client: HTTPClient, url: @escaping URL) {
        self.name = name
        self.url = url
        self.client = client
    }

    package func compose(_ notice: Notice, for reader: Reader) -> [UInt8] {
        let message = Message(of: notice, for: reader)
        let blocks: [JSON] = [
            .object([("type", "header"), ("text", text(.plain, message.headline, most: 150))]),
            .object([("type", "section"), ("text", text(.markdown, SlackChannel.escape(message.summary), most: 3_000))]
            ),
        ]
        let facts = message.facts.prefix(10).map { fact in
            text(.markdown, "*\(SlackChannel.escape(fact.label))*\n\(SlackChannel.escape(fact.value))", most: 2_000)
        }
        let bars =
            message.bars.isEmpty
            ? []
            : [
                JSON.object([
                    ("type", "section"),
                    ("text", text(.markdown, "```\(SlackChannel.escape(message.bars))```", most: 3_000)),
                ])
            ]
        let footer = JSON.object([
            ("type", "context"),
            ("elements", .array([text(.markdown, SlackChannel.escape(message.footer), most: 2_000)])),
        ])
        let section = facts.isEmpty ? [] : [JSON.object([("type", "section"), ("fields", .array(Array(facts)))])]
        // `text` is what notifications and screen readers show.
        let payload = JSON.object([
            ("text", .string(SlackChannel.cut(SlackChannel.escape(message.subject), most: 3_000))),
            ("blocks", .array(blocks + section + bars + [footer])),
        ])
        return Array(payload.compact.utf8)
    }

    package func deliver(_ delivery: Delivery, at now: Instant) async -> Outcome {
        do {
            let response = try await client.send(.post(delivery.payload, to: try url(), headers: [], trust: TLSTrust()))
            return HTTPOutcome.of(
                response, at: now, hint: "make a new incoming webhook in Slack and configure its address",
                isTaken: { $0 == "ok" })
        } catch let failure as HTTPFailure {
            return HTTPOutcome.of(failure)
        } catch {
            return .misconfigured(reason: "\(error)", hint: "mend the channel's settings")
        }
    }

    private enum Markup { case plain, markdown }

    private func text(_ markup: Markup, _ text: String, most: Int) -> JSON {
        .object([
            ("type", markup == .plain ? "plain_text" : "mrkdwn"), ("text", .string(SlackChannel.cut(text, most: most))),
        ])
    }

    /// The three characters that Slack reads as markup; that also defuses `<!channel>`.
    static func escape(_ text: String) -> String {
        text.reduce(into: "") { escaped, character in
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            default: escaped.append(character)
            }
        }
    }

    /// Slack counts code points. Cuts on whole characters, with a mark.
    static func cut(_ text: String, most: Int) -> String {
        guard text.unicodeScalars.count > most else { return text }
        var kept = ""
        var count = 1
        for character in text {
            count += character.unicodeScalars.count
            guard count <= most else { break }
            kept.append(character)
        }
        return kept + "…"
    }
}
