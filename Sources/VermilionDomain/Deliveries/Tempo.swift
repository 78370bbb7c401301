/// How fast messages go through a channel, and when it is left alone because nothing gets through.
///
/// Decided from the receipts alone, so that it holds for all processes that share the state, and over restarts.
package struct Tempo: Hashable, Sendable {
    /// Deliveries that are worked on at the same time.
    package var atOnce: Int
    /// Nil for as fast as it goes.
    package var limit: Limit?
    /// Whether a wait that the service asked for is one for all messages.
    package var pausesWhenAsked: Bool

    /// So many attempts in any period of this length.
    package struct Limit: Hashable, Sendable {
        package let count: Int
        package let period: Duration

        package init(_ count: Int, in period: Duration) { (self.count, self.period) = (count, period) }
    }

    /// One after the other.
    package init(atOnce: Int = 1, limit: Limit? = nil, pausesWhenAsked: Bool = false) {
        self.atOnce = atOnce
        self.limit = limit
        self.pausesWhenAsked = pausesWhenAsked
    }

    /// What went through a channel lately.
    package struct Past: Sendable {
        /// The last ones, the latest first.
        package let attempts: [(delivery: DeliveryID, attempt: Delivery.Attempt)]
        /// When attempts within the period of the limit were made, the latest first; as many as the limit allows.
        package let counted: [Instant]
        /// Deliveries that are worked on now.
        package let inFlight: Int

        package init(
            attempts: [(delivery: DeliveryID, attempt: Delivery.Attempt)], counted: [Instant], inFlight: Int
        ) {
            self.attempts = attempts
            self.counted = counted
            self.inFlight = inFlight
        }

        /// So many attempts tell enough.
        package static let depth = 32
    }

    package enum Room: Hashable, Sendable {
        case free(Int)
        /// Until then, or until something comes of what is in flight.
        case none(until: Instant)
    }

    /// How many deliveries may be begun now.
    package func room(after past: Past, at now: Instant) -> Room {
        var room = Int.max
        if let limit {
            room = limit.count - past.counted.count - past.inFlight
            if room <= 0 { return .none(until: (past.counted.last ?? now) + limit.period) }
        }
        if pausesWhenAsked, let until = past.attempts.first?.attempt.pauseUntil, until > now,
            until - now <= Tempo.longestPause
        {
            return .none(until: until)
        }
        if let until = rest(after: past.attempts), until - now <= Tempo.longestPause {
            // One finds out whether it works again.
            guard until <= now, past.inFlight == 0 else { return .none(until: max(until, now + Tempo.shortestRest)) }
            return .free(1)
        }
        return .free(room)
    }

    /// Until when a channel is left alone through which several messages in a row did not get; nil when it works.
    ///
    /// A message that fails again and again says nothing of the others. What the settings are to blame for counts, too:
    /// accounts are locked when a wrong password is tried too often.
    private func rest(after attempts: [(delivery: DeliveryID, attempt: Delivery.Attempt)]) -> Instant? {
        let failures = attempts.prefix { $0.attempt.outcome == .retry || $0.attempt.outcome == .misconfigured }
        guard let last = failures.first, Set(failures.map(\.delivery)).count >= Tempo.failuresInARow else { return nil }
        let doublings = min(failures.count - Tempo.failuresInARow, 10)
        return last.attempt.at + min(Tempo.shortestRest * (1 << doublings), Tempo.longestRest)
    }

    private static let failuresInARow = 5
    private static let shortestRest = Duration.seconds(5)
    private static let longestRest = Duration.minutes(5)
    /// What seems to be longer was written before the clock was put back.
    private static let longestPause = Duration.hours(1)
}
