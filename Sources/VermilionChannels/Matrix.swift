package import VermilionDomain
import VermilionFormats
import VermilionMessages
package import VermilionTransport

/// A room of Matrix, as a user with an access token. A repeat has the same transaction id: the server posts it once.
package struct Matrix: WebService {
    private let server: String
    private let room: String
    private let token: SecretText
    private let trust: TLSTrust

    /// - Parameter server: the homeserver's address.
    /// - Parameter room: its id, `!…:…`.
    package init(server: String, room: String, token: @escaping SecretText, trust: TLSTrust) {
        self.server = server
        self.room = room
        self.token = token
        self.trust = trust
    }

    package func compose(_ notice: Notice, for reader: Reader) -> [UInt8] {
        let message = Message(of: notice, for: reader)
        let bars = message.narrowBars
        let facts = message.facts.prefix(10)
        let body = [
            message.headline, message.summary, facts.map { "\($0.label): \($0.value)" }.joined(separator: "\n"), bars,
            message.footer,
        ].filter { !$0.isEmpty }.joined(separator: "\n\n")
        let html =
            "<h4>\(rules.fit(message.headline, most: 500))</h4><p>\(lines(message.summary, most: 4_000))</p>"
            + "<ul>"
            + facts.map {
                "<li><b>\(rules.fit($0.label, most: 200))</b>: \(rules.fit($0.value, most: 1_000))</li>"
            }.joined() + "</ul>"
            + (bars.isEmpty ? "" : "<pre><code>\(rules.fit(bars, most: 8_000))</code></pre>")
            + "<p>\(lines(message.footer, most: 2_000))</p>"
        let event = JSON.object([
            ("msgtype", "m.text"), ("body", .string(plain.fit(body, most: 12_000))),
            ("format", "org.matrix.custom.html"), ("formatted_body", .string(html)),
            // Says that nobody is called, whatever the text looks like.
            ("m.mentions", .object([])),
        ])
        return Array(event.compact.utf8)
    }

    package var joinsMessages: Bool { true }

    package func posting(of delivery: Delivery, at now: Instant) throws(Diagnostic) -> Posting {
        let token = try token()
        let room = room.percentEncoded
        let transaction = delivery.id.description.percentEncoded
        let event = delivery.thread.map { delivery.payload.adding("m.relates_to", thread(of: $0)) } ?? delivery.payload
        var request = HTTPRequest.post(
            event,
            to: server.below("/_matrix/client/v3/rooms/\(room)/send/m.room.message/\(transaction)"),
            headers: [("Authorization", "Bearer \(token)")], trust: trust)
        request.method = .put(event)
        return Posting(request, secrets: [token])
    }

    package func outcome(of answer: WebAnswer, at now: Instant) -> Outcome {
        answer.outcome(
            at: now, hint: "check the access token, and that its user is a member of the room",
            wait: { json in
                json.text(at: "/retry_after_ms").flatMap(Double.init).flatMap {
                    Duration(secondsIn: String($0 / 1_000))
                }
            }, receipt: { $0.json?.text(at: "/event_id").map { "event \($0)" } },
            reference: { $0.text(at: "/event_id") })
    }

    /// Clients that know no threads show it as a reply (Matrix 1.4, "Threading").
    private func thread(of first: String) -> JSON {
        .object([
            ("rel_type", "m.thread"), ("event_id", .string(first)), ("is_falling_back", .bool(true)),
            ("m.in_reply_to", .object([("event_id", .string(first))])),
        ])
    }

    private let plain = TextRules(.utf8, escape: TextRules.uncalled)
    private let rules = TextRules(.utf8) { TextRules.entities($0) ?? TextRules.uncalled($0) }

    private func lines(_ text: String, most: Int) -> String {
        rules.fit(text, most: most).split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "<br>")
    }
}
