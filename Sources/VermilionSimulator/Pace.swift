import VermilionDomain

/// How fast clients may ask: a bucket that holds a burst and fills with the sustained rate.
struct Pace: Sendable {
    enum Limit: Hashable {
        /// 500 a minute.
        case token
        /// 5 a minute, and once 50.
        case tokenFlex
        /// 10 a minute.
        case insightsExports

        fileprivate var perMinute: Int64 {
            switch self {
            case .token: 500
            case .tokenFlex: 5
            case .insightsExports: 10
            }
        }

        fileprivate var burst: Int64 { self == .tokenFlex ? 50 : perMinute }
    }

    private struct Key: Hashable {
        let limit: Limit
        let client: String
    }

    /// Until when the bucket is not full again: each request puts it off by 60 s / `perMinute`.
    private var full: [Key: Instant] = [:]

    /// Seconds to wait, or nil when the request is within the limit.
    mutating func wait(_ limit: Limit, _ client: String, at now: Instant) -> Int? {
        let key = Key(limit: limit, client: client)
        let step = 60_000_000 / limit.perMinute
        let next = max(full[key] ?? now, now) + .microseconds(step)
        let over = (next - now).microseconds - step * limit.burst
        guard over > 0 else {
            full[key] = next
            return nil
        }
        return Int((over + 999_999) / 1_000_000)
    }
}

extension SimulatedAutodesk {
    mutating func tooFast(_ limit: Pace.Limit, _ client: String, at now: Instant) -> SimulatedResponse? {
        guard scenario.hasLimits, let wait = pace.wait(limit, client, at: now) else { return nil }
        return .tooMany(.seconds(wait), at: now)
    }
}
