package import VermilionDomain
import VermilionFormats
import VermilionMessages
package import VermilionTransport

/// A program that takes JSON, signed as Standard Webhooks when there is a secret.
package struct Webhook: WebService {
    private let target: Target

    /// Resolved at each attempt, so that a secret can be changed without a restart.
    package typealias Target = @Sendable () throws(Diagnostic) -> Address

    package struct Address: Sendable {
        package let url: String
        package let signature: StandardWebhook?
        package let trust: TLSTrust

        package init(url: String, signature: StandardWebhook?, trust: TLSTrust) {
            self.url = url
            self.signature = signature
            self.trust = trust
        }
    }

    package init(target: @escaping Target) { self.target = target }

    package func compose(_ notice: Notice, for reader: Reader) -> [UInt8] {
        Array(notice.record(message: Message(of: notice, for: reader), zone: reader.zone).compact.utf8)
    }

    package func posting(of delivery: Delivery, at now: Instant) throws(Diagnostic) -> Posting {
        let address = try target()
        // The notice's id, not the delivery's: a receiver that gets it over two channels sees that it is one.
        let id = "msg_\(delivery.id.notice)"
        let headers =
            address.signature?.headers(id: id, timestamp: now.seconds, body: delivery.payload)
            ?? StandardWebhook.identity(id: id, timestamp: now.seconds)
        return Posting(
            delivery.payload, to: address.url, headers: headers, trust: address.trust,
            secrets: Redaction.pieces(of: address.url))
    }

    package func outcome(of answer: WebAnswer, at now: Instant) -> Outcome {
        answer.outcome(at: now, hint: "check the address and the secret of the webhook")
    }
}
