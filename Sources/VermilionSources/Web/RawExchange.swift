import VermilionTransport

/// A request and its answer as they were, for the eyes of whoever fills in a `map`. Known secrets are `***`.
package struct RawExchange: Sendable {
    package let request: String
    package let status: Int
    package let body: String

    /// - Parameter secrets: what must not be shown, wherever it turns up.
    init(_ request: String, _ response: HTTPResponse, secrets: [String]) {
        var texts = [request, String(decoding: response.body, as: UTF8.self)]
        for secret in secrets where !secret.isEmpty {
            texts = texts.map { $0.replacing(secret, with: "***") }
        }
        (self.request, status, body) = (texts[0], response.status, texts[1])
    }
}
