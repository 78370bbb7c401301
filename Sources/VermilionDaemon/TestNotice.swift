import VermilionDomain

extension Notice {
    /// What `vermilion test` sends.
    static func test(at now: Instant, zone: Zone) throws(Ledger.Failure) -> Notice {
        let incident = IncidentID(installation: "test", number: now.seconds)
        return try trial(.test, id: NoticeID(incident: incident, number: 1), at: now, zone: zone)
    }

    /// The figures of a made-up team, marked as what they are.
    static func trial(
        _ kind: Notice.Kind, id: NoticeID, at now: Instant, zone: Zone
    ) throws(Ledger.Failure) -> Notice {
        let team: TeamName = "Example team"
        let today = zone.day(of: now)
        let rows = [("1.5", 2), ("2", 1)].compactMap { amount, daysAgo -> Usage? in
            guard let tokens = try? Tokens(decimal: amount) else { return nil }
            let day = today.adding(days: -daysAgo)
            return Usage(
                key: Usage.Key(
                    source: "test", app: "Example app", api: "Model Derivative complex job", day: day, id: ""),
                time: zone.startOfDay(day), tokens: tokens)
        }
        let statement = Statement(of: try Ledger(lots: [], usage: rows, asOf: now), team: team)
        let incident = Incident(
            id: id.incident, team: team, kind: .uncharged, subject: .team(team), phase: .open, severity: .info,
            stage: 0,
            amount: statement.uncharged, toldAmount: nil, since: now, opened: now, closed: nil, acknowledged: nil,
            nextReminder: nil, reminders: 0, notices: 1, unpaid: nil)
        return Notice(
            id: id, kind: kind, incident: incident,
            condition: Condition(
                subject: .team(team), severity: .info, stage: 0, facts: .uncharged(statement.uncharged)),
            before: nil, payers: [], statement: statement, sources: [], at: now)
    }
}
