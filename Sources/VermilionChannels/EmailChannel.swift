package import VermilionDomain
package import VermilionEngine
import VermilionFormats
import VermilionMessages
package import VermilionTransport

/// Mails by SMTP.
package struct EmailChannel: Reachable {
    package let name: ChannelName
    private let mail: Mail
    private let server: Server
    private let client: SMTPClient
    private let token: Token?

    /// Resolved at each attempt, so that a password can be changed without a restart.
    package typealias Server = @Sendable () throws(Diagnostic) -> SMTPServer

    /// For servers that take a token in place of a password.
    package struct Token: Sendable {
        let user: String
        let source: MailToken

        package init(user: String, source: MailToken) { (self.user, self.source) = (user, source) }
    }

    package init(
        name: ChannelName, mail: Mail, client: SMTPClient, token: Token? = nil, server: @escaping Server
    ) {
        self.name = name
        self.mail = mail
        self.server = server
        self.client = client
        self.token = token
    }

    /// Small relays take a few connections, and many mails need not wait for each other.
    package var tempo: Tempo { Tempo(atOnce: 4) }

    package func compose(_ notice: Notice, for reader: Reader) -> [UInt8] {
        mail.message(of: notice, for: reader).bytes
    }

    package func letters(_ notice: Notice, for reader: Reader) -> [ComposedLetter] {
        guard mail.isSeparate else { return [ComposedLetter(for: nil, compose(notice, for: reader))] }
        return mail.to.map { ComposedLetter(for: $0.address, mail.to($0).message(of: notice, for: reader).bytes) }
    }

    package func deliver(_ delivery: Delivery, at now: Instant) async -> Outcome {
        do {
            return try await attempt(delivery, at: now)
        } catch {
            guard let token, error.phase == .login else { return SMTPOutcome.of(error) }
            // The token may have been withdrawn before its time: another one, once.
            await token.source.forget()
            do {
                return try await attempt(delivery, at: now)
            } catch {
                return SMTPOutcome.of(error)
            }
        }
    }

    package func contact(for sample: Delivery, at now: Instant) async -> Contact {
        do {
            let server = try await serverOfNow(at: now)
            try await SMTPClient.logIn(to: server)
            let login = (server.login?.user).map { "logged in as \($0)" } ?? "without a login"
            return .made("\(server.security.scheme)://\(server.address), \(server.security.words), \(login)")
        } catch let failure as SMTPFailure {
            return Contact(SMTPOutcome.of(failure))
        } catch let failure as MailToken.Failure {
            return Contact(failure.outcome)
        } catch let problem as Diagnostic {
            return Contact(problem)
        } catch {
            return .wrong("\(error)", hint: nil)
        }
    }

    /// With a token in place of a password, where it takes one.
    private func serverOfNow(at now: Instant) async throws -> SMTPServer {
        var server = try server()
        if let token {
            server.login = SMTPLogin(user: token.user, bearer: try await token.source.token(at: now))
        }
        return server
    }

    private func attempt(_ delivery: Delivery, at now: Instant) async throws(SMTPFailure) -> Outcome {
        do {
            let server = try await serverOfNow(at: now)
            let (now, later) = mail.recipients(of: delivery)
            guard !now.isEmpty else {
                return .retry(reason: "everybody still waits for an earlier message of the incident", after: nil)
            }
            let receipt = SMTPOutcome.of(
                try await client.submit(delivery.payload, envelope: mail.envelope(to: now), to: server))
            let waiting = later.map {
                Receipt.Missed(
                    $0, .retry(reason: "\($0) still waits for an earlier message of the incident", after: nil))
            }
            return .delivered(Receipt(reply: receipt.reply, missed: receipt.missed + waiting))
        } catch let failure as SMTPFailure {
            throw failure
        } catch let failure as MailToken.Failure {
            return failure.outcome
        } catch {
            return .misconfigured(reason: "\(error)", hint: "mend the channel's settings")
        }
    }
}

extension SMTPServer.Security {
    fileprivate var scheme: String { self == .implicitTLS ? "smtps" : "smtp" }

    fileprivate var words: String {
        switch self {
        case .none: "in clear"
        case .startTLS: "STARTTLS"
        case .implicitTLS: "TLS"
        }
    }
}
