extension Settings {
    /// Where the daemon tells how it is: nowhere that another machine reaches.
    package enum Listen: Hashable, Sendable {
        /// A loopback address; an IPv6 address without its brackets.
        case tcp(host: String, port: Int)
        /// The absolute path of a socket.
        case unix(path: String)
    }
}
