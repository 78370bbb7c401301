import Foundation
import VermilionDomain
import VermilionFormats
import VermilionTransport

/// Asks the token endpoint (RFC 6749 §4 and §6).
struct TokenRequest: Sendable {
    let identity: AccountIdentity
    let form: [(name: String, value: String)]
    static let bodyLimit = 1 << 16

    /// An access token for the app or the service account itself, or with a user's refresh token.
    static func access(
        _ identity: AccountIdentity, refreshing token: Token?, at now: Instant
    ) throws(Diagnostic) -> TokenRequest {
        let scope = ("scope", identity.scopes.joined(separator: " "))
        switch identity.grant {
        case .clientCredentials:
            return TokenRequest(identity: identity, form: [("grant_type", "client_credentials"), scope])
        case .serviceAccount(let id, let keyID, let privateKey, _):
            let assertion = try Assertion.text(
                of: identity, serviceAccount: id, keyID: keyID, privateKey: try privateKey(), at: now)
            return TokenRequest(
                identity: identity,
                form: [
                    ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", assertion), scope,
                ])
        case .user:
            return TokenRequest(
                identity: identity, form: [("grant_type", "refresh_token"), ("refresh_token", token?.text ?? "")])
        }
    }

    /// - Throws: a diagnostic when a secret cannot be read: then nothing was sent.
    func send(
        through client: HTTPClient, at now: Instant
    ) async throws(Diagnostic) -> TokenRefresh.Answer {
        var (headers, form) = ([("Content-Type", "application/x-www-form-urlencoded")], form)
        if let secret = try identity.clientSecret?() {
            // In the header or in the body, but not in both.
            let pair = Data("\(identity.clientID):\(secret)".utf8).base64EncodedString()
            headers.append(("Authorization", "Basic \(pair)"))
        } else {
            form.append(("client_id", identity.clientID))
        }
        let body = WebForm.bytes(form)
        do throws(HTTPFailure) {
            let request = HTTPRequest(
                .post(body), identity.tokenAddress, headers: headers, route: identity.route,
                deadlines: .standard, bodyLimit: Self.bodyLimit)
            return TokenRefresh.Answer(try await client.send(request), to: identity, at: now)
        } catch {
            let words = Diagnostic(error.description)
            switch error.cause {
            case .malformedURL, .malformedHeader, .unresolved, .refused, .certificate, .unreadableAuthorities,
                .handshake, .noProxy, .proxyLogin, .forbidden, .unusableIdentity, .exposedKey, .shutDown:
                return .notTaken(words, asked: nil)
            case .timedOut, .tooLarge, .cutShort, .notHTTP, .cancelled, .other: return .lost(words)
            }
        }
    }
}
