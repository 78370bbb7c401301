import GRDB
package import VermilionDomain

extension Store {
    /// Those that are not over, oldest first.
    package func silences(at now: Instant) async throws -> [Silence] {
        try await read { db in try silences(db, at: now) }
    }

    package func silence(
        team: TeamName?, kind: Condition.Kind?, until: Instant, reason: String, author: String, at now: Instant
    ) async throws -> Silence {
        try await write { db in
            try db.execute(
                known: "INSERT INTO silence VALUES (NULL, ?, ?, ?, ?, ?, ?)",
                arguments: [team?.text, kind?.rawValue, until.microseconds, reason, author, now.microseconds])
            return Silence(
                number: db.lastInsertedRowID, team: team, kind: kind, until: until, reason: reason, author: author,
                made: now)
        }
    }

    /// Nil when there is none of that number that is not over.
    package func endSilence(_ number: Int64, at now: Instant) async throws -> Silence? {
        try await write { db in
            let silence = try silences(db, at: now).first { $0.number == number }
            guard let silence else { return nil }
            try db.execute(
                known: "UPDATE silence SET until = ? WHERE number = ?", arguments: [now.microseconds, number])
            return silence
        }
    }

    func silences(_ db: Database, at now: Instant) throws -> [Silence] {
        try Row.fetchAll(
            db, known: "SELECT * FROM silence WHERE until > ? ORDER BY number", arguments: [now.microseconds]
        ).map { row in
            Silence(
                number: row["number"], team: (row["team"] as String?).map { TeamName($0) },
                kind: (row["kind"] as String?).flatMap { Condition.Kind(rawValue: $0) },
                until: row.instant("until") ?? now, reason: row.text("reason"), author: row.text("author"),
                made: row.instant("made") ?? now)
        }
    }

    /// Channels that got something of incidents; what waits for its time may still be withdrawn.
    func told(_ db: Database, of incidents: [IncidentID], at now: Instant) throws -> [IncidentID: Set<ChannelName>] {
        var told: [IncidentID: Set<ChannelName>] = [:]
        for incident in incidents {
            told[incident] = Set(
                try String.fetchAll(
                    db, known: "SELECT DISTINCT channel FROM delivery WHERE incident = ? AND NOT (\(Store.isUntold))",
                    arguments: [incident.number, now.microseconds]
                ).map { ChannelName($0) })
        }
        return told
    }

    /// Takes back what waits for its time and was never tried: the incident is over or somebody knows of it.
    func withdraw(_ db: Database, of incident: IncidentID, at now: Instant) throws {
        try db.execute(
            known: "DELETE FROM delivery WHERE incident = ? AND \(Store.isUntold)",
            arguments: [incident.number, now.microseconds])
    }

    /// It waits for its time, and nobody has begun with it.
    private static let isUntold = "state = 'queued' AND coalesce(not_before > ?, 0) AND \(isUntried)"
}
