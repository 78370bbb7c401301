import VermilionDomain
import VermilionFormats
import VermilionTransport

/// What an HTTP answer means for a delivery. The table stands in `docs/delivery.md`.
enum HTTPOutcome {
    /// - Parameter isTaken: whether a body that came with a 2xx status says that the message was taken.
    /// - Parameter hint: what to check when the server refuses who we are.
    static func of(
        _ response: HTTPResponse, at now: Instant, hint: String, isTaken: (String) -> Bool = { _ in true }
    ) -> Outcome {
        let body = String(decoding: response.body.prefix(200), as: UTF8.self).singleLine
        let words = body.isEmpty ? "HTTP \(response.status)" : "HTTP \(response.status): \(body)"
        switch response.status {
        case 200..<300:
            return isTaken(body)
                ? .delivered(reply: words)
                : .misconfigured(reason: "unexpected answer, \(words)", hint: hint)
        case 401, 403: return .misconfigured(reason: words, hint: hint)
        case 408, 425, 429, 500..<600:
            let asked = response.header("retry-after").flatMap { RetryAfter($0, now: now)?.wait }
            return .retry(reason: words, after: asked)
        case 300..<400: return .refused(reason: "\(words); redirects are not followed: configure the final address")
        default: return .refused(reason: words)
        }
    }

    static func of(_ failure: HTTPFailure) -> Outcome {
        failure.isWorthRetrying
            ? .retry(reason: failure.description, after: nil)
            : .misconfigured(reason: failure.description, hint: "check the address and the certificate")
    }
}
