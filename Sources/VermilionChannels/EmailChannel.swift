package import VermilionDomain
import VermilionEngine
import VermilionFormats
package import VermilionTransport

/// Mails by SMTP.
package struct EmailChannel: Channel {
    package let name: ChannelName
    private let mail: Mail
    private let server: Server
    private let client: SMTPClient

    /// Resolved at each attempt, so that a password can be changed without a restart.
    package typealias Server = @Sendable () throws(Diagnostic) -> SMTPServer

    package init(name: ChannelName, mail: Mail, client: SMTPClient, server: @escaping Server) {
        self.name = name
        self.mail = mail
        self.server = server
        self.client = client
    }

    package func compose(_ notice: Notice, for reader: Reader) -> [UInt8] {
        mail.message(of: notice, for: reader).bytes
    }

    package func deliver(_ delivery: Delivery, at now: Instant) async -> Outcome {
        let envelope = Envelope(from: mail.from.address, to: mail.to.map(\.address))
        do {
            let receipt = try await client.submit(delivery.payload, envelope: envelope, to: try server())
            return SMTPOutcome.of(receipt)
        } catch let failure as SMTPFailure {
            return SMTPOutcome.of(failure)
        } catch {
            return .misconfigured(reason: "\(error)", hint: "mend the channel's settings")
        }
    }
}
