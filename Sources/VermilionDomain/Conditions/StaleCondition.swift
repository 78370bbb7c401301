extension Condition {
    /// A source without a good reading for `staleAfter`: a warning; for three times as long: critical.
    static func stale(_ source: SourceHealth, staleAfter: Duration, now: Instant) -> Condition? {
        let silence = now - (source.lastGood ?? source.firstSeen)
        guard silence >= staleAfter else { return nil }
        let isLong = silence >= staleAfter * 3
        return Condition(
            subject: .source(source.id), severity: isLong ? .critical : .warning, stage: isLong ? 1 : 0,
            facts: .stale(Staleness(source: source.id, lastGood: source.lastGood, problem: source.problem)))
    }
}
