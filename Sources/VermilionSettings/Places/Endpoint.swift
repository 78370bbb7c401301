import VermilionFormats

/// A server as a URL names it: `scheme://host[:port][rest]`.
struct Endpoint: Equatable {
    let scheme: String
    /// Lower case; an IPv6 address without its brackets.
    let host: String
    let port: Int?
    /// From the first `/`, `?` or `#` on.
    let rest: String

    /// What is wrong, in words that never repeat the URL: it can hold a secret.
    struct Mistake: Error, Equatable {
        let message: String
        let hint: String?

        init(_ message: String, hint: String? = nil) { (self.message, self.hint) = (message, hint) }
    }

    init(parsing text: String, schemes: [String]) throws(Mistake) {
        let starts = schemes.map { "\($0)://" }.joined(separator: " or ")
        guard text.unicodeScalars.allSatisfy({ $0 > " " && $0 < "\u{7F}" }) else {
            throw Mistake("the address has a space or a character in it that is not ASCII")
        }
        guard let colon = text.firstRange(of: "://") else { throw Mistake("the address must begin with \(starts)") }
        scheme = text[..<colon.lowerBound].lowercased()
        guard schemes.contains(scheme) else { throw Mistake("the address must begin with \(starts)") }
        let afterScheme = text[colon.upperBound...]
        let end = afterScheme.firstIndex { "/?#".contains($0) } ?? afterScheme.endIndex
        rest = String(afterScheme[end...])
        let authority = afterScheme[..<end]
        guard !authority.contains("@") else { throw Mistake("the address must not hold a user or password") }
        (host, port) = try Self.hostAndPort(authority)
    }

    private static func hostAndPort(_ text: Substring) throws(Mistake) -> (host: String, port: Int?) {
        var host = text
        var tail: Substring = ""
        if text.hasPrefix("[") {
            guard let close = text.firstIndex(of: "]") else { throw Mistake("the address has a `[` without its `]`") }
            host = text[text.index(after: text.startIndex)..<close]
            tail = text[text.index(after: close)...]
            guard HostName.isIPv6(host) else { throw Mistake("the address has no IPv6 address between its brackets") }
        } else {
            if let colon = text.firstIndex(of: ":") { (host, tail) = (text[..<colon], text[colon...]) }
            if tail.dropFirst().contains(":") {
                throw Mistake(
                    "the address has more than one `:` in its host", hint: "an IPv6 address needs brackets: [::1]")
            }
            guard HostName.isName(host) else { throw Mistake("the address has no host name") }
        }
        if tail.isEmpty { return (host.lowercased(), nil) }
        let digits = tail.dropFirst()
        guard tail.first == ":", digits.utf8.allSatisfy({ (48...57).contains($0) }), let port = Int(digits),
            (1...65_535).contains(port)
        else { throw Mistake("the address has a port that is not a number from 1 to 65535") }
        return (host.lowercased(), port)
    }

    /// Whether it is on this machine, so that nothing travels.
    var isLoopback: Bool { HostName.isLoopback(host) }

    /// Refuses what is not the address of a web server, and clear text over a network.
    ///
    /// - Parameter allowsHTTP: what `allow-http` says where there is such a key; nil where there is none.
    static func checkWeb(_ text: String, allowsHTTP: Bool? = nil) throws(Mistake) {
        let endpoint = try Endpoint(parsing: text, schemes: ["https", "http"])
        guard endpoint.scheme == "https" || endpoint.isLoopback || allowsHTTP == true else {
            throw Mistake(
                "the address is plain http to another machine",
                hint: allowsHTTP == nil ? "use https" : "use https, or allow-http: true in a network that you trust")
        }
    }
}
