import GRDB
package import VermilionDomain
import VermilionEngine

extension Store {
    package func commit(
        _ reading: Reading, of watch: Watch, at now: Instant,
        decide: @escaping @Sendable (Books, Changes) throws -> (Decision, [Delivery])
    ) async throws -> Decision {
        try await write { db in
            let source = try record(db, reading, of: watch.team, at: now)
            let changes = try merge(db, reading, into: source, at: now)
            try keep(db, watch.lots, of: watch.team)
            let (decision, deliveries) = try decide(try loadBooks(db, of: watch), changes)
            for incident in decision.incidents { try incident.save(db) }
            if let last = decision.incidents.map(\.id.number).max() {
                try db.execute(
                    sql: "UPDATE installation SET next_incident = max(next_incident, ?)", arguments: [last + 1])
            }
            for delivery in deliveries { try insert(db, delivery) }
            return decision
        }
    }

    package func health(of source: SourceID, team: TeamName) async throws -> SourceHealth? {
        try await read { db in try loadHealth(db, of: source, team: team)?.health }
    }

    private func loadHealth(
        _ db: Database, of source: SourceID, team: TeamName
    ) throws -> (id: Int64, health: SourceHealth)? {
        try Row.fetchOne(
            db, sql: "SELECT * FROM source WHERE team = ? AND name = ?", arguments: [team.text, source.text]
        ).map { ($0["id"], SourceHealth($0)) }
    }

    /// The row id of the source, which is made when it is polled for the first time.
    private func record(_ db: Database, _ reading: Reading, of team: TeamName, at now: Instant) throws -> Int64 {
        let known = try loadHealth(db, of: reading.source, team: team)
        var health = known?.health ?? SourceHealth(id: reading.source, firstSeen: now)
        health.record(reading, at: now)
        try db.execute(
            sql: """
                INSERT INTO source (team, name, first_seen, last_poll, last_good, problem) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (team, name) DO UPDATE
                SET first_seen = excluded.first_seen, last_poll = excluded.last_poll,
                    last_good = excluded.last_good, problem = excluded.problem
                """,
            arguments: [
                team.text, health.id.text, health.firstSeen.microseconds, health.lastPoll?.microseconds,
                health.lastGood?.microseconds, health.problem?.description,
            ])
        return known?.id ?? db.lastInsertedRowID
    }

    private func keep(_ db: Database, _ lots: [Lot], of team: TeamName) throws {
        try db.execute(sql: "DELETE FROM lot WHERE team = ?", arguments: [team.text])
        for lot in lots {
            try db.execute(
                sql: "INSERT INTO lot VALUES (?, ?, ?, ?, ?)",
                arguments: [
                    team.text, lot.id.text, lot.tokens.micro, lot.start.microseconds, lot.expires.microseconds,
                ])
        }
    }
}
