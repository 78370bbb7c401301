package import VermilionDomain
import VermilionEngine
import VermilionFormats
import VermilionMessages
package import VermilionTransport

/// Mails by SMTP.
package struct EmailChannel: Channel {
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

    package func compose(_ notice: Notice, for reader: Reader) -> [UInt8] {
        mail.message(of: notice, for: reader).bytes
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

    private func attempt(_ delivery: Delivery, at now: Instant) async throws(SMTPFailure) -> Outcome {
        do {
            var server = try server()
            if let token {
                server.login = SMTPLogin(user: token.user, bearer: try await token.source.token(at: now))
            }
            return SMTPOutcome.of(try await client.submit(delivery.payload, envelope: mail.envelope, to: server))
        } catch let failure as SMTPFailure {
            throw failure
        } catch let failure as MailToken.Failure {
            return failure.outcome
        } catch {
            return .misconfigured(reason: "\(error)", hint: "mend the channel's settings")
        }
    }
}
