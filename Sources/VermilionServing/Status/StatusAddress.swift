/// Where the daemon tells how it is: on this machine, where no other machine reaches it.
package enum StatusAddress: Hashable, Sendable {
    /// A loopback address; an IPv6 address without its brackets. Port 0 takes any free one.
    case tcp(host: String, port: Int)
    /// The absolute path of a socket.
    case unix(path: String)

    /// Whether a browser or a scraper that says `Host: …` meant this address.
    ///
    /// A web page can have its own name lead to 127.0.0.1 (DNS rebinding) and then read what is there as if it were its own,
    /// but it cannot make a browser call that name `localhost`. Nothing of the kind reaches a Unix socket.
    func isMeant(by host: String) -> Bool {
        guard case .tcp(let own, let port) = self else { return true }
        let names = ["localhost", "127.0.0.1", "[::1]", own.contains(":") ? "[\(own)]" : own]
        return names.contains { host.lowercased() == "\($0):\(port)" || port == 80 && host.lowercased() == $0 }
    }
}

extension StatusAddress: CustomStringConvertible {
    package var description: String {
        switch self {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        }
    }
}
