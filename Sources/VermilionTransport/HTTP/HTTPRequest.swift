/// One HTTP request, with every limit that holds for it.
package struct HTTPRequest: Sendable {
    package enum Method: Hashable, Sendable {
        case get
        case post([UInt8])
        case put([UInt8])
        /// Nothing is asked: the way to the server alone, with TLS where the address has it.
        case connect

        var body: [UInt8]? {
            switch self {
            case .get, .connect: nil
            case .post(let body), .put(let body): body
            }
        }
    }

    package var method: Method
    /// May be a secret as a whole, as Slack's is: it is never part of a failure's words.
    package var url: String
    package var headers: [(name: String, value: String)]
    package var route: HTTPRoute
    package var deadlines: HTTPDeadlines
    /// Bytes of the answer's body, counted after decompression.
    package var bodyLimit: Int
    /// Whether a POST does no harm when it arrives twice. Only then it may use a connection that was used before:
    /// libcurl silently posts again when that turns out to be dead.
    package var mayArriveTwice = false

    package init(
        _ method: Method, _ url: String, headers: [(name: String, value: String)], route: HTTPRoute,
        deadlines: HTTPDeadlines, bodyLimit: Int
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.route = route
        self.deadlines = deadlines
        self.bodyLimit = bodyLimit
    }

    /// JSON, unless the headers name another content type. Arrives at most once per request.
    package static func post(
        _ body: [UInt8], to url: String, headers: [(name: String, value: String)], trust: TLSTrust
    ) -> HTTPRequest {
        HTTPRequest(
            .post(body), url, headers: headers, route: HTTPRoute(trust: trust), deadlines: .standard,
            bodyLimit: standardBodyLimit)
    }

    package static func get(
        _ url: String, headers: [(name: String, value: String)], trust: TLSTrust
    ) -> HTTPRequest {
        HTTPRequest(
            .get, url, headers: headers, route: HTTPRoute(trust: trust), deadlines: .standard,
            bodyLimit: standardBodyLimit)
    }

    /// 4 MB.
    package static var standardBodyLimit: Int { 4 << 20 }
}

/// How long a request may take.
package struct HTTPDeadlines: Hashable, Sendable {
    /// For looking up the name, connecting and the TLS handshake.
    package var connect: Duration
    /// For everything, from the call to the last byte of the answer.
    package var whole: Duration
    /// An answer that comes slower than `slowest` bytes a second for this long is given up. Whole seconds.
    package var crawl: Duration
    package var slowest: Int

    package init(connect: Duration, whole: Duration, crawl: Duration, slowest: Int) {
        self.connect = connect
        self.whole = whole
        self.crawl = crawl
        self.slowest = slowest
    }

    package static var standard: HTTPDeadlines {
        HTTPDeadlines(connect: .seconds(5), whole: .seconds(20), crawl: .seconds(15), slowest: 30)
    }
}
