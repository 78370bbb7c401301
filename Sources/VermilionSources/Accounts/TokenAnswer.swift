package import VermilionDomain
import VermilionFormats
package import VermilionTransport

/// What the token endpoint gives.
package struct TokenAnswer: Hashable, Sendable {
    package let access: Token
    /// From now on.
    package let lifetime: Duration
    package let refresh: Token?
}

extension TokenRefresh.Answer {
    /// Reads what the token endpoint answers (RFC 6749 §5).
    package init(_ response: HTTPResponse, to identity: AccountIdentity, at now: Instant) {
        let place = HTTPLink.server(of: identity.tokenAddress) ?? identity.endpoint
        guard response.status == 200 else {
            let refusal = Refusal(status: response.status, body: response.body).diagnostic(file: place)
            // Too many requests, or a fault of the server's own: it did not look at what it was sent.
            if response.status == 429 || response.status >= 500 {
                self = .notTaken(refusal, asked: response.retryAfter(at: now))
                return
            }
            self = .refused(
                Diagnostic(
                    .error, at: refusal.place, refusal.message,
                    hint: identity.isUser
                        ? "log in once more: vermilion login \(identity.name)"
                        : "check the client id, its secret or key, and what the app may do"))
            return
        }
        let document = try? JSON.read(response.body, file: place, depth: 8, size: TokenRequest.bodyLimit)
        guard let token = document?.member("access_token")?.text,
            let seconds = document?.member("expires_in")?.text.flatMap({ Int64($0) }), seconds > 0
        else {
            self = .lost(
                Diagnostic(.error, at: Diagnostic.Place(file: place), "answers a login with something else than tokens")
            )
            return
        }
        self = .tokens(
            TokenAnswer(
                access: Token(token), lifetime: .seconds(min(seconds, 86_400)),
                refresh: document?.member("refresh_token")?.text.map { Token($0) }))
    }
}
