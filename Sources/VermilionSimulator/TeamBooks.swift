import VermilionDomain

extension Scenario {
    func hubs(of team: String) -> Set<String> { Set(hubs.filter { $0.team == team }.map(\.id)) }

    func rows(of team: String) -> [Row] {
        let hubs = hubs(of: team)
        let apps = Set(apps.filter { hubs.contains($0.hub) }.map(\.id))
        return usage.filter { apps.contains($0.app) }
    }

    /// What the team's usage and packs come to.
    ///
    /// - Parameter known: only what is told by then; nil for all that will ever be told.
    func ledger(of team: Team, asOf: Instant, known: Instant?) throws(Ledger.Failure) -> Ledger {
        try ledger(of: team, rows: rows(of: team.name), asOf: asOf, known: known)
    }

    /// - Parameter rows: those of the team.
    func ledger(of team: Team, rows: [Row], asOf: Instant, known: Instant?) throws(Ledger.Failure) -> Ledger {
        var count: [String: Int] = [:]
        let usage = rows.compactMap { row -> Usage? in
            guard let tokens = known.map(row.tokens(at:)) ?? row.finalTokens else { return nil }
            count["\(row.day) \(row.app) \(row.feature)", default: 0] += 1
            let number = count["\(row.day) \(row.app) \(row.feature)", default: 1]
            let key = Usage.Key(
                source: "simulator", app: AppName(row.app), api: APIName(row.feature), day: row.day,
                id: RowID("\(number)"))
            return Usage(key: key, time: Zone.utc.startOfDay(row.day), tokens: tokens)
        }
        return try Ledger(lots: team.packs, usage: usage, asOf: asOf)
    }

    /// Of teams whose access is suspended when their tokens are used up: without the usage of days on which they had none.
    var withoutSuspendedUsage: Scenario {
        var scenario = self
        for team in teams where team.regime == .suspend {
            let hubs = hubs(of: team.name)
            let apps = Set(apps.filter { hubs.contains($0.hub) }.map(\.id))
            var allowed = scenario
            allowed.usage = []
            for day in Set(scenario.usage.map(\.day)).sorted() {
                let start = Zone.utc.startOfDay(day)
                let available = (try? allowed.ledger(of: team, asOf: start, known: nil))?.available ?? .zero
                allowed.usage += scenario.usage.filter {
                    $0.day == day && (available > .zero || !apps.contains($0.app))
                }
            }
            scenario.usage = allowed.usage
        }
        return scenario
    }
}
