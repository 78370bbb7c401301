import VermilionDomain

extension Notice {
    /// What `vermilion test` sends: the figures of a made-up team, marked as a test.
    static func test(at now: Instant, zone: Zone) throws(Ledger.Failure) -> Notice {
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
        let id = IncidentID(installation: "test", number: now.seconds)
        let incident = Incident(
            id: id, team: team, kind: .uncharged, subject: .team(team), phase: .open, severity: .info, stage: 0,
            amount: statement.uncharged, toldAmount: nil, since: now, opened: now, closed: nil, acknowledged: nil,
            nextReminder: nil, reminders: 0, notices: 1, unpaid: nil)
        return Notice(
            id: NoticeID(incident: id, number: 1), kind: .test, incident: incident,
            condition: Condition(
                subject: .team(team), severity: .info, stage: 0, facts: .uncharged(statement.uncharged)),
            before: nil, payers: [], statement: statement, sources: [], at: now)
    }
}
