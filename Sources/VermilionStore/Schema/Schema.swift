import GRDB

/// The tables, and how older ones become newer ones.
///
/// `user_version` counts the migrations that a file has seen. A file that has seen more than this program
/// knows is refused before anything is written to it.
enum Schema {
    static let version = migrations.count

    private static let migrations: [@Sendable (Database) throws -> Void] = [
        first, lotsOfSeveralPlaces, observations, usageSums, transfers, reportsOfSources, routes, recipients,
        watchedTeams, depthsOfOutbox,
    ]

    /// Brings an older state up to date; in one transaction, so that a crash leaves the older one.
    ///
    /// - Parameters:
    ///   - version: an earlier one only to make states of earlier versions.
    ///   - keep: is called before the first change with the version that there is, unless there is nothing yet.
    static func migrate(
        _ db: Database, upTo version: Int = version, before keep: (Int) throws -> Void = { _ in }
    ) throws {
        try db.inTransaction(.immediate) {
            let seen = try foundVersion(db)
            guard seen < version else { return .commit }
            if seen > 0 { try keep(seen) }
            for migration in migrations[seen..<version] { try migration(db) }
            try db.execute(sql: "PRAGMA user_version = \(version)")
            return .commit
        }
    }

    static func foundVersion(_ db: Database) throws -> Int {
        try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    }

    /// Days are days since 1970, instants microseconds since 1970 in UTC, amounts micro-tokens.
    private static let first: @Sendable (Database) throws -> Void = { db in
        try db.execute(
            sql: """
                CREATE TABLE installation (
                    id TEXT NOT NULL,
                    next_incident INTEGER NOT NULL
                ) STRICT;
                CREATE TABLE source (
                    id INTEGER PRIMARY KEY,
                    team TEXT NOT NULL,
                    name TEXT NOT NULL,
                    first_seen INTEGER NOT NULL,
                    last_poll INTEGER,
                    last_good INTEGER,
                    problem TEXT,
                    UNIQUE (team, name)
                ) STRICT;
                CREATE TABLE usage (
                    source INTEGER NOT NULL REFERENCES source,
                    day INTEGER NOT NULL,
                    app TEXT NOT NULL,
                    api TEXT NOT NULL,
                    row TEXT NOT NULL,
                    time INTEGER NOT NULL,
                    tokens INTEGER NOT NULL,
                    known_at INTEGER NOT NULL,
                    PRIMARY KEY (source, day, app, api, row)
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE restatement (
                    source INTEGER NOT NULL REFERENCES source,
                    day INTEGER NOT NULL,
                    app TEXT NOT NULL,
                    api TEXT NOT NULL,
                    row TEXT NOT NULL,
                    time_before INTEGER NOT NULL,
                    tokens_before INTEGER NOT NULL,
                    known_before INTEGER NOT NULL,
                    time_after INTEGER NOT NULL,
                    tokens_after INTEGER NOT NULL,
                    known_at INTEGER NOT NULL
                ) STRICT;
                CREATE TABLE lot (
                    team TEXT NOT NULL,
                    id TEXT NOT NULL,
                    tokens INTEGER NOT NULL,
                    start INTEGER NOT NULL,
                    expires INTEGER NOT NULL,
                    PRIMARY KEY (team, id)
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE incident (
                    number INTEGER PRIMARY KEY,
                    team TEXT NOT NULL,
                    kind TEXT NOT NULL,
                    about TEXT NOT NULL,
                    subject TEXT NOT NULL,
                    phase TEXT NOT NULL,
                    severity TEXT NOT NULL,
                    stage INTEGER NOT NULL,
                    amount INTEGER,
                    told_amount INTEGER,
                    since INTEGER NOT NULL,
                    opened INTEGER,
                    closed INTEGER,
                    acknowledged INTEGER,
                    next_reminder INTEGER,
                    reminders INTEGER NOT NULL,
                    notices INTEGER NOT NULL,
                    unpaid_from INTEGER,
                    unpaid_to INTEGER
                ) STRICT;
                CREATE INDEX incident_of_team ON incident (team, phase);
                CREATE TABLE delivery (
                    incident INTEGER NOT NULL REFERENCES incident,
                    notice INTEGER NOT NULL,
                    channel TEXT NOT NULL,
                    kind TEXT NOT NULL,
                    payload BLOB NOT NULL,
                    created INTEGER NOT NULL,
                    queued INTEGER NOT NULL,
                    state TEXT NOT NULL,
                    next_attempt INTEGER,
                    worker TEXT,
                    leased_until INTEGER,
                    PRIMARY KEY (incident, notice, channel)
                ) STRICT, WITHOUT ROWID;
                CREATE INDEX delivery_due ON delivery (channel, next_attempt) WHERE state = 'queued';
                CREATE TABLE attempt (
                    incident INTEGER NOT NULL,
                    notice INTEGER NOT NULL,
                    channel TEXT NOT NULL,
                    at INTEGER NOT NULL,
                    outcome TEXT NOT NULL,
                    reply TEXT NOT NULL,
                    FOREIGN KEY (incident, notice, channel) REFERENCES delivery
                ) STRICT;
                CREATE INDEX attempt_of_delivery ON attempt (incident, notice, channel);
                """)
        // 32^6 installations: enough that the ids of two states do not meet in one mailbox.
        let letters = Array("abcdefghijkmnpqrstuvwxyz23456789")
        let id = String((0..<6).map { _ in letters[Int.random(in: 0..<letters.count)] })
        try db.execute(sql: "INSERT INTO installation VALUES (?, 1)", arguments: [id])
    }
}
