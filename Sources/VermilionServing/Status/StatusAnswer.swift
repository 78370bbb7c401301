import Glibc
import NIOCore
import NIOHTTP1

/// What a request comes to.
struct StatusAnswer: Sendable {
    let status: HTTPResponseStatus
    let type: String
    let body: String
    var headers: [(String, String)] = []
    /// A `HEAD` is told what a `GET` would get, and no more.
    var hasBody = true

    init(_ status: HTTPResponseStatus, _ body: String, type: String = "text/plain; charset=utf-8") {
        (self.status, self.body, self.type) = (status, body, type)
    }

    /// Of a request that the parser gave up.
    init(_ error: HTTPParserError) {
        switch error {
        case .invalidVersion: self.init(.httpVersionNotSupported, "This is HTTP/1.1.\n")
        case .headerOverflow: self.init(.requestHeaderFieldsTooLarge, "The headers are too large.\n")
        default: self.init(.badRequest, "This is no request.\n")
        }
    }

    var head: HTTPResponseHead {
        var fields: HTTPHeaders = [
            "Content-Type": type, "Content-Length": "\(body.utf8.count)", "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff", "Connection": "close", "Date": Self.date,
        ]
        fields.add(contentsOf: headers)
        return HTTPResponseHead(version: .http1_1, status: status, headers: fields)
    }

    /// Now, as HTTP writes it (RFC 9110 §5.6.7).
    private static var date: String {
        var (now, parts) = (time(nil), tm())
        gmtime_r(&now, &parts)
        // The process never leaves the C locale, so the names are English.
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { text in
            let count = strftime(text.baseAddress, text.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
            return String(decoding: text.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
    }
}
