/// Access stops, or has stopped.
package enum Suspension: Hashable, Sendable {
    /// By the rules of the team's regime: nothing is available.
    case nothingAvailable
    /// Autodesk says so, and keeps saying so.
    case refused(SourceID, since: Instant)
}

extension Condition {
    /// Critical when nothing is available under `suspend`, or when Autodesk refuses access for an hour and three polls.
    ///
    /// One refusal alone says nothing: clients saw it clear after minutes. A team that never had a lot may live on what
    /// is free, and nobody told what it bought. A refusal is told in both regimes, because it is a fact.
    static func suspended(_ statement: Statement, sources: [SourceHealth], regime: Regime, now: Instant) -> Condition? {
        // That Autodesk says so is more than that it follows from the books.
        func condition(_ suspension: Suspension, stage: Int) -> Condition {
            Condition(
                subject: .team(statement.team), severity: .critical, stage: stage, facts: .suspended(suspension))
        }
        for source in sources {
            guard let standing = source.obstacle, standing.obstacle == .capacityExceeded,
                standing.polls >= leastRefusals, now - standing.since >= leastRefusal
            else { continue }
            return condition(.refused(source.id, since: standing.since), stage: 1)
        }
        guard regime == .suspend, !statement.lots.isEmpty, statement.available == .zero else { return nil }
        return condition(.nothingAvailable, stage: 0)
    }

    private static let leastRefusals = 3
    private static let leastRefusal = Duration.hours(1)
}
