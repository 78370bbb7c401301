import VermilionDomain
package import VermilionFormats

/// One request; names of headers in small letters, the path as it was sent, names and values of the query decoded.
package struct SimulatedRequest: Sendable {
    package var method: String
    package var path: String
    package var query: [String: String]
    package var headers: [String: String]
    package var body: [UInt8]

    package init(
        _ method: String, _ path: String, query: [String: String] = [:], headers: [String: String] = [:],
        body: [UInt8] = []
    ) {
        (self.method, self.path, self.query, self.headers, self.body) = (method, path, query, headers, body)
    }

    /// With a form-encoded body.
    package init(
        _ method: String, _ path: String, headers: [String: String] = [:], form: [(name: String, value: String)]
    ) {
        self.init(
            method, path, headers: headers.merging(["content-type": FormEncoding.mediaType]) { given, _ in given },
            body: Array(FormEncoding.encoded(form).utf8))
    }

    /// The parts of the path, decoded.
    var parts: [String] {
        path.split(separator: "/").map { FormEncoding.decoded(String($0), plusIsBlank: false) ?? String($0) }
    }

    var document: JSON? { try? JSON.read(body, file: "body", depth: 16, size: 1_048_576) }
}

package struct SimulatedResponse: Sendable, Equatable {
    package enum Delivery: Sendable, Equatable {
        case whole
        case slow(bytesPerSecond: Int)
        /// The connection ends although more was announced.
        case cut(after: Int)
    }

    package var status: Int
    package var headers: [String: String]
    package var body: String
    package var delivery = Delivery.whole

    package init(status: Int, headers: [String: String], body: String) {
        (self.status, self.headers, self.body) = (status, headers, body)
    }

    package init(_ status: Int, _ body: JSON) {
        self.init(status: status, headers: ["content-type": "application/json"], body: body.compact)
    }
}

extension SimulatedResponse {
    /// The shape of the services' errors, with the key spelled `more info`.
    static func failure(_ status: Int, _ code: String, _ message: String) -> SimulatedResponse {
        SimulatedResponse(
            status,
            .object([
                ("developerMessage", .string(message)), ("userMessage", ""), ("errorCode", .string(code)),
                ("more info", "https://aps.autodesk.com/en/docs/oauth/v2/developers_guide/error_handling/"),
            ]))
    }

    /// The shape of Token Flex errors: capitals.
    static func flexFailure(_ status: Int, _ code: String, _ message: String) -> SimulatedResponse {
        SimulatedResponse(status, .object([("Code", .string(code)), ("Message", .string("\(code): \(message)"))]))
    }

    /// The shape of the token endpoint's errors.
    static func refused(_ status: Int, _ error: String, _ description: String) -> SimulatedResponse {
        SimulatedResponse(status, .object([("error", .string(error)), ("error_description", .string(description))]))
    }

    static let notFound = failure(404, "AUTH-404", "The requested resource does not exist.")

    static let capacityExceeded = SimulatedResponse(
        403,
        .object([
            ("developerMessage", "API request capacity exceeded."), ("moreInfo", "https://aps.autodesk.com/pricing"),
            ("errorCode", "403"),
        ]))

    static func tooMany(_ wait: Fault.RetryAfter?, at now: Instant) -> SimulatedResponse {
        var response = SimulatedResponse(429, .object([("developerMessage", "Quota limit exceeded.")]))
        switch wait {
        case .seconds(let count): response.headers["retry-after"] = String(count)
        case .date(let count): response.headers["retry-after"] = HTTPDate.text(now + .seconds(count))
        case nil: break
        }
        return response
    }
}

/// RFC 9110 §5.6.7: `Sun, 06 Nov 1994 08:49:37 GMT`.
enum HTTPDate {
    static func text(_ instant: Instant) -> String {
        let (day, time) = Zone.utc.civil(instant)
        let (year, month, number) = day.components
        let weekday = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][day.weekday]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return "\(weekday), \(twoDigits(number)) \(months[month - 1]) \(year) \(time) GMT"
    }
}
