import Crypto
import Foundation

/// Signs as Standard Webhooks asks (standardwebhooks.com, spec 1.0): HMAC-SHA256 over `id.timestamp.body`.
package struct StandardWebhook: Sendable {
    private let key: SymmetricKey

    /// Nil unless `secret` is `whsec_` and 24 to 64 bytes in Base64.
    package init?(secret: String) {
        guard secret.hasPrefix("whsec_"), let bytes = Data(base64Encoded: String(secret.dropFirst(6))),
            (24...64).contains(bytes.count)
        else { return nil }
        key = SymmetricKey(data: bytes)
    }

    /// The headers of one attempt. The id stays the same over attempts, the timestamp is the attempt's own.
    package func headers(id: String, timestamp: Int64, body: [UInt8]) -> [(name: String, value: String)] {
        let signed = Array("\(id).\(timestamp).".utf8) + body
        let signature = Data(HMAC<SHA256>.authenticationCode(for: signed, using: key)).base64EncodedString()
        return StandardWebhook.identity(id: id, timestamp: timestamp) + [("webhook-signature", "v1,\(signature)")]
    }

    /// What an unsigned webhook carries of them.
    package static func identity(id: String, timestamp: Int64) -> [(name: String, value: String)] {
        [("webhook-id", id), ("webhook-timestamp", String(timestamp))]
    }
}
