/// Who owns what in a scenario, to be asked by name: there may be ten thousand teams.
struct Registry: Sendable {
    private let hubs: [String: Scenario.Hub]
    private let apps: [String: Scenario.App]
    private let teams: [String: Scenario.Team]
    private let hubsOfTeam: [String: [String]]
    private let rowsOfHub: [String: [Row]]

    init(_ scenario: Scenario) {
        func byName<Value>(_ values: [Value], _ name: (Value) -> String) -> [String: Value] {
            Dictionary(values.map { (name($0), $0) }) { first, _ in first }
        }
        let apps = byName(scenario.apps, \.id)
        hubs = byName(scenario.hubs, \.id)
        teams = byName(scenario.teams, \.name)
        hubsOfTeam = Dictionary(grouping: scenario.hubs, by: \.team).mapValues { $0.map(\.id) }
        rowsOfHub = Dictionary(grouping: scenario.usage) { apps[$0.app]?.hub ?? "" }
        self.apps = apps
    }

    func hub(_ id: String) -> Scenario.Hub? { hubs[id] }

    func hub(ofApp id: String) -> String? { apps[id]?.hub }

    func team(ofHub id: String) -> Scenario.Team? { hubs[id].flatMap { teams[$0.team] } }

    func name(ofApp id: String) -> String { apps[id]?.name ?? "Unknown App \(id)" }

    /// In the order of the scenario.
    func rows(ofHub id: String) -> [Row] { rowsOfHub[id] ?? [] }

    func rows(ofTeam name: String) -> [Row] { (hubsOfTeam[name] ?? []).flatMap(rows(ofHub:)) }
}
