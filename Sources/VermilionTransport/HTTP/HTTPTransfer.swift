import CCurl

/// One request on its way and what has come of the answer. Lives on the thread that drives it.
final class HTTPTransfer {
    let order: HTTPOrder
    let easy: EasyHandle
    private var body: [UInt8] = []
    private var headers: [(name: String, value: String)] = []
    private var isTooLarge = false
    /// Whether the empty line after the headers came: libcurl takes a connection that ends before it for an answer.
    private var hasHead = false
    /// Headers may also follow a body; those are not the answer's.
    private var hasBody = false

    /// Nil when libcurl has no handle to give.
    init?(_ order: HTTPOrder) {
        guard let easy = EasyHandle() else { return nil }
        self.order = order
        self.easy = easy
    }

    /// The handle ready to be driven. This object must outlive its being driven: libcurl calls it back.
    func configure() {
        let request = order.request
        easy.setCommon(trust: request.route.trust)
        if let proxy = request.route.proxy { easy.set(CURLOPT_PROXY, proxy) }
        if let identity = request.route.identity {
            easy.set(CURLOPT_SSLCERT, identity.certificate)
            easy.set(CURLOPT_SSLKEY, identity.key)
        }
        easy.set(CURLOPT_URL, request.url)
        easy.set(CURLOPT_PROTOCOLS_STR, "http,https")
        easy.set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
        easy.set(CURLOPT_FOLLOWLOCATION, 0)
        easy.set(CURLOPT_USERAGENT, "vermilion")
        easy.set(CURLOPT_ACCEPT_ENCODING, "gzip")
        easy.set(CURLOPT_TCP_KEEPALIVE, 1)
        easy.set(CURLOPT_MAXAGE_CONN, 60)
        easy.set(CURLOPT_CONNECTTIMEOUT_MS, request.deadlines.connect)
        easy.set(CURLOPT_TIMEOUT_MS, request.deadlines.whole)
        easy.set(CURLOPT_LOW_SPEED_LIMIT, request.deadlines.slowest)
        easy.set(CURLOPT_LOW_SPEED_TIME, max(1, Int(request.deadlines.crawl.components.seconds)))
        easy.note(ccurl_set_offset(easy.raw, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(request.bodyLimit)))
        easy.set(CURLOPT_HTTPHEADER, order.headerLines)
        if let bytes = request.method.body {
            easy.set(CURLOPT_POST, 1)
            easy.setBody(bytes)
        }
        // In all but its name a PUT is a POST; libcurl's own asks for the body piece by piece.
        if case .put = request.method { easy.set(CURLOPT_CUSTOMREQUEST, "PUT") }
        if request.method == .connect { easy.set(CURLOPT_CONNECT_ONLY, 1) }
        if request.mayShareConnections {
            // Rather one connection for many than many connections at once.
            easy.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
            easy.set(CURLOPT_PIPEWAIT, 1)
        } else {
            easy.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
            easy.set(CURLOPT_FRESH_CONNECT, 1)
            easy.set(CURLOPT_FORBID_REUSE, 1)
        }
        let this = Unmanaged.passUnretained(self).toOpaque()
        easy.note(ccurl_set_body_sink(easy.raw, { HTTPTransfer.take($0, $1 * $2, $3) { $0.takeBody($1) } }, this))
        easy.note(ccurl_set_header_sink(easy.raw, { HTTPTransfer.take($0, $1 * $2, $3) { $0.takeHeader($1) } }, this))
    }

    func finish(_ code: CURLcode) {
        order.finish(result(code))
    }

    private func result(_ code: CURLcode) -> Result<HTTPResponse, HTTPFailure> {
        if code == CURLE_OK, hasHead || order.request.method == .connect {
            return .success(HTTPResponse(status: easy.responseCode, body: body, headers: headers))
        }
        return .failure(HTTPFailure(cause(of: code), server: order.server))
    }

