extension Condition {
    /// A source without news for `staleAfter`: a warning; for three times as long: critical.
    static func stale(_ source: SourceHealth, staleAfter: Duration, now: Instant) -> Condition? {
        let silence = source.silence(at: now)
        guard silence >= staleAfter else { return nil }
        let isLong = silence >= staleAfter * 3
        return Condition(
            subject: .source(source.id), severity: isLong ? .critical : .warning, stage: isLong ? 1 : 0,
            facts: .stale(
                Staleness(
                    source: source.id, lastGood: source.lastGood, problem: source.problem,
                    dataUntil: silence > source.unread(at: now) ? source.report.dataUntil : nil)))
    }
}

extension SourceHealth {
    /// Until when its silence is its own, and not that of a daemon that did not ask: the machine slept, the clock was put
    /// forward, or a check runs once a day. A source that is never asked while another is polled twice is silent all the same.
    func asked(since lastPollOfAnother: Instant?, at now: Instant) -> Instant {
        [lastPoll, lastPollOfAnother].compactMap(\.self).max().map { min($0, now) } ?? now
    }

    /// For how long it has brought nothing new, at its best; what makes it stale.
    package func silence(at now: Instant) -> Duration {
        let unread = unread(at: now)
        // A source can answer well and have nothing new to say for days.
        return max(unread, report.dataUntil.map { now - $0 - Self.usualDelay } ?? unread)
    }

    fileprivate func unread(at now: Instant) -> Duration { now - (lastGood ?? firstSeen) }

    /// Autodesk's data arrives daily and up to a day late.
    private static let usualDelay = Duration.days(2)
}
