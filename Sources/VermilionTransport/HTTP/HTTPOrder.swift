import Synchronization

/// A request that was checked, and who waits for its answer.
final class HTTPOrder: Sendable {
    typealias Answer = Result<HTTPResponse, HTTPFailure>
    typealias Waiter = CheckedContinuation<Answer, Never>

    let request: HTTPRequest
    let server: String
    let headerLines: [String]
    private let waiter = Mutex<Waiter?>(nil)
    private let cancelled = Atomic(false)

    init(_ request: HTTPRequest) throws(HTTPFailure) {
        guard let address = HTTPAddress(request.url) else { throw HTTPFailure(.malformedURL, server: "address") }
        self.request = request
        server = address.server
        var lines: [String] = []
        for (name, value) in request.headers {
            guard HTTPOrder.isToken(name), HTTPOrder.isLine(value) else {
                throw HTTPFailure(.malformedHeader(name: HTTPOrder.isToken(name) ? name : "?"), server: server)
            }
            // libcurl takes "Name:" for "leave this header out", and "Name;" for one without a value.
            lines.append(value.isEmpty ? "\(name);" : "\(name): \(value)")
        }
        if request.method.body != nil {
            let namesType = request.headers.contains { $0.name.lowercased() == "content-type" }
            lines += (namesType ? [] : ["Content-Type: application/json"]) + ["Expect:"]
        }
        headerLines = lines
    }

    var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

    func cancel() { cancelled.store(true, ordering: .releasing) }

    func wait(_ continuation: Waiter) { waiter.withLock { $0 = continuation } }

    /// Only the first answer counts.
    func finish(_ answer: Answer) {
        let waiting = waiter.withLock { waiter in
            defer { waiter = nil }
            return waiter
        }
        waiting?.resume(returning: answer)
    }

    func fail(_ cause: HTTPFailure.Cause) { finish(.failure(HTTPFailure(cause, server: server))) }

    /// RFC 9110 §5.6.2.
    private static func isToken(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }

    private static func isLine(_ value: String) -> Bool {
        value.utf8.allSatisfy { $0 != 0 && $0 != 0x0A && $0 != 0x0D }
    }
}
