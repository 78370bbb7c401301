import Foundation
import Glibc
import VermilionServing

/// Work that waits for a peer has a thread of its own: the server under test needs all that the tests share.
func onThread<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
        Thread.detachNewThread { continuation.resume(returning: work()) }
    }
}

/// The other end of a connection, which does with it what it wants.
final class RawPeer: Sendable {
    private let socket: Int32

    struct CannotConnect: Error { let errno: Int32 }

    /// - Parameter buffer: bytes that the system takes for it unread.
    init(to address: StatusAddress, buffer: Int32? = nil) throws {
        switch address {
        case .tcp(let host, let port):
            if host.contains(":") {
                var address = sockaddr_in6()
                address.sin6_family = sa_family_t(AF_INET6)
                address.sin6_port = UInt16(port).bigEndian
                inet_pton(AF_INET6, host, &address.sin6_addr)
                socket = try Self.connect(AF_INET6, address, buffer)
            } else {
                var address = sockaddr_in()
                address.sin_family = sa_family_t(AF_INET)
                address.sin_port = UInt16(port).bigEndian
                inet_pton(AF_INET, host, &address.sin_addr)
                socket = try Self.connect(AF_INET, address, buffer)
            }
        case .unix(let path):
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
            socket = try Self.connect(AF_UNIX, address, buffer)
        }
    }

    deinit { close(socket) }

    private static func connect<Address>(_ family: Int32, _ address: Address, _ buffer: Int32?) throws -> Int32 {
        let socket = Glibc.socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        if var buffer { setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &buffer, socklen_t(MemoryLayout<Int32>.size)) }
        let status = withUnsafeBytes(of: address) { bytes in
            Glibc.connect(
                socket, bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
        }
        guard status == 0 else {
            defer { close(socket) }
            throw CannotConnect(errno: errno)
        }
        return socket
    }

    /// Whether all of it was taken.
    @discardableResult
    func send(_ text: String) -> Bool {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            bytes = bytes.dropFirst(count)
        }
        return true
    }

    /// What arrives until the other side hangs up, and whether it did.
    func readToEnd(within patience: Duration = .seconds(20)) -> (text: String, isOver: Bool) {
        let end = ContinuousClock.now + patience
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let left = end - .now
            guard left > .zero else { return (String(decoding: received, as: UTF8.self), false) }
            var poll = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
            guard Glibc.poll(&poll, 1, Int32(left.components.seconds * 1_000) + 100) > 0 else { continue }
            let count = recv(socket, &buffer, buffer.count, 0)
            guard count > 0 else { return (String(decoding: received, as: UTF8.self), true) }
            received += buffer[..<count]
        }
    }

    /// Whether the other side has not hung up.
    var isOpen: Bool {
        var poll = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        guard Glibc.poll(&poll, 1, 0) > 0 else { return true }
        var byte: UInt8 = 0
        return recv(socket, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)) > 0
    }
}
