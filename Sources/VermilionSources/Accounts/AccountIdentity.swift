package import VermilionDomain
package import VermilionTransport

/// Who asks Autodesk, and how it proves that.
package struct AccountIdentity: Sendable {
    /// A secret, read again whenever it is needed.
    package typealias SecretText = @Sendable () throws(Diagnostic) -> String

    package enum Grant: Sendable {
        case clientCredentials(secret: SecretText)
        case serviceAccount(id: String, keyID: String, privateKey: SecretText, secret: SecretText)
        /// A public app has no secret.
        case user(secret: SecretText?)
    }

    let name: AccountName
    /// Without a `/` at its end.
    let endpoint: String
    let clientID: String
    let grant: Grant
    let scopes: [String]
    let personalAccessToken: SecretText?
    let route: HTTPRoute

    package init(
        name: AccountName, endpoint: String, clientID: String, grant: Grant, scopes: [String],
        personalAccessToken: SecretText?, route: HTTPRoute
    ) {
        self.name = name
        self.endpoint = endpoint
        self.clientID = clientID
        self.grant = grant
        self.scopes = scopes
        self.personalAccessToken = personalAccessToken
        self.route = route
    }

    var tokenAddress: String { endpoint + "/authentication/v2/token" }

    /// Nil for a public app.
    var clientSecret: SecretText? {
        switch grant {
        case .clientCredentials(let secret), .serviceAccount(_, _, _, let secret): secret
        case .user(let secret): secret
        }
    }

    var isUser: Bool {
        if case .user = grant { return true }
        return false
    }
}

/// Why an account has no access token.
package enum AccountFailure: Error, Hashable, Sendable {
    /// It is not let in: somebody has to do something.
    case refused(Diagnostic)
    /// Nobody knows whether it is let in; it is tried again by itself.
    case unavailable(Diagnostic)

    package var diagnostic: Diagnostic {
        switch self {
        case .refused(let diagnostic), .unavailable(let diagnostic): diagnostic
        }
    }
}
