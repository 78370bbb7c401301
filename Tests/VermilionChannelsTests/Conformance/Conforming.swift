import Foundation
import Testing
import VermilionDomain
import VermilionTransport

@testable import VermilionChannels

/// A service as the conformance suite knows it. `canary` stands in every secret.
struct Conforming: Sendable, CustomTestStringConvertible {
    let name: String
    /// - Parameter base: where the server is.
    let service: @Sendable (_ base: String) -> any WebService
    let status: Int
    /// The body of a good answer.
    let body: String
    /// What the delivery keeps of it.
    let receipt: String
    /// What an error page could repeat of a request, in the forms in which it could.
    let secrets: [String]
    /// Of a request's body.
    let mostBytes: Int
    /// Whether a good answer can be told from that of a portal in between.
    let knowsItsAnswer: Bool
    /// Throws or records what a payload has that the service would refuse, or take for markup.
    let check: @Sendable (Payload) throws -> Void

    var testDescription: String { name }

    init(
        _ name: String, answers body: String, status: Int = 200, receipt: String, knowsItsAnswer: Bool = true,
        secrets: [String] = Conforming.ofAddress, mostBytes: Int = .max,
        service: @escaping @Sendable (_ base: String) -> any WebService,
        check: @escaping @Sendable (Payload) throws -> Void
    ) {
        self.name = name
        self.service = service
        self.status = status
        self.body = body
        self.receipt = receipt
        self.knowsItsAnswer = knowsItsAnswer
        self.secrets = secrets
        self.mostBytes = mostBytes
        self.check = check
    }

    static let path = "/canary-path/T0?key=canary-key&sig=canary%2Bsig"

    /// Of a service whose address is the secret.
    static let ofAddress = [path, "canary-path", "/canary-path?key", "canary-key", "canary%2Bsig", "canary+sig"]

    static let all = [
        slack, webhook, structured, binary, teams, discord, googleChat, mattermost, telegram, lineWorks, chatwork, ntfy,
        pagerDuty, alertmanager, matrix,
    ]

    static let chats = all.filter { ![webhook.name, structured.name, binary.name].contains($0.name) }

    /// What the service would show of a notice.
    func payload(of notice: Notice) throws -> Payload {
        try Payload(service("http://127.0.0.1:9").compose(notice, for: Samples.reader))
    }
}

private func secret(_ text: String) -> SecretText { { () throws(Diagnostic) in text } }

private func address(_ base: String) -> SecretText { secret(base + Conforming.path) }

