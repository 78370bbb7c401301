import VermilionDomain

/// What the simulated login has handed out.
struct LoginBook: Sendable {
    enum Way: String, Sendable {
        case twoLegged = "client_credentials"
        case serviceAccount = "service_account"
        case user
    }

    struct AccessToken: Sendable {
        let client: String
        let way: Way
        let scopes: Set<String>
        let expires: Instant
    }

    struct Code: Sendable {
        let client: String
        let redirect: String
        let challenge: String?
        let scopes: Set<String>
        let issued: Instant
        var isUsed = false
    }

    struct RefreshToken: Sendable {
        let client: String
        let scopes: Set<String>
        let expires: Instant
        var uses = 0
    }

    var access: [String: AccessToken] = [:]
    var codes: [String: Code] = [:]
    var refresh: [String: RefreshToken] = [:]
    /// In the order in which it was found out.
    var usedTwice: [(token: String, at: Instant)] = []
    var issuedCodes: [(code: String, client: String, at: Instant)] = []
}

extension SimulatedAutodesk {
    /// Who asks, or why it is refused.
    enum Admission {
        case admitted(LoginBook.AccessToken)
        case refused(SimulatedResponse)
    }

    /// - Parameter flex: whether refusals have the shape of Token Flex errors.
    func admission(
        _ request: SimulatedRequest, scope: String, ways: Set<LoginBook.Way>, at now: Instant, flex: Bool = false
    ) -> Admission {
        func refused(_ status: Int, _ code: String, _ message: String) -> Admission {
            .refused(
                flex && status == 403
                    ? .flexFailure(403, "ForbiddenError", "Invalid contract or access level")
                    : .failure(status, code, message))
        }
        let given = request.headers["authorization"] ?? ""
        guard given.hasPrefix("Bearer "), let token = login.access[String(given.dropFirst(7))], now < token.expires
        else { return refused(401, "AUTH-006", "Token is not valid or has expired.") }
        guard token.scopes.contains(scope) else {
            return refused(403, "AUTH-010", "Token does not have the privilege for this request.")
        }
        let account = scenario.accounts.first { $0.id == token.client }
        guard ways.contains(token.way) || account?.twoLegged == true else {
            return refused(403, "AUTH-010", "This request needs a token of a user.")
        }
        return .admitted(token)
    }
}
