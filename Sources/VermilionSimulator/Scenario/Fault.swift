package import VermilionDomain

/// Something that goes wrong with some requests.
package struct Fault: Sendable {
    package enum RetryAfter: Sendable, Hashable {
        case seconds(Int)
        /// The same moment as an HTTP date (RFC 9110 §5.6.7).
        case date(Int)
    }

    package enum Kind: Sendable, Hashable {
        case tooManyRequests(RetryAfter?)
        case unauthorized
        /// The answer of a team whose access is suspended.
        case capacity
        case serverError(Int)
        case redirect(String)
        /// Bytes a second.
        case slow(Int)
        /// Only so many bytes, although more were announced.
        case cut(Int)
        /// What is no JSON.
        case garbage
        case empty
    }

    /// `*` stands for any characters.
    package var path: String
    package var method: String?
    package var from: Instant?
    package var until: Instant?
    /// Of the requests that match, each that completes so many.
    package var every: Int?
    /// Percent.
    package var chance: Int?
    /// After so many times it is over.
    package var times: Int?
    package var kind: Kind

    package init(path: String, kind: Kind) { (self.path, self.kind) = (path, kind) }
}

/// What has happened of a fault until now.
struct FaultProgress: Sendable {
    private var matches = 0
    private var happened = 0

    mutating func happens(_ fault: Fault, to request: SimulatedRequest, at now: Instant, chance: inout SeededChance)
        -> Bool
    {
        guard fault.method.map({ $0 == request.method }) ?? true, matchesPattern(request.path, fault.path),
            fault.from.map({ $0 <= now }) ?? true, fault.until.map({ now < $0 }) ?? true,
            fault.times.map({ happened < $0 }) ?? true
        else { return false }
        matches += 1
        if let every = fault.every, !matches.isMultiple(of: every) { return false }
        if let percent = fault.chance, !chance.happens(percent: percent) { return false }
        happened += 1
        return true
    }

    private func matchesPattern(_ path: String, _ pattern: String) -> Bool {
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 1 else { return path == pattern }
        guard path.hasPrefix(parts[0]) else { return false }
        var rest = path.dropFirst(parts[0].count)
        for part in parts[1..<(parts.count - 1)] where !part.isEmpty {
            guard let found = rest.firstRange(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return rest.hasSuffix(parts[parts.count - 1])
    }
}

extension Fault.Kind {
    /// The answer that is given in place of the service's, so that the service never sees the request.
    func answer(at now: Instant) -> SimulatedResponse? {
        switch self {
        case .tooManyRequests(let wait): return .tooMany(wait, at: now)
        case .unauthorized: return .failure(401, "AUTH-006", "Token is not valid or has expired.")
        case .capacity: return .capacityExceeded
        case .serverError(let status):
            return .failure(status, "AUTH-500", "An unexpected error occurred. Please contact support.")
        case .redirect(let location):
            return SimulatedResponse(status: 302, headers: ["location": location], body: "")
        case .slow, .cut, .garbage, .empty: return nil
        }
    }

    /// What becomes of the service's answer on its way.
    func spoil(_ response: inout SimulatedResponse) {
        switch self {
        case .slow(let rate): response.delivery = .slow(bytesPerSecond: rate)
        case .cut(let count): response.delivery = .cut(after: count)
        case .garbage: response.body = "<html><body>Bad Gateway</body></html>"
        case .empty: response.body = ""
        case .tooManyRequests, .unauthorized, .capacity, .serverError, .redirect: break
        }
    }
}