extension Conforming {
    static let slack = Conforming("slack", answers: "ok", receipt: "ok") {
        Slack(url: address($0))
    } check: { payload in
        let blocks = payload.list("blocks")
        #expect(blocks.count <= 50)
        let elements = blocks.flatMap { [$0] + $0.list("fields") + $0.list("elements") }
        for element in elements {
            let most = element.text("text", "type") == "plain_text" ? 150 : 3_000
            #expect(element.text("text", "text").points <= most)
            if element.text("type") == "mrkdwn" { #expect((1...2_000).contains(element.text("text").points)) }
        }
        let markup = elements.filter { $0.text("type") == "mrkdwn" }.map { $0.text("text") }
        let sections = elements.map { $0.object("text") ?? [:] }.filter { $0["type"] as? String == "mrkdwn" }
        for text in markup + sections.compactMap({ $0["text"] as? String }) + [payload.text("text")] {
            #expect(!text.contains("<") && !text.contains(">"), "\(text)")
        }
        #expect(payload.texts.map(\.points).reduce(0, +) <= 13_200)
    }

    private static func webhook(_ name: String, _ mode: CloudEvents?) -> Conforming {
        Conforming(
            name, answers: "", status: 204, receipt: "", knowsItsAnswer: false,
            secrets: ofAddress + ["Bearer canary-bearer", "canary-bearer", "canary-header"]
        ) { base in
            Webhook(cloudEvents: mode) { () throws(Diagnostic) in
                Webhook.Address(
                    url: base + Conforming.path,
                    signature: StandardWebhook(secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
                    headers: [("Authorization", "Bearer canary-bearer"), ("X-Key", "canary-header")],
                    trust: TLSTrust())
            }
        } check: { _ in
        }
    }

    static let webhook = webhook("webhook", nil)
    static let structured = webhook("webhook, a structured CloudEvent", .structured)
    static let binary = webhook("webhook, a binary CloudEvent", .binary)

    static let teams = Conforming(
        "teams", answers: "", status: 202, receipt: "accepted, not yet posted", mostBytes: 20_000
    ) {
        MicrosoftTeams(url: address($0))
    } check: { payload in
        let body = payload.list("attachments", 0, "content", "body")
        let texts = body.map { $0.text("text") } + body.flatMap { $0.list("facts").map { $0.text("value") } }
        for text in texts { #expect(text.unescapedMarkdown.firstMatch(of: /[*_`~\[\]<>]/) == nil, "\(text)") }
    }

    static let discord = Conforming("discord", answers: #"{"id":"1187","content":""}"#, receipt: "message 1187") {
        Discord(url: address($0))
    } check: { payload in
        #expect(payload.object("allowed_mentions")?.keys.sorted() == ["parse"])
        #expect(payload.list("allowed_mentions", "parse").isEmpty && payload.list("embeds").count == 1)
        let embed = payload.list("embeds")[0]
        let fields = embed.list("fields")
        let (title, description) = (embed.text("title"), embed.text("description"))
        #expect((1...256).contains(title.utf16.count) && (1...4_096).contains(description.utf16.count))
        #expect(fields.count <= 25 && embed.text("footer", "text").utf16.count <= 2_048)
        for field in fields {
            #expect((1...256).contains(field.text("name").utf16.count))
            #expect((1...1_024).contains(field.text("value").utf16.count))
        }
        let pieces =
            [title, description, embed.text("footer", "text")]
            + fields.flatMap { [$0.text("name"), $0.text("value")] }
        #expect(pieces.map(\.utf16.count).reduce(0, +) <= 6_000)
        let prose = [title, description.components(separatedBy: "\n```\n")[0]] + fields.map { $0.text("value") }
        for text in prose { #expect(text.unescapedMarkdown.firstMatch(of: /[*_`~\[\]<>|#]/) == nil, "\(text)") }
    }

    static let googleChat = Conforming(
        "google-chat", answers: #"{"name":"spaces/A/messages/B"}"#, receipt: "spaces/A/messages/B",
        mostBytes: 32_000
    ) {
        GoogleChat(url: address($0))
    } check: { payload in
        let card = payload.list("cardsV2")[0]
        #expect(!card.text("card", "header", "title").contains("<") && !payload.text("fallbackText").contains("<"))
        for text in card.texts { #expect(!text.readAsHTML("br").contains("<"), "\(text)") }
        #expect(payload.text("thread", "threadKey").hasPrefix("k3f9q2-"))
    }

    static let mattermost = Conforming("mattermost", answers: "ok", receipt: "ok") {
        Mattermost(url: address($0), trust: TLSTrust())
    } check: { payload in
        #expect(payload.texts.map(\.points).reduce(0, +) <= 8_000)
        let attachment = payload.list("attachments")[0]
        let prose = [attachment.text("title"), attachment.text("text").components(separatedBy: "\n\n```\n")[0]]
        for text in prose + attachment.list("fields").map({ $0.text("value") }) {
            #expect(text.unescapedMarkdown.firstMatch(of: /[*_`~\[\]<>|#]/) == nil, "\(text)")
        }
    }

    static let telegram = Conforming(
        "telegram", answers: #"{"ok":true,"result":{"message_id":42}}"#, receipt: "message 42",
        secrets: ["/bot110201543:canary-token/sendMessage", "110201543%3Acanary-token", "canary-token"]
    ) {
        Telegram(endpoint: $0, chat: "-1001234567890", token: secret("110201543:canary-token"))
    } check: { payload in
        let text = payload.text("text")
        #expect(!text.readAsHTML("b", "i").contains("<"), "\(text)")
        #expect(text.readAsHTML("b", "i").utf16.count <= 4_096)
        #expect(!payload.object("link_preview_options")!.isEmpty && payload.text("parse_mode") == "HTML")
    }

    static let lineWorks = Conforming(
        "line-works", answers: #"{"code":200,"description":"success"}"#, receipt: "success"
    ) {
        LineWorks(url: address($0))
    } check: { payload in
        #expect((1...2_000).contains(payload.text("body", "text").utf16.count))
        #expect((1...200).contains(payload.text("title").utf16.count))
    }

    static let chatwork = Conforming(
        "chatwork", answers: #"{"message_id":"1234"}"#, receipt: "message 1234", secrets: ["canary-token"]
    ) {
        Chatwork(endpoint: $0, room: "77", token: secret("canary-token"))
    } check: { payload in
        let body = payload.text("body")
        #expect(body.hasPrefix("[info][title]") && body.hasSuffix("[/info]") && body.utf16.count <= 40_000)
        let tags = body.matches(of: /\[[^\]]*\]?/).map { String($0.output) }
        #expect(tags == ["[info]", "[title]", "[/title]", "[/info]"])
        #expect(payload.text("self_unread") == "1")
    }

    static let ntfy = Conforming(
        "ntfy", answers: #"{"id":"hwQ2YpKdmg","event":"message"}"#, receipt: "message hwQ2YpKdmg",
        secrets: ["/canary-topic", "Bearer canary-token", "canary-token"]
    ) {
        Ntfy(server: secret($0), topic: secret("canary-topic"), token: secret("canary-token"), trust: TLSTrust())
    } check: { payload in
        #expect((1...4_096).contains(payload.text("message").utf8.count))
        #expect((1...250).contains(payload.text("title").utf8.count) && payload.list("tags").count == 1)
    }

    static let pagerDuty = Conforming(
        "pagerduty", answers: #"{"status":"success","message":"Event processed","dedup_key":"k3f9q2-1"}"#, status: 202,
        receipt: "success", secrets: ["canary-routing-key"]
    ) {
        PagerDuty(endpoint: $0, routingKey: secret("canary-routing-key"))
    } check: { payload in
        #expect((1...1_024).contains(payload.text("payload", "summary").points))
        #expect((1...255).contains(payload.text("dedup_key").points))
        #expect(["critical", "error", "warning", "info"].contains(payload.text("payload", "severity")))
        #expect(payload.texts.map(\.utf8.count).reduce(0, +) <= 100_000)
    }

    static let alertmanager = Conforming(
        "alertmanager", answers: "", receipt: "", secrets: ["/canary-prefix/api/v2/alerts", "canary-token"]
    ) {
        Alertmanager(server: secret($0 + "/canary-prefix"), token: secret("canary-token"), trust: TLSTrust())
    } check: { payload in
        #expect(payload.object(0, "labels")?.keys.sorted() == ["alertname", "incident", "kind", "subject", "team"])
        #expect(payload.text(0, "endsAt") >= payload.text(0, "startsAt"))
    }

    static let matrix = Conforming(
        "matrix", answers: #"{"event_id":"$Rqnc-F"}"#, receipt: "event $Rqnc-F", secrets: ["Bearer canary-token"],
        mostBytes: 60_000
    ) {
        Matrix(server: $0, room: "!a b:example.com", token: secret("canary-token"), trust: TLSTrust())
    } check: { payload in
        #expect(payload.object("m.mentions")?.isEmpty == true)
        let html = payload.text("formatted_body").readAsHTML("h4", "p", "ul", "li", "b", "pre", "code", "br")
        #expect(!html.contains("<") && !html.contains(">"), "\(html)")
    }
}
