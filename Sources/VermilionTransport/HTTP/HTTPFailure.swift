/// Why there is no answer to an HTTP request.
package struct HTTPFailure: Error, Hashable, Sendable {
    package enum Cause: Hashable, Sendable {
        /// The address is not one, or is not http or https.
        case malformedURL
        /// A header that could smuggle in another one.
        case malformedHeader(name: String)
        case unresolved
        /// Nobody listens, or there is no way there.
        case refused
        case timedOut
        /// The certificate does not prove the name, in the words of the TLS library.
        case certificate(String)
        /// The file of authorities cannot be read.
        case unreadableAuthorities(file: String)
        case handshake(String)
        /// The proxy is not there or lets nothing through.
        case noProxy(String)
        /// The proxy wants a login, or another one.
        case proxyLogin
        /// An address of which no server is asked.
        case forbidden
        /// The certificate or the key to show cannot be used.
        case unusableIdentity(file: String)
        /// Others than its owner may read the key to show.
        case exposedKey(file: String)
        /// The answer is larger than the limit, in bytes.
        case tooLarge(limit: Int)
        /// The connection ended in the middle of the exchange; the request may have been taken.
        case cutShort
        case notHTTP
        case cancelled
        /// The client was shut down.
        case shutDown
        /// Anything else, by libcurl's number and general words for it.
        case other(code: Int, String)
    }

    package let cause: Cause
    /// Scheme, host and port alone: path and query may be secrets.
    package let server: String

    package init(_ cause: Cause, server: String) {
        self.cause = cause
        self.server = server
    }

    /// Whether the same request may succeed later without anybody mending anything.
    package var isWorthRetrying: Bool {
        switch cause {
        case .malformedURL, .malformedHeader, .certificate, .unreadableAuthorities, .unusableIdentity, .exposedKey,
            .tooLarge, .proxyLogin, .forbidden:
            false
        case .unresolved, .refused, .timedOut, .handshake, .noProxy, .cutShort, .notHTTP, .cancelled, .shutDown, .other:
            true
        }
    }
}

extension HTTPFailure: CustomStringConvertible {
    package var description: String { "\(server): \(cause)" }
}

extension HTTPFailure.Cause: CustomStringConvertible {
    package var description: String {
        switch self {
        case .malformedURL: "not an http or https address"
        case .malformedHeader(let name): "the header \(name) is not one that can be sent"
        case .unresolved: "the host name cannot be resolved"
        case .refused: "the connection was refused, or there is no way to the host"
        case .timedOut: "no answer in time"
        case .certificate(let words): "the certificate is not trusted: \(words)"
        case .unreadableAuthorities(let file): "no certificate authorities can be read from \(file)"
        case .handshake(let words): "no TLS connection: \(words)"
        case .noProxy(let words): "no way through the proxy: \(words)"
        case .proxyLogin: "the proxy wants a login, or another one (HTTP 407)"
        case .forbidden: EasyHandle.forbiddenWords
        case .unusableIdentity(let file): "the client certificate in \(file) or its key cannot be used"
        case .exposedKey(let file):
            "others than its owner may read the key in \(file) (chmod 600 it, and make a new one)"
        case .tooLarge(let limit): "the answer is larger than \(limit) bytes"
        case .cutShort: "the connection ended before the answer was complete"
        case .notHTTP: "the answer is not HTTP"
        case .cancelled: "cancelled"
        case .shutDown: "not sent: shutting down"
        case .other(let code, let words): "\(words) (curl \(code))"
        }
    }
}
