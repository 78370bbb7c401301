import Foundation
import Glibc
import Synchronization

/// A web server on the loopback that answers each request as the test decides.
final class AnsweringServer: Sendable {
    struct Answer: Sendable {
        var status = 200
        /// Whole lines.
        var headers: [String] = []
        var body: String
    }

    let url: String
    private let listener: Int32
    private let heardRequests = Mutex<[String]>([])

    /// - Parameter answer: gets the address of the server and the whole request, head and body.
    init(_ answer: @escaping @Sendable (_ url: String, _ request: String) -> Answer) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port = withUnsafeMutablePointer(to: &address) { pointer -> UInt16? in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic -> UInt16? in
                guard bind(listener, generic, length) == 0, listen(listener, 16) == 0,
                    getsockname(listener, generic, &length) == 0
                else { return nil }
                return UInt16(bigEndian: pointer.pointee.sin_port)
            }
        }
        guard let port else { throw POSIXError(.EADDRNOTAVAIL) }
        self.listener = listener
        let url = "http://127.0.0.1:\(port)"
        self.url = url
        Thread.detachNewThread { [weak self] in
            while true {
                let peer = accept(listener, nil, nil)
                guard peer >= 0 else { break }
                let request = AnsweringServer.request(from: peer)
                if let self {
                    self.heardRequests.withLock { $0.append(request) }
                    let answer = answer(url, request)
                    let text =
                        "HTTP/1.1 \(answer.status) X\r\nContent-Length: \(answer.body.utf8.count)\r\n"
                        + answer.headers.map { $0 + "\r\n" }.joined() + "Connection: close\r\n\r\n\(answer.body)"
                    _ = Array(text.utf8).withUnsafeBytes {
                        send(peer, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                    }
                }
                shutdown(peer, Int32(SHUT_WR))
                close(peer)
            }
            close(listener)
        }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    /// Whole requests in the order in which they came.
    var heard: [String] { heardRequests.withLock { $0 } }

    /// `GET /path?query` of each request.
    var lines: [String] { heard.map { $0.split(separator: " ").prefix(2).joined(separator: " ") } }

    private static func request(from peer: Int32) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let text = String(decoding: bytes, as: UTF8.self)
            if let head = text.range(of: "\r\n\r\n") {
                let length = text.lowercased().components(separatedBy: "content-length: ").dropFirst().first
                    .flatMap { Int($0.prefix { $0.isNumber }) }
                if text[head.upperBound...].utf8.count >= length ?? 0 { return text }
            }
            let count = recv(peer, &buffer, buffer.count, 0)
            guard count > 0 else { return text }
            bytes += buffer[..<count]
        }
    }
}
