package import Glibc
import Synchronization

/// No port of this machine, or no socket at a path, can be had.
package struct NoPort: Error {
    let errno: Int32
}

/// A port that nobody has at the moment. Not one of those that the system gives to whoever asks for any (32768 and more, by
/// ip(7)): another test could get it before the server does that it is for.
package func freePort() throws -> Int {
    for _ in 0..<1_000 {
        let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard let (listener, port) = try? listen(backlog: 1, port: 10_000 + number % 22_000) else { continue }
        close(listener)
        return port
    }
    throw NoPort(errno: EADDRINUSE)
}

/// Other processes of tests begin elsewhere.
private let next = Atomic(Int.random(in: 0..<22_000))

/// A socket that listens on ::1, and on nothing else.
package func listenOnIPv6(backlog: Int32) throws -> (socket: Int32, port: Int) {
    let listener = socket(AF_INET6, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in6()
    address.sin6_family = sa_family_t(AF_INET6)
    address.sin6_addr = in6addr_loopback
    var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
            bind(listener, address, length) == 0 && Glibc.listen(listener, backlog) == 0
                && getsockname(listener, address, &length) == 0
        }
    }
    guard listener >= 0, isBound else { throw NoPort(errno: errno) }
    return (listener, Int(UInt16(bigEndian: address.sin6_port)))
}

/// A socket that listens on 127.0.0.1.
///
/// - Parameter port: 0 for any.
package func listen(backlog: Int32, port: Int = 0) throws -> (socket: Int32, port: Int) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = loopback(port: port)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
            bind(listener, address, length) == 0 && Glibc.listen(listener, backlog) == 0
                && getsockname(listener, address, &length) == 0
        }
    }
    // Small, so that a peer notices soon when nobody reads.
    var buffer = Int32(64 << 10)
    setsockopt(listener, SOL_SOCKET, SO_RCVBUF, &buffer, socklen_t(MemoryLayout<Int32>.size))
    guard listener >= 0, isBound else {
        let failure = NoPort(errno: errno)
        close(listener)
        throw failure
    }
    return (listener, Int(UInt16(bigEndian: address.sin_port)))
}

package func loopback(port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
}

package func canConnect(to port: Int) -> Bool {
    let probe = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    defer { close(probe) }
    var address = loopback(port: port)
    return withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            connect(probe, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
        }
    }
}

/// A Unix socket at a path.
///
/// - Parameter type: `SOCK_STREAM` or `SOCK_DGRAM`.
package func bindUnix(_ type: __socket_type, to path: String) throws -> Int32 {
    let file = socket(AF_UNIX, Int32(type.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let isBound = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(file, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
        }
    }
    guard file >= 0, isBound else { throw NoPort(errno: errno) }
    return file
}
