import VermilionDomain

/// Notices as a decision makes them, of a team with hostile names.
enum Samples {
    static let reader = Reader(language: .english, zone: .utc)

    static func opened(team: TeamName = "Acme", app: AppName = "Viewer", tokens: Int = 3) throws -> Notice {
        try decide(team: team, app: app, tokens: tokens, lots: [], known: [])
    }

    static func closed() throws -> Notice {
        let start = Zone.utc.startOfDay(CivilDate(year: 2025, month: 7, day: 24)!)
        let lot = try Lot(id: "P", tokens: Tokens(100), start: start, expires: start + .days(365))
        return try decide(team: "Acme", app: "Viewer", tokens: 3, lots: [lot], known: [try opened().incident])
    }

    private static func decide(
        team: TeamName, app: AppName, tokens: Int, lots: [Lot], known: [Incident]
    ) throws -> Notice {
        let now = Zone.utc.startOfDay(CivilDate(year: 2025, month: 7, day: 25)!)
        let day = CivilDate(year: 2025, month: 7, day: 22)!
        let usage = Usage(
            key: Usage.Key(source: "csv:u.csv", app: app, api: "md.complex", day: day, id: ""),
            time: Zone.utc.startOfDay(day), tokens: Tokens(tokens))
        let reading = Reading(source: "csv:u.csv", usage: [usage])
        let watch = Watch(team: team, rules: AlertRules(), zone: .utc, sources: ["csv:u.csv"], lots: lots)
        let books = Books(
            usage: [usage], lots: lots,
            sources: [SourceHealth(id: "csv:u.csv", firstSeen: now, lastPoll: now, lastGood: now)],
            incidents: known, nextIncident: IncidentID(installation: "k3f9q2", number: Int64(known.count + 1)))
        return try Decision(books: books, reading: reading, changes: Changes(), watch: watch, at: now).notices[0]
    }
}
