import VermilionDomain
import VermilionFormats

/// How many requests a service takes: so many at once, and from then on so many a minute.
struct RequestLimit: Hashable, Sendable {
    let name: String
    let burst: Int
    let perMinute: Int

    /// The documented 50 in one minute are the burst and what comes in during that minute.
    static let tokenFlex = RequestLimit(name: "token-flex", burst: 45, perMinute: 5)
    /// Ten a minute are documented for exports; a query is as much work for the server.
    static let insightsQueries = RequestLimit(name: "insights", burst: 5, perMinute: 5)
}

/// When a server may be asked next: as its limits have it, not before it said, and after failures ever more slowly.
struct Pace: Hashable, Sendable {
    /// By the name of a limit: when all that was asked is made up for.
    private var evenAt: [String: Instant] = [:]
    /// What the server asked for; only time ends it.
    private var asked: Instant?
    /// What failures ask for; an answer ends it.
    private var notBefore: Instant?
    private var failures = 0

    private static let backoff = Backoff.standard
    /// How long one request after a failure keeps the others waiting for what becomes of it.
    private static let trial = Duration.seconds(5)

    /// How long to wait; when that is not at all, the request counts as sent.
    mutating func ask(_ limit: RequestLimit?, at now: Instant) -> Duration {
        for case let until? in [asked, notBefore] {
            // More than was ever asked for means that the clock was put back.
            if until > now, until - now <= .hours(1) { return until - now }
        }
        if let limit {
            let interval = Duration.seconds(60) / limit.perMinute
            let span = interval * limit.burst
            let even = min(max(evenAt[limit.name] ?? now, now), now + span)
            let wait = even + interval - now - span
            if wait > .zero { return wait }
            evenAt[limit.name] = even + interval
        }
        // Ten teams of one account do not each try whether it is well again.
        if failures > 0 { notBefore = now + Self.trial }
        return .zero
    }

    mutating func wentWell() { (failures, notBefore) = (0, nil) }

    /// - Parameter asked: what the server said in `Retry-After`.
    /// - Parameter chance: from 0 to 1, drawn by the caller.
    mutating func failed(asked wait: Duration?, at now: Instant, chance: Double) {
        if let wait { asked = now + min(wait, .hours(1)) }
        notBefore = now + Self.backoff.wait(after: failures, asked: wait, chance: chance)
        failures += 1
    }

    /// What another process noted.
    mutating func take(_ other: Pace) {
        evenAt.merge(other.evenAt) { max($0, $1) }
        if let theirs = other.asked { asked = max(asked ?? theirs, theirs) }
    }
}

extension Pace {
    /// Whatever cannot be read counts as not there: the limits then start anew.
    init(_ bytes: [UInt8]) {
        guard case .object(let members)? = try? JSON.read(bytes, file: "", depth: 2, size: 1 << 16) else { return }
        for (name, value) in members {
            guard let instant = value.text.flatMap({ Int64($0) }).map(Instant.init(microseconds:)) else { continue }
            if name == Self.silence { asked = instant } else { evenAt[name] = instant }
        }
    }

    /// What holds for other processes, and after a restart.
    var bytes: [UInt8] {
        var members = evenAt.sorted { $0.key < $1.key }.map { ($0.key, JSON.integer($0.value.microseconds)) }
        if let asked { members.append((Self.silence, .integer(asked.microseconds))) }
        return Array((JSON.object(members).compact + "\n").utf8)
    }

    private static let silence = "not-before"
}
