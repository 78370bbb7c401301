package import VermilionDomain

/// A whole answer: a body that was cut short is a failure instead.
package struct HTTPResponse: Sendable {
    package let status: Int
    package let body: [UInt8]
    /// In the order in which they came, names as they were written.
    package let headers: [(name: String, value: String)]

    package init(status: Int, body: [UInt8], headers: [(name: String, value: String)]) {
        self.status = status
        self.body = body
        self.headers = headers
    }

    /// Whether the same request may be answered otherwise later: the server was not ready, asked for patience, or failed.
    package var isWorthRetrying: Bool { [408, 425, 429].contains(status) || (500..<600).contains(status) }

    /// For how long the server asks to be left alone; nil when it says nothing of the kind.
    package func retryAfter(at now: Instant) -> Duration? {
        header("Retry-After").flatMap { RetryAfter($0, now: now)?.wait }
    }

    /// The first header of that name, in any case of letters.
    package func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.name.lowercased() == wanted }?.value
    }
}
