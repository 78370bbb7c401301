import Crypto
import Foundation
package import VermilionDomain
import VermilionFormats

/// One login of a person, with a proof that only this process has (PKCE, RFC 7636): where the browser is sent, and what
/// to make of what it brings back.
package struct LoginFlow: Sendable {
    /// What the browser brought.
    package enum Answer: Hashable, Sendable {
        /// It belongs to this login.
        case code(LoginCode)
        /// The person or the server said no, with these words.
        case denied(String)
        /// It belongs to another login, or to none.
        case stranger
    }

    /// Where a browser must be sent; holds nothing that is a secret.
    package let address: String
    private let state: String
    private let verifier: Token
    private let redirect: String

    package init(_ identity: AccountIdentity, redirect: String) {
        self.init(identity, redirect: redirect, state: Self.random(), verifier: Token(Self.random()))
    }

    init(_ identity: AccountIdentity, redirect: String, state: String, verifier: Token) {
        (self.state, self.verifier, self.redirect) = (state, verifier, redirect)
        let challenge = Assertion.encoded(Data(SHA256.hash(data: Data(verifier.text.utf8))))
        let query = [
            ("response_type", "code"), ("client_id", identity.clientID), ("redirect_uri", redirect),
            ("scope", identity.scopes.joined(separator: " ")), ("state", state), ("code_challenge", challenge),
            ("code_challenge_method", "S256"),
        ]
        address =
            identity.endpoint + "/authentication/v2/authorize?"
            + query.map { "\($0)=\($1.percentEncoded)" }.joined(separator: "&")
    }

    /// - Parameter parameters: of the address that the browser came back with, decoded.
    package func answer(_ parameters: [String: String]) -> Answer {
        guard parameters["state"] == state else { return .stranger }
        if let code = parameters["code"], !code.isEmpty {
            return .code(LoginCode(code: Token(code), verifier: verifier, redirect: redirect))
        }
        let words = [parameters["error"], parameters["error_description"]].compactMap(\.self)
        return .denied(words.isEmpty ? "it came back without a code" : words.joined(separator: ": "))
    }

    /// 256 bits in letters and digits.
    private static func random() -> String {
        var generator = SystemRandomNumberGenerator()
        return Assertion.encoded(Data((0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }))
    }
}

/// Good for one login within five minutes.
package struct LoginCode: Hashable, Sendable {
    let code: Token
    let verifier: Token
    let redirect: String
}

extension Account {
    /// Exchanges what a login brought for tokens, and keeps them.
    package func logIn(_ code: LoginCode) async throws(Diagnostic) {
        let lock = try await file.lock()
        defer { _ = lock.isHeld }
        let now = time.now()
        let request = TokenRequest(
            identity: identity,
            form: [
                ("grant_type", "authorization_code"), ("code", code.code.text), ("redirect_uri", code.redirect),
                ("code_verifier", code.verifier.text),
            ])
        switch try await request.send(through: client, at: now) {
        case .tokens(let tokens):
            guard let refresh = tokens.refresh else {
                throw Diagnostic(
                    "account \(name): the server gave no refresh token",
                    hint: "the app must be one that may log in for a user: see the app's type in Autodesk's portal")
            }
            record = AccountRecord(
                access: AccountRecord.Access(token: tokens.access, expires: now + tokens.lifetime),
                refresh: AccountRecord.Refresh(token: refresh, since: now))
            try file.save(record)
        case .refused(let problem), .notTaken(let problem, _), .lost(let problem): throw problem
        }
    }
}
