import GRDB
package import VermilionDomain
import VermilionEngine

extension Schema {
    /// Which teams are watched, and under which configuration: several may share a state.
    static func watchedTeams(_ db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE watched_team (
                    team TEXT NOT NULL PRIMARY KEY,
                    configuration TEXT NOT NULL
                ) STRICT, WITHOUT ROWID;
                """)
    }
}

extension Store {
    package func watch(
        _ teams: Set<TeamName>, under configuration: String, at now: Instant,
        retire: @escaping @Sendable (TeamName, [Incident], ChannelsTold) throws -> (Retirement, [Delivery])
    ) async throws -> [Retirement] {
        let known = try await read { db in try teamsWatched(db, under: configuration) }
        // Nearly always, and then nobody need wait for the disk.
        guard known != teams else { return [] }
        return try await write { db in
            let watched = try teamsWatched(db, under: configuration)
            let retirements = try watched.subtracting(teams).sorted().map {
                try leave($0, db, at: now, retire: retire)
            }
            for team in teams.subtracting(watched) {
                try db.execute(
                    known: "INSERT OR REPLACE INTO watched_team VALUES (?, ?)", arguments: [team.text, configuration])
            }
            return retirements
        }
    }

    private func teamsWatched(_ db: Database, under configuration: String) throws -> Set<TeamName> {
        Set(
            try String.fetchAll(
                db, known: "SELECT team FROM watched_team WHERE configuration = ?", arguments: [configuration]
            ).map { TeamName($0) })
    }

    private func leave(
        _ team: TeamName, _ db: Database, at now: Instant,
        retire: @Sendable (TeamName, [Incident], ChannelsTold) throws -> (Retirement, [Delivery])
    ) throws -> Retirement {
        let incidents = try unclosedIncidents(db, of: team)
        let (retirement, deliveries) = try retire(team, incidents, told(db, of: incidents.map(\.id), at: now))
        for incident in retirement.incidents {
            try incident.save(db)
            try withdraw(db, of: incident.id, at: now)
        }
        for delivery in deliveries { try insert(db, delivery) }
        try db.execute(known: "DELETE FROM watched_team WHERE team = ?", arguments: [team.text])
        return retirement
    }
}
