import Crypto
import Foundation
import VermilionDomain
import VermilionFormats

extension SimulatedAutodesk {
    /// `POST /authentication/v2/token`.
    mutating func token(_ request: SimulatedRequest, at now: Instant) -> SimulatedResponse {
        let form = FormEncoding.fields(String(decoding: request.body, as: UTF8.self))
        guard request.headers["content-type"]?.hasPrefix(FormEncoding.mediaType) == true else {
            return .refused(400, "invalid_request", "The body must be \(FormEncoding.mediaType).")
        }
        let account: Scenario.Account
        switch client(request, form) {
        case .success(let known): account = known
        case .failure(let refusal): return refusal.response
        }
        if let tooFast = tooFast(.token, account.id, at: now) { return tooFast }
        switch form["grant_type"] {
        case "client_credentials" where account.secret != nil: return clientCredentials(account, form, at: now)
        case "authorization_code": return authorizationCode(account, form, at: now)
        case "refresh_token": return refresh(account, form, at: now)
        case "urn:ietf:params:oauth:grant-type:jwt-bearer" where account.secret != nil:
            return assertion(account, form, at: now)
        case nil: return .refused(400, "invalid_request", "The grant_type is missing.")
        default: return .refused(400, "unsupported_grant_type", "The grant type is not supported.")
        }
    }

    private struct Refusal: Error {
        let response: SimulatedResponse
    }

    /// Who asks: proven by `Authorization: Basic` or in the body, but not by both.
    private func client(_ request: SimulatedRequest, _ form: [String: String]) -> Result<Scenario.Account, Refusal> {
        let header = request.headers["authorization"]
        if header != nil && form["client_secret"] != nil {
            return .failure(
                Refusal(
                    response: .refused(400, "invalid_request", "Client credentials in the header and in the body.")))
        }
        let given: (id: String, secret: String?)
        if let header {
            guard let basic = Self.basic(header) else {
                return .failure(Refusal(response: .refused(401, "invalid_client", "The header is not Basic.")))
            }
            given = basic
        } else {
            given = (form["client_id"] ?? "", form["client_secret"])
        }
        guard let account = scenario.accounts.first(where: { $0.id == given.id && $0.secret == given.secret }) else {
            return .failure(
                Refusal(
                    response: .refused(401, "invalid_client", "The client id or the client secret is not valid.")))
        }
        return .success(account)
    }

    private static func basic(_ header: String) -> (id: String, secret: String?)? {
        guard header.hasPrefix("Basic "), let data = Data(base64Encoded: String(header.dropFirst(6))) else {
            return nil
        }
        let text = String(decoding: data, as: UTF8.self)
        guard let colon = text.firstIndex(of: ":") else { return nil }
        return (String(text[..<colon]), String(text[text.index(after: colon)...]))
    }

    /// Nil when there is none, or one that the account does not have.
    private func scopes(_ text: String?, of account: Scenario.Account) -> Set<String>? {
        let scopes = Set((text ?? "").split(separator: " ").map(String.init))
        return scopes.isEmpty || !scopes.isSubset(of: account.scopes) ? nil : scopes
    }

    private static let invalidScope = SimulatedResponse.refused(
        400, "invalid_scope", "The scope is missing or not allowed.")

    private static let unauthorizedClient = SimulatedResponse.refused(
        400, "unauthorized_client", "The client may not use this grant type.")

    private static func invalidGrant(_ description: String) -> SimulatedResponse {
        .refused(400, "invalid_grant", description)
    }

    private mutating func accessToken(
        _ account: Scenario.Account, _ way: LoginBook.Way, _ scopes: Set<String>, at now: Instant,
        further: [(String, JSON)] = []
    ) -> SimulatedResponse {
        let token = chance.token("access")
        login.access[token] = LoginBook.AccessToken(
            client: account.id, way: way, scopes: scopes, expires: now + .seconds(3_599))
        return SimulatedResponse(
            200,
            .object(
                [("access_token", .string(token)), ("token_type", "Bearer"), ("expires_in", .integer(3_599))]
                    + further))
    }

    private mutating func clientCredentials(
        _ account: Scenario.Account, _ form: [String: String], at now: Instant
    ) -> SimulatedResponse {
        guard account.grants.contains(.clientCredentials) else { return Self.unauthorizedClient }
        guard let scopes = scopes(form["scope"], of: account) else { return Self.invalidScope }
        return accessToken(account, .twoLegged, scopes, at: now)
    }

    private mutating func userTokens(
        _ account: Scenario.Account, _ scopes: Set<String>, lasting: Set<String>, at now: Instant
    ) -> SimulatedResponse {
        let token = chance.token("refresh")
        login.refresh[token] = LoginBook.RefreshToken(client: account.id, scopes: lasting, expires: now + .days(15))
        return accessToken(account, .user, scopes, at: now, further: [("refresh_token", .string(token))])
    }

    private mutating func authorizationCode(
        _ account: Scenario.Account, _ form: [String: String], at now: Instant
    ) -> SimulatedResponse {
        guard let text = form["code"], let code = login.codes[text], code.client == account.id else {
            return Self.invalidGrant("The authorization code is not valid.")
        }
        guard !code.isUsed, now < code.issued + .minutes(5) else {
            return Self.invalidGrant("The authorization code was used or has expired.")
        }
        guard form["redirect_uri"] == code.redirect else {
            return Self.invalidGrant("The redirect_uri is not that of the authorization.")
        }
        if let challenge = code.challenge {
            guard let verifier = form["code_verifier"], Self.challenge(verifier) == challenge else {
                return Self.invalidGrant("The code_verifier does not belong to the code_challenge.")
            }
        }
        login.codes[text]?.isUsed = true
        return userTokens(account, code.scopes, lasting: code.scopes, at: now)
    }

    /// RFC 7636 §4.2, `S256`.
    static func challenge(_ verifier: String) -> String {
        Data(SHA256.hash(data: Data(verifier.utf8))).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private mutating func refresh(
        _ account: Scenario.Account, _ form: [String: String], at now: Instant
    ) -> SimulatedResponse {
        guard let text = form["refresh_token"], let token = login.refresh[text], token.client == account.id else {
            return Self.invalidGrant("The refresh token is invalid or expired.")
        }
        guard token.uses == 0 else {
            login.refresh[text]?.uses += 1
            login.usedTwice.append((text, now))
            return Self.invalidGrant("The refresh token is invalid or expired.")
        }
        guard now < token.expires else { return Self.invalidGrant("The refresh token is invalid or expired.") }
        var scopes = token.scopes
        if form["scope"] != nil {
            guard let asked = self.scopes(form["scope"], of: account), asked.isSubset(of: token.scopes) else {
                return Self.invalidScope
            }
            scopes = asked
        }
        login.refresh[text]?.uses += 1
        return userTokens(account, scopes, lasting: token.scopes, at: now)
    }

    private mutating func assertion(
        _ account: Scenario.Account, _ form: [String: String], at now: Instant
    ) -> SimulatedResponse {
        guard account.grants.contains(.serviceAccount) else { return Self.unauthorizedClient }
        let audiences = [baseURL, "https://developer.api.autodesk.com"].map { $0 + "/authentication/v2/token" }
        do {
            let claims = try Assertion(form["assertion"] ?? "").checked(for: account, audiences: audiences, at: now)
            guard !claims.scopes.isEmpty, claims.scopes.isSubset(of: account.scopes) else { return Self.invalidScope }
            return accessToken(account, .serviceAccount, claims.scopes, at: now)
        } catch {
            return Self.invalidGrant(error.words)
        }
    }
}
