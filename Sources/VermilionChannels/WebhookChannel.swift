package import VermilionDomain
import VermilionEngine
import VermilionFormats
import VermilionMessages
package import VermilionTransport

/// Posts JSON to an address, signed as Standard Webhooks when there is a secret.
package struct WebhookChannel: Channel {
    package let name: ChannelName
    private let target: Target
    private let client: HTTPClient

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

    package init(name: ChannelName, client: HTTPClient, target: @escaping Target) {
        self.name = name
        self.target = target
        self.client = client
    }

    package func compose(_ notice: Notice, for reader: Reader) -> [UInt8] {
        Array(notice.record(message: Message(of: notice, for: reader), zone: reader.zone).compact.utf8)
    }

    package func deliver(_ delivery: Delivery, at now: Instant) async -> Outcome {
        do {
            let address = try target()
            // The notice's id, not the delivery's: a receiver that gets it over two channels sees that it is one.
            let id = "msg_\(delivery.id.notice)"
            let headers =
                address.signature?.headers(id: id, timestamp: now.seconds, body: delivery.payload)
                ?? StandardWebhook.identity(id: id, timestamp: now.seconds)
            let response = try await client.send(
                .post(delivery.payload, to: address.url, headers: headers, trust: address.trust))
            return HTTPOutcome.of(response, at: now, hint: "check the address and the secret of the webhook")
        } catch let failure as HTTPFailure {
            return HTTPOutcome.of(failure)
        } catch {
            return .misconfigured(reason: "\(error)", hint: "mend the channel's settings")
        }
    }
}
