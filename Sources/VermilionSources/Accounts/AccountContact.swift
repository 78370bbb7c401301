package import VermilionDomain
import VermilionTransport

extension Account {
    /// Logs in to see whether that works.
    ///
    /// An app or a service account gets a token, which is thrown away. A person's login is used as the sources use it and no
    /// other way: what is kept is good until it is due, then its refresh token is sent once, noted before on the disk.
    package func contact() async -> Contact {
        let server = HTTPLink.server(of: identity.tokenAddress) ?? identity.endpoint
        do throws(AccountFailure) {
            if identity.isUser { return try await personContact(server) }
            do throws(Diagnostic) {
                _ = try identity.personalAccessToken?()
                return try await appContact(server)
            } catch {
                throw .refused(error)
            }
        } catch {
            switch error {
            case .refused(let problem): return .wrong(words(of: problem), hint: problem.hint)
            case .unavailable(let problem): return .missed(words(of: problem))
            }
        }
    }

    /// Whoever tells it says whose it is.
    private func words(of problem: Diagnostic) -> String {
        let start = "account \(name): "
        return problem.message.hasPrefix(start) ? String(problem.message.dropFirst(start.count)) : problem.message
    }

    private func appContact(_ server: String) async throws(Diagnostic) -> Contact {
        let request = try TokenRequest.access(identity, refreshing: nil, at: time.now())
        do throws(HTTPFailure) {
            // By itself it tells a certificate that is not trusted from a server that is away.
            try await client.connect(to: identity.tokenAddress, route: identity.route, deadlines: .standard)
        } catch {
            return error.isWorthRetrying
                ? .missed(error.description)
                : .wrong(error.description, hint: "check endpoint, ca-file, proxy and client-certificate")
        }
        switch try await request.send(through: client, at: time.now()) {
        case .tokens: return .made("\(server), logged in")
        case .refused(let problem): return Contact(problem)
        case .notTaken(let problem, _), .lost(let problem): return .missed(problem.message)
        }
    }

    private func personContact(_ server: String) async throws(AccountFailure) -> Contact {
        do throws(Diagnostic) {
            // Before any file is made: another user's could not be used by the daemon.
            guard try file.isOurs() else {
                return .made("\(server), not tried: the login belongs to another user of this machine")
            }
            var refresh = TokenRefresh(try file.load(), of: name, isUser: true, at: time.now())
            switch refresh.start() {
            case .use: return .made("\(server), logged in by a person")
            case .fail(let failure): throw failure.diagnostic
            case .save, .ask: break
            }
        } catch {
            throw .refused(error)
        }
        _ = try await headers()
        return .made("\(server), logged in by a person, just renewed")
    }
}
