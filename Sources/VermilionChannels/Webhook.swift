package import VermilionDomain
import VermilionFormats
import VermilionMessages
package import VermilionTransport

/// A program that takes JSON, signed as Standard Webhooks when there is a secret, and as a CloudEvent when asked for.
package struct Webhook: WebService {
    private let cloudEvents: CloudEvents?
    private let target: Target

    /// Resolved at each attempt, so that a secret can be changed without a restart.
    package typealias Target = @Sendable () throws(Diagnostic) -> Address

    package struct Address: Sendable {
        package let url: String
        package let signature: StandardWebhook?
        /// Secrets, as `Authorization`.
        package let headers: [(name: String, value: String)]
        package let trust: TLSTrust

        package init(
            url: String, signature: StandardWebhook?, headers: [(name: String, value: String)], trust: TLSTrust
        ) {
            self.url = url
            self.signature = signature
            self.headers = headers
            self.trust = trust
        }
    }

    package init(cloudEvents: CloudEvents?, target: @escaping Target) {
        (self.cloudEvents, self.target) = (cloudEvents, target)
    }

    /// The user's own program says itself when it is too much.
    package var limit: Tempo.Limit? { nil }

    package func compose(_ notice: Notice, for reader: Reader) -> [UInt8] {
        let record = notice.record(message: Message(of: notice, for: reader), zone: reader.zone)
        guard cloudEvents == .structured else { return Array(record.compact.utf8) }
        let attributes = CloudEvents.attributes(of: notice.id, kind: notice.kind, at: notice.at)
        return Array(
            JSON.object(
                attributes.map { ($0.name, .string($0.value)) } + [
                    ("datacontenttype", "application/json"), ("data", record),
                ]
            ).compact.utf8)
    }

    package func posting(of delivery: Delivery, at now: Instant) throws(Diagnostic) -> Posting {
        let address = try target()
        // The notice's id, not the delivery's: a receiver that gets it over two channels sees that it is one.
        let id = "msg_\(delivery.id.notice)"
        let identity =
            address.signature?.headers(id: id, timestamp: now.seconds, body: delivery.payload)
            ?? StandardWebhook.identity(id: id, timestamp: now.seconds)
        return Posting(
            delivery.payload, to: address.url,
            headers: identity + (cloudEvents?.headers(of: delivery) ?? []) + address.headers, trust: address.trust,
            secrets: Redaction.pieces(of: address.url)
                + address.headers.flatMap { [$0.value] + $0.value.split(separator: " ").dropFirst().map(String.init) })
    }

    package func outcome(of answer: WebAnswer, at now: Instant) -> Outcome {
        answer.outcome(at: now, hint: "check the address and the secret of the webhook")
    }
}
