package import VermilionDomain
import VermilionFormats
import VermilionMessages

/// A room of Chatwork. Its messages know tags in brackets, some of which call everybody.
package struct Chatwork: WebService {
    private let endpoint: String
    private let room: String
    private let token: SecretText

    /// - Parameter room: its number, the digits behind `#!rid` in the browser.
    package init(endpoint: String, room: String, token: @escaping SecretText) {
        self.endpoint = endpoint
        self.room = room
        self.token = token
    }

    /// Ten in ten seconds in each room.
    package var limit: Tempo.Limit? { Tempo.Limit(10, in: .seconds(10)) }

    package func compose(_ notice: Notice, for reader: Reader) -> [UInt8] {
        let message = Message(of: notice, for: reader)
        let title = rules.fit(message.headline, most: 300)
        let text = rules.fit(message.paragraphs.joined(separator: "\n\n"), most: 10_000)
        return WebForm.bytes([("self_unread", "1"), ("body", "[info][title]\(title)[/title]\(text)[/info]")])
    }

    package func posting(of delivery: Delivery, at now: Instant) throws(Diagnostic) -> Posting {
        let token = try token()
        return Posting(
            delivery.payload, to: endpoint.below("/v2/rooms/\(room)/messages"),
            headers: [
                ("Content-Type", "application/x-www-form-urlencoded"), ("x-chatworktoken", token),
            ], secrets: [token])
    }

    package func outcome(of answer: WebAnswer, at now: Instant) -> Outcome {
        answer.outcome(
            at: now, hint: "check the API token, and that its owner may write in the room",
            receipt: { $0.json?.text(at: "/message_id").map { "message \($0)" } })
    }

    /// Nothing makes a bracket plain; this one looks like it.
    private let rules = TextRules(.utf16) { $0 == "[" ? "［" : $0 == "]" ? "］" : nil }
}
