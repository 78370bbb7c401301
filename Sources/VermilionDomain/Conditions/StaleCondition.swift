extension Condition {
    /// A source without news for `staleAfter`: a warning; for three times as long: critical.
    static func stale(_ source: SourceHealth, staleAfter: Duration, now: Instant) -> Condition? {
        let unread = now - (source.lastGood ?? source.firstSeen)
        // A source can answer well and have nothing new to say for days.
        let old = source.report.dataUntil.map { now - $0 - usualDelay }
        let silence = max(unread, old ?? unread)
        guard silence >= staleAfter else { return nil }
        let isLong = silence >= staleAfter * 3
        return Condition(
            subject: .source(source.id), severity: isLong ? .critical : .warning, stage: isLong ? 1 : 0,
            facts: .stale(
                Staleness(
                    source: source.id, lastGood: source.lastGood, problem: source.problem,
                    dataUntil: silence > unread ? source.report.dataUntil : nil)))
    }

    /// Autodesk's data arrives daily and up to a day late.
    private static let usualDelay = Duration.days(2)
}
