extension Condition {
    /// One condition for each lot that is about to expire, or expired within a day, with something left in it.
    ///
    /// An expiry that passed while nobody looked is told within a day of it, and later too when its approach was
    /// told: then people wait for the end of the story. Older ones are history, which `vermilion statement` shows
    /// as lapsed.
    static func expiries(
        _ statement: Statement, rules: AlertRules, incidents: [Incident], now: Instant
    ) -> [Condition] {
        statement.lots.compactMap { line in
            let expires = line.lot.expires
            let facts = Facts.expiry(Expiry(lot: line.lot, remaining: line.remaining, lapsed: line.lapsed))
            if expires <= now {
                let stage = rules.expiry.count + 1
                let isAwaited = incidents.contains {
                    $0.kind == .expiry && $0.subject == .lot(line.lot.id) && $0.phase == .open && $0.stage < stage
                }
                guard line.lapsed > .zero, isAwaited || now - expires < expiredIsNews else { return nil }
                return Condition(subject: .lot(line.lot.id), severity: .critical, stage: stage, facts: facts)
            }
            let left = expires - now
            let stage = rules.expiry.count { left <= $0 }
            guard line.remaining > .zero, stage > 0 else { return nil }
            return Condition(subject: .lot(line.lot.id), severity: severity(left: left), stage: stage, facts: facts)
        }
    }

    private static let expiredIsNews = Duration.days(1)

    private static func severity(left: Duration) -> Severity {
        if left <= .days(1) { return .critical }
        return left <= .days(30) ? .warning : .info
    }
}
