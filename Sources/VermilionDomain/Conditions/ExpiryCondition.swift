extension Condition {
    /// One condition for each lot that is about to expire, or expired within a day, with something left in it.
    ///
    /// An expiry that passed while nobody looked is told within a day of it; older ones are history,
    /// which `vermilion statement` shows as lapsed.
    static func expiries(_ statement: Statement, rules: AlertRules, now: Instant) -> [Condition] {
        statement.lots.compactMap { line in
            let expires = line.lot.expires
            let facts = Facts.expiry(Expiry(lot: line.lot, remaining: line.remaining, lapsed: line.lapsed))
            if expires <= now {
                guard line.lapsed > .zero, now - expires < expiredIsNews else { return nil }
                return Condition(
                    subject: .lot(line.lot.id), severity: .critical, stage: rules.expiry.count + 1, facts: facts)
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
