import VermilionDomain

/// The few figures of a team that are told to whoever watches the daemon; a statement holds all usage beside them.
struct TeamFigures: Hashable, Sendable {
    /// How far ahead packs are looked at.
    static let horizon = Duration.days(30)

    /// When this was so.
    let asOf: Instant
    let available: Tokens
    let uncharged: Tokens
    let used: Tokens
    let lapsed: Tokens
    /// What lapses within the horizon: by the forecast, or without one all that is left in the packs that expire.
    let lapsing: Tokens
    /// Until when the tokens last; nil without a forecast, and when nothing is used.
    let lastsUntil: Instant?

    var balance: Tokens { available - uncharged }

    /// Nil when no source of the team was ever read well: then nobody knows what is short.
    init?(_ statement: Statement, sources: [SourceHealth], zone: Zone) {
        guard sources.contains(where: { $0.lastGood != nil }) else { return nil }
        let forecast = statement.forecast(in: zone)
        let end = statement.asOf + Self.horizon
        let lapses =
            forecast?.lapses.map { ($0.lot, $0.tokens) }
            ?? statement.lots.filter { $0.lot.expires > statement.asOf }.map { ($0.lot, $0.remaining) }
        asOf = statement.asOf
        available = statement.available
        uncharged = statement.uncharged
        used = statement.used
        lapsed = statement.lapsed
        lapsing = lapses.filter { $0.0.expires <= end }.reduce(.zero) { $0 + $1.1 }
        lastsUntil = forecast?.lastsUntil.map { max(zone.startOfDay($0), statement.asOf) }
    }
}

/// How many open incidents of a team are alike.
struct OpenIncidents: Hashable, Sendable {
    let kind: Condition.Kind
    let severity: Severity
    let count: Int

    /// Only what there is, in the order of kind and severity.
    static func counts(of incidents: [Incident]) -> [OpenIncidents] {
        let open = incidents.filter { $0.phase == .open }
        return Condition.Kind.allCases.flatMap { kind in
            Severity.allCases.compactMap { severity in
                let count = open.count { $0.kind == kind && $0.severity == severity }
                return count > 0 ? OpenIncidents(kind: kind, severity: severity, count: count) : nil
            }
        }
    }
}
