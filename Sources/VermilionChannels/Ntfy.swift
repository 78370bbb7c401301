package import VermilionDomain
import VermilionFormats
import VermilionMessages
package import VermilionTransport

/// A topic of an ntfy server. On a public server whoever knows the topic can read it and post, so it may be a secret.
package struct Ntfy: WebService {
    private let server: SecretText
    private let topic: SecretText
    private let token: SecretText?
    private let trust: TLSTrust

    package init(
        server: @escaping SecretText, topic: @escaping SecretText, token: SecretText?, trust: TLSTrust
    ) {
        self.server = server
        self.topic = topic
        self.token = token
        self.trust = trust
    }

    package func compose(_ notice: Notice, for reader: Reader) -> [UInt8] {
        let message = Message(of: notice, for: reader)
        let (priority, tag) = message.mood.urgency
        let payload = JSON.object([
            ("title", .string(rules.fit(message.headline, most: 250))),
            // Longer ones become a file that has to be opened.
            ("message", .string(rules.fit(message.paragraphs.joined(separator: "\n\n"), most: 4_000))),
            ("priority", .integer(priority)), ("tags", .array([.string(tag)])),
        ])
        return Array(payload.compact.utf8)
    }

    package func posting(of delivery: Delivery, at now: Instant) throws(Diagnostic) -> Posting {
        let topic = try topic()
        let token = try token?()
        return Posting(
            delivery.payload.adding("topic", .string(topic)), to: try server().below("/"),
            headers: token.map { [("Authorization", "Bearer \($0)")] } ?? [], trust: trust,
            secrets: [topic] + [token].compactMap(\.self))
    }

    package func outcome(of answer: WebAnswer, at now: Instant) -> Outcome {
        answer.outcome(
            at: now, hint: "check the topic and the token",
            // The quota of the day is used up: soon is too soon.
            wait: { $0.text(at: "/code") == "42908" ? .hours(1) : nil },
            receipt: { $0.json?.text(at: "/id").map { "message \($0)" } })
    }

    private let rules = TextRules(.utf8)
}

extension Mood {
    /// From 1 to 5, and the name of the emoji in front of the title.
    fileprivate var urgency: (priority: Int64, tag: String) {
        switch self {
        case .alarm: (5, "rotating_light")
        case .warning: (4, "warning")
        case .calm: (3, "information_source")
        case .good: (3, "white_check_mark")
        }
    }
}

extension [UInt8] {
    /// A JSON object that is not empty with one more member in front: what the outbox does not keep, because it is a secret
    /// or not known before.
    func adding(_ key: String, _ value: JSON) -> [UInt8] { Array("{\"\(key)\":\(value.compact),".utf8) + dropFirst() }
}
