package import VermilionDomain
import VermilionFormats
package import VermilionTransport

/// Access tokens for a mail server (XOAUTH2), got from its provider and kept until shortly before their end.
///
/// The app asks for itself (RFC 6749 §4.4, Microsoft 365), or with a refresh token that somebody was given for it once
/// (§6, Gmail).
package actor MailToken {
    /// Resolved at each request, so that a secret can be changed without a restart.
    package typealias Source = @Sendable () throws(Diagnostic) -> Credentials

    package struct Credentials: Sendable {
        let tokenURL: String
        let clientID: String
        let clientSecret: String
        let scope: String?
        let refreshToken: String?

        package init(
            tokenURL: String, clientID: String, clientSecret: String, scope: String?, refreshToken: String?
        ) {
            (self.tokenURL, self.clientID, self.clientSecret) = (tokenURL, clientID, clientSecret)
            (self.scope, self.refreshToken) = (scope, refreshToken)
        }
    }

    /// Why there is no token, as the outcome of the attempt that wanted one.
    struct Failure: Error {
        let outcome: Outcome
    }

    private let client: HTTPClient
    private let source: Source
    private var kept: (token: String, until: Instant)?

    package init(client: HTTPClient, source: @escaping Source) { (self.client, self.source) = (client, source) }

    /// The mail server did not take it.
    func forget() { kept = nil }

    package func token(at now: Instant) async throws -> String {
        if let kept, now < kept.until { return kept.token }
        let credentials = try source()
        var form: [(name: String, value: String)] = [
            ("client_id", credentials.clientID), ("client_secret", credentials.clientSecret),
        ]
        if let refresh = credentials.refreshToken {
            form += [("grant_type", "refresh_token"), ("refresh_token", refresh)]
        } else {
            form.append(("grant_type", "client_credentials"))
        }
        if let scope = credentials.scope { form.append(("scope", scope)) }
        let response: HTTPResponse
        do {
            response = try await client.send(
                .post(
                    WebForm.bytes(form), to: credentials.tokenURL,
                    headers: [("Content-Type", "application/x-www-form-urlencoded")], trust: TLSTrust()))
        } catch {
            throw Failure(outcome: .of(error))
        }
        guard response.status == 200, let answer = Answer(response.body) else {
            throw Failure(outcome: outcome(of: response, at: now))
        }
        kept = (answer.token, now + .seconds(max(0, answer.seconds - 120)))
        return answer.token
    }

    /// The provider's words, which may not hold what was sent.
    private func outcome(of response: HTTPResponse, at now: Instant) -> Outcome {
        let hint = "check client id, secret and scope, and that the app may send mail as this user"
        guard !response.isWorthRetrying else {
            return .retry(
                reason: "no token for the mail server: HTTP \(response.status)", after: response.retryAfter(at: now))
        }
        let code = Answer.error(response.body).map { ": \($0)" } ?? ""
        return .misconfigured(reason: "no token for the mail server: HTTP \(response.status)\(code)", hint: hint)
    }

    private struct Answer {
        let token: String
        let seconds: Int64

        init?(_ body: [UInt8]) {
            guard let members = Self.members(body), case .string(let token)? = members["access_token"], !token.isEmpty
            else { return nil }
            self.token = token
            switch members["expires_in"] {
            case .integer(let number): seconds = number
            case .number(let text), .string(let text): seconds = Int64(text) ?? 0
            default: seconds = 0
            }
        }

        /// The code of RFC 6749 §5.2 alone: descriptions may quote the request.
        static func error(_ body: [UInt8]) -> String? {
            guard case .string(let code)? = members(body)?["error"] else { return nil }
            return String(code.singleLine.unicodeScalars.prefix(60))
        }

        private static func members(_ body: [UInt8]) -> [String: JSON]? {
            guard case .object(let members)? = try? JSON.read(body, file: "", depth: 4, size: 1 << 16) else {
                return nil
            }
            return Dictionary(members.map { ($0.0, $0.1) }, uniquingKeysWith: { first, _ in first })
        }
    }
}
