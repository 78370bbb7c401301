import VermilionDomain

extension SimulatedAutodesk {
    /// `GET /authentication/v2/authorize`: the person agrees or not at once, as the scenario says.
    mutating func authorize(_ request: SimulatedRequest, at now: Instant) -> SimulatedResponse {
        let query = request.query
        guard let account = scenario.accounts.first(where: { $0.id == query["client_id"] }) else {
            return .refused(400, "invalid_client", "The client_id is not valid.")
        }
        // A redirect that is not registered gets nothing: it may be anyone's.
        guard let redirect = query["redirect_uri"], account.redirects.contains(redirect) else {
            return .refused(400, "invalid_request", "The redirect_uri is not registered.")
        }
        func back(_ fields: [(name: String, value: String)]) -> SimulatedResponse {
            let state = query["state"].map { [(name: "state", value: $0)] } ?? []
            let separator = redirect.contains("?") ? "&" : "?"
            return SimulatedResponse(
                status: 302, headers: ["location": redirect + separator + FormEncoding.encoded(fields + state)],
                body: "")
        }
        func failed(_ error: String) -> SimulatedResponse { back([("error", error)]) }
        guard query["response_type"] == "code" else { return failed("unsupported_response_type") }
        guard account.grants.contains(.user) else { return failed("unauthorized_client") }
        let challenge = query["code_challenge"]
        guard challenge == nil ? account.secret != nil : query["code_challenge_method"] == "S256" else {
            return failed("invalid_request")
        }
        let scopes = Set((query["scope"] ?? "").split(separator: " ").map(String.init))
        guard !scopes.isEmpty, scopes.isSubset(of: account.scopes) else { return failed("invalid_scope") }
        guard account.consents else { return failed("access_denied") }
        let code = chance.token("code")
        login.codes[code] = LoginBook.Code(
            client: account.id, redirect: redirect, challenge: challenge, scopes: scopes, issued: now)
        login.issuedCodes.append((code, account.id, now))
        return back([("code", code)])
    }
}
