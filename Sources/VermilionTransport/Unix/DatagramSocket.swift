import Glibc

/// A socket of this machine that takes datagrams, as the journal's and the service manager's.
package struct DatagramSocket: Hashable, Sendable {
    /// A path; with `@` in front an abstract address.
    package let address: String

    package init(_ address: String) { self.address = address }

    /// journald's, for its native protocol.
    package static let journal = DatagramSocket("/run/systemd/journal/socket")

    package struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        /// The system's error number.
        package let code: Int32
        package var description: String { String(cString: strerror(code)) }
        /// Somebody listens, but has too much to do.
        package var isBusy: Bool { code == EAGAIN }
    }

    /// - Parameter waiting: up to two seconds for a listener that is busy; else that is a failure.
    package func send(_ bytes: [UInt8], waiting: Bool) throws(Failure) {
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        let path = Array(address.utf8)
        guard path.count < MemoryLayout.size(ofValue: name.sun_path) else { throw Failure(code: ENAMETOOLONG) }
        let isAbstract = path.first == UInt8(ascii: "@")
        withUnsafeMutableBytes(of: &name.sun_path) { bytes in
            bytes.copyBytes(from: path)
            // `@` stands for the zero byte of an abstract address.
            if isAbstract { bytes[0] = 0 }
        }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + path.count + (isAbstract ? 0 : 1))
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { throw Failure(code: errno) }
        defer { close(socket) }
        if waiting {
            // A listener that is busy for longer does not listen.
            var patience = timeval(tv_sec: 2, tv_usec: 0)
            setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        }
        let flags = Int32(MSG_NOSIGNAL) | (waiting ? 0 : Int32(MSG_DONTWAIT))
        let count = withUnsafePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(socket, bytes, bytes.count, flags, $0, length)
            }
        }
        guard count == bytes.count else { throw Failure(code: errno) }
    }
}
