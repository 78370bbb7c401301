import VermilionDomain
import VermilionFormats
import VermilionTransport

/// What a web service answered, and what that means for a delivery. The table stands in `docs/delivery.md`.
package struct WebAnswer: Sendable {
    let status: Int
    /// The body without blanks around it. May repeat secrets: `shown` takes them out.
    let text: String
    private let response: HTTPResponse
    private let redaction: Redaction

    init(_ response: HTTPResponse, without redaction: Redaction) {
        self.response = response
        self.redaction = redaction
        status = response.status
        let body = String(decoding: response.body, as: UTF8.self)
        let blank = body.unicodeScalars.drop { $0.properties.isWhitespace }
        let end = blank.lastIndex { !$0.properties.isWhitespace }.map { blank.index(after: $0) }
        text = String(blank[..<(end ?? blank.startIndex)])
    }

    /// The body, when it is JSON.
    var json: JSON? { try? JSON.read(response.body, file: "answer", depth: 64, size: 1 << 20) }

    /// Not the service but a portal or a proxy in between.
    var isPage: Bool { text.hasPrefix("<") }

    /// On one line, short, without secrets.
    func shown(_ text: String) -> String {
        // Before it is cut, so that no half of a secret is left.
        let line = redaction(text).singleLine
        return line.count > 200 ? line.prefix(199) + "…" : line
    }

    /// - Parameter hint: what to check when the server refuses who we are.
    /// - Parameter wait: how long the body asks to wait, where a service says so there.
    /// - Parameter receipt: what the body of a 2xx answer says of the message that was taken; nil when it does not say
    ///   that it was.
    /// - Parameter reference: what the body calls the message, where later ones are joined to it by that.
    func outcome(
        at now: Instant, hint: String, wait: (JSON) -> Duration? = { _ in nil },
        receipt: (WebAnswer) -> String? = { $0.text }, reference: (JSON) -> String? = { _ in nil }
    ) -> Outcome {
        let said = shown(text)
        let words = said.isEmpty ? "HTTP \(status)" : "HTTP \(status): \(said)"
        switch status {
        case 200..<300:
            guard let receipt = receipt(self).map(shown) else {
                return .misconfigured(reason: "unexpected answer, \(words)", hint: hint)
            }
            return .delivered(
                Receipt(
                    reply: receipt.isEmpty ? "HTTP \(status)" : "HTTP \(status): \(receipt)",
                    reference: json.flatMap(reference).flatMap(kept)))
        case 401, 403: return .misconfigured(reason: words, hint: hint)
        case _ where response.isWorthRetrying:
            return .retry(reason: words, after: json.flatMap(wait) ?? response.retryAfter(at: now))
        case 300..<400: return .refused(reason: "\(words); redirects are not followed: configure the final address")
        default: return .refused(reason: words)
        }
    }

    /// Nothing but what can be a name: it goes into the state, and back to the service.
    private func kept(_ reference: String) -> String? {
        (1...255).contains(reference.utf8.count) && reference.singleLine == reference
            && redaction(reference) == reference ? reference : nil
    }
}

extension JSON {
    /// The string, the number's digits or the truth value there; nil when there is nothing of the kind.
    func text(at pointer: String) -> String? {
        switch JSONPointer(pointer)?.value(in: self) {
        case .string(let text)?, .number(let text)?: text
        case .integer(let value)?: String(value)
        case .bool(let value)?: String(value)
        default: nil
        }
    }
}

extension Duration {
    /// Seconds as services give them, `0.529`; nil when it is no such number. At most a day.
    init?(secondsIn text: String) {
        guard let seconds = Double(text), seconds >= 0 else { return nil }
        self = .milliseconds(Int64((min(seconds, 86_400) * 1_000).rounded(.up)))
    }
}