    private func cause(of code: CURLcode) -> HTTPFailure.Cause {
        if isTooLarge { return .tooLarge(limit: order.request.bodyLimit) }
        if code != CURLE_OK, let status = easy.proxyRefusal {
            return status == 407 ? .proxyLogin : .noProxy("HTTP \(status)")
        }
        return switch code {
        case CURLE_OK: .cutShort
        case CURLE_URL_MALFORMAT: .malformedURL
        // Schemes were checked before: what libcurl does not speak here is the server's HTTP/0.9 or worse.
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY: .notHTTP
        case CURLE_COULDNT_RESOLVE_HOST: .unresolved
        case CURLE_COULDNT_CONNECT: easy.isForbidden ? .forbidden : .refused
        case CURLE_OPERATION_TIMEDOUT: .timedOut
        case CURLE_COULDNT_RESOLVE_PROXY: .noProxy("its name cannot be resolved")
        case CURLE_PROXY: .noProxy(easy.words(for: code))
        case CURLE_SSL_CERTPROBLEM: .unusableIdentity(file: order.request.route.identity?.certificate ?? "none")
        case CURLE_PEER_FAILED_VERIFICATION: .certificate(easy.words(for: code))
        case CURLE_SSL_CACERT_BADFILE:
            .unreadableAuthorities(file: order.request.route.trust.caFile ?? "the system's certificates")
        case CURLE_SSL_CONNECT_ERROR: .handshake(easy.words(for: code))
        case CURLE_FILESIZE_EXCEEDED: .tooLarge(limit: order.request.bodyLimit)
        case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_HTTP2, CURLE_HTTP2_STREAM, CURLE_RECV_ERROR, CURLE_SEND_ERROR:
            .cutShort
        case CURLE_BAD_CONTENT_ENCODING: .notHTTP
        default: .other(code: Int(code.rawValue), String(cString: curl_easy_strerror(code)))
        }
    }

    private func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        hasBody = true
        isTooLarge = body.count + bytes.count > order.request.bodyLimit
        if !isTooLarge { body.append(contentsOf: bytes) }
        return !isTooLarge
    }

    private func takeHeader(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard !hasBody else { return true }
        if bytes.starts(with: "HTTP/".utf8) {
            headers = []  // what came before belonged to an interim answer
            hasHead = false
        } else if let colon = bytes.firstIndex(of: UInt8(ascii: ":")) {
            let name = String(decoding: bytes[..<colon], as: UTF8.self)
            let blank: [UInt8] = [0x20, 0x09, 0x0D, 0x0A]
            let value = bytes[(colon + 1)...].drop { blank.contains($0) }
            let end = value.lastIndex { !blank.contains($0) }.map { $0 + 1 } ?? value.startIndex
            headers.append((name, String(decoding: value[..<end], as: UTF8.self)))
        } else {
            hasHead = bytes.elementsEqual([0x0D, 0x0A]) || bytes.elementsEqual([0x0A])
        }
        return true
    }

    private static func take(
        _ start: UnsafeMutablePointer<CChar>?, _ count: Int, _ context: UnsafeMutableRawPointer?,
        by reader: (HTTPTransfer, UnsafeRawBufferPointer) -> Bool
    ) -> Int {
        guard let context else { return 0 }
        let transfer = Unmanaged<HTTPTransfer>.fromOpaque(context).takeUnretainedValue()
        let isTaken = reader(transfer, UnsafeRawBufferPointer(start: start, count: count))
        // Another number than what was given ends the transfer; an empty body gives none.
        return isTaken ? count : (count == 0 ? 1 : 0)
    }
}

extension HTTPRequest {
    fileprivate var mayShareConnections: Bool {
        switch method {
        case .get: true
        case .post: mayArriveTwice
        // Sent twice it comes to the same (RFC 9110, 9.2.2).
        case .put: true
        case .connect: false
        }
    }
}
