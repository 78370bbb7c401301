import Glibc

/// What a peer may take of the daemon: all of it is given back when it has had its time.
package struct StatusLimits: Sendable {
    /// From the connection to the last byte of the request's head, however many bytes arrive meanwhile.
    package var request = Duration.seconds(10)
    /// From the first byte of the answer until the peer has taken it and gone.
    package var answer = Duration.seconds(10)
    /// Bytes of the request line and the headers together.
    package var head = 8 << 10
    /// More connections than that make the oldest idle one go.
    package var connections = StatusLimits.usualConnections
    /// Answers that are made or sent at the same time; more are asked to come again.
    package var answersAtOnce = 8

    package init() {}

    /// At most a quarter of the files that the process may have open: polling, delivering and the state need some, too.
    private static var usualConnections: Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 16 }
        return Int(min(64, max(4, limit.rlim_cur / 4)))
    }
}
