import VermilionDomain

/// How the daemon does, in a line for `systemctl status`: "watching 12 teams; 1 uncharged; next poll 14:00".
struct ServiceStatus: Hashable, Sendable {
    private let teams: Int
    private let zone: Zone
    /// Teams that have an open incident, by its kind.
    private var open: [Condition.Kind: Set<TeamName>] = [:]
    private var nextPoll: Instant?

    /// - Parameter incidents: those of the state, also of teams that are not watched.
    init(watching teams: Set<TeamName>, incidents: [Incident], zone: Zone) {
        self.teams = teams.count
        self.zone = zone
        for incident in incidents where teams.contains(incident.team) && incident.phase == .open {
            open[incident.kind, default: []].insert(incident.team)
        }
    }

    /// What is open of a team after a poll.
    mutating func record(_ incidents: [Incident], of team: TeamName) {
        let kinds = Set(incidents.filter { $0.phase == .open }.map(\.kind))
        for kind in Condition.Kind.allCases {
            if kinds.contains(kind) { open[kind, default: []].insert(team) } else { open[kind]?.remove(team) }
        }
    }

    mutating func plan(_ next: Instant) { nextPoll = next }

    var text: String {
        let kinds = Condition.Kind.allCases.compactMap { kind in
            open[kind].flatMap { $0.isEmpty ? nil : "\($0.count) \(kind.rawValue)" }
        }
        let next = nextPoll.map { ["next poll \(zone.civil($0).time.description.prefix(5))"] } ?? []
        return (["watching \(teams) \(teams == 1 ? "team" : "teams")"] + kinds + next).joined(separator: "; ")
    }
}
