package import VermilionDomain
package import VermilionTransport

/// One account of this process: gives out access tokens, one refresh at a time, also between processes.
package actor Account {
    package nonisolated let name: AccountName
    let identity: AccountIdentity
    let file: AccountFile
    let client: HTTPClient
    let time: SourceTime
    private let manners: Manners
    /// What is in the file, as far as this process knows.
    var record = AccountRecord()
    /// What others wait for.
    private var underway: Task<Result<Token, AccountFailure>, Never>?
    /// Stands in the tests for the end of the process between two steps.
    private let survives: @Sendable (TokenRefresh.Action) -> Bool

    /// - Parameter state: the directory of the state.
    /// - Parameter manners: shared with the sources that ask as this account.
    package init(
        _ identity: AccountIdentity, state: String, client: HTTPClient, time: SourceTime, manners: Manners
    ) {
        self.init(identity, state: state, client: client, time: time, manners: manners) { _ in true }
    }

    init(
        _ identity: AccountIdentity, state: String, client: HTTPClient, time: SourceTime, manners: Manners,
        survives: @escaping @Sendable (TokenRefresh.Action) -> Bool
    ) {
        name = identity.name
        self.identity = identity
        file = AccountFile(identity.name, state: state)
        self.client = client
        self.time = time
        self.manners = manners
        self.survives = survives
    }

    /// How sources ask as this account.
    package nonisolated var access: AccountAccess {
        AccountAccess(
            name: name, headers: { () async throws(AccountFailure) in try await self.headers() },
            refused: { await self.wasRefused($0) }, loginEnds: { await self.loginEnds() })
    }

    /// The headers that prove who asks.
    func headers() async throws(AccountFailure) -> [(name: String, value: String)] {
        let token = try await token()
        var headers = [("Authorization", "Bearer \(token.text)")]
        if let personal = identity.personalAccessToken {
            do throws(Diagnostic) {
                headers.append(("ADSK-PAT", try personal()))
            } catch {
                throw .refused(error)
            }
        }
        return headers
    }

    /// A server did not take these headers, although the time of their token is not over.
    ///
    /// Many requests may be refused with the same token: only the first of them makes it be forgotten.
    func wasRefused(_ headers: [(name: String, value: String)]) async {
        guard let token = record.access?.token, headers.contains(where: { $0.value == "Bearer \(token.text)" }) else {
            return
        }
        record.access = nil
        do throws(Diagnostic) {
            let lock = try await file.lock()
            var kept = try file.load()
            if kept.access?.token == token {
                kept.access = nil
                try file.save(kept)
            }
            _ = consume lock
        } catch {
            // The next refresh says what is wrong with the file.
        }
    }

    /// When the login ends unless it is used; nil for accounts that log in by themselves.
    func loginEnds() -> Instant? {
        guard identity.isUser, let record = try? file.load() else { return nil }
        return record.refresh.map { $0.since + TokenRefresh.lifetime }
    }

    private func token() async throws(AccountFailure) -> Token {
        var known = TokenRefresh(record, of: name, isUser: identity.isUser, at: time.now())
        if case .use(let token) = known.start() { return token }
        if let underway { return try await underway.value.get() }
        let task = Task { await self.refresh() }
        underway = task
        let result = await task.value
        underway = nil
        return try result.get()
    }

    private func refresh() async -> Result<Token, AccountFailure> {
        do throws(Diagnostic) {
            let lock = try await file.lock()
            defer { _ = lock.isHeld }
            // Another process may have refreshed while this one waited for the lock.
            record = try file.load()
            var refresh = TokenRefresh(record, of: name, isUser: identity.isUser, at: time.now())
            var action = refresh.start()
            while true {
                guard survives(action) else { return .failure(.unavailable(Diagnostic("the process ended here"))) }
                switch action {
                case .save(let record):
                    try file.save(record)
                    self.record = record
                    action = refresh.saved()
                case .ask(let token):
                    let request = try TokenRequest.access(identity, refreshing: token, at: time.now())
                    let answer = try await request.send(through: client, at: time.now())
                    if case .notTaken(let problem, let asked) = answer {
                        await manners.failed(asked: asked, problem)
                    }
                    action = refresh.answered(answer)
                case .use(let token): return .success(token)
                case .fail(let failure): return .failure(failure)
                }
            }
        } catch {
            return .failure(.unavailable(error))
        }
    }
}

/// How a source asks as an account.
package struct AccountAccess: Sendable {
    let name: AccountName
    /// What proves the account.
    let headers: @Sendable () async throws(AccountFailure) -> [(name: String, value: String)]
    /// A server answered 401 to these; the next must be others.
    let refused: @Sendable ([(name: String, value: String)]) async -> Void
    let loginEnds: @Sendable () async -> Instant?
}
