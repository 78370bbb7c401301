import GRDB
package import VermilionDomain

/// What waits in the outbox of a channel, and what died in it.
package struct OutboxDepth: Hashable, Sendable {
    /// Also what is not due yet, such as for quiet hours. What waits within a digest counts as the digest.
    package var queued = 0
    package var dead = 0
    /// Since when the oldest should have gone out: when it was queued, or when its quiet hours were over. Nil when all that is
    /// queued has its time still to come.
    package var oldestDue: Instant?

    package init() {}
}

extension Schema {
    /// So that asking how much waits reads what waits and what is dead, and not all that was ever sent.
    static let depthsOfOutbox: @Sendable (Database) throws -> Void = { db in
        try db.execute(
            sql: """
                CREATE INDEX delivery_waiting ON delivery (channel, queued, within, state) WHERE state = 'queued';
                CREATE INDEX delivery_dead ON delivery (channel, state) WHERE state = 'dead';
                """)
    }
}

extension Store {
    static let waiting = """
        SELECT channel, count(*) AS count, min(CASE WHEN queued <= :now THEN queued END) AS oldest
        FROM delivery WHERE state = 'queued' AND within IS NULL GROUP BY channel
        """

    static let dead = "SELECT channel, count(*) AS count FROM delivery WHERE state = 'dead' GROUP BY channel"

    /// Of channels that have anything queued or dead.
    package func depths(at now: Instant) async throws -> [ChannelName: OutboxDepth] {
        try await read { db in
            var depths: [ChannelName: OutboxDepth] = [:]
            for row in try Row.fetchAll(db, known: Store.waiting, arguments: ["now": now.microseconds]) {
                depths[ChannelName(row.text("channel")), default: OutboxDepth()].queued = row["count"]
                depths[ChannelName(row.text("channel"))]?.oldestDue = row.instant("oldest")
            }
            for row in try Row.fetchAll(db, known: Store.dead) {
                depths[ChannelName(row.text("channel")), default: OutboxDepth()].dead = row["count"]
            }
            return depths
        }
    }

    /// Writes what is there already; throws what keeps the state from being written.
    package func touch() async throws {
        // Changing a row to what it is writes nothing. A newer program may have brought the state up meanwhile.
        try await write { db in try db.execute(sql: "PRAGMA user_version = \(Schema.foundVersion(db))") }
    }

    /// How the watched sources of a team were when they were polled last, and what is wrong with the team.
    package func standing(of watch: Watch) async throws -> (sources: [SourceHealth], incidents: [Incident]) {
        try await read { db in
            (
                try sources(db, of: watch).map { try SourceHealth($0) },
                try unclosedIncidents(db, of: watch.team).filter { $0.phase == .open }
            )
        }
    }
}
