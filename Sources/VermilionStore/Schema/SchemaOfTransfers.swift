import GRDB

extension Schema {
    /// What teams gave each other, and what that made of the lots that the books had.
    static let transfers: @Sendable (Database) throws -> Void = { db in
        try db.execute(
            sql: """
                CREATE TABLE lot_transfer (
                    number INTEGER PRIMARY KEY,
                    team TEXT NOT NULL,
                    lot TEXT NOT NULL,
                    to_team TEXT NOT NULL,
                    id TEXT NOT NULL,
                    tokens INTEGER NOT NULL,
                    start INTEGER NOT NULL,
                    expires INTEGER NOT NULL,
                    author TEXT NOT NULL,
                    known_at INTEGER NOT NULL,
                    voided_at INTEGER,
                    voided_by TEXT
                ) STRICT;
                CREATE INDEX lot_transfer_from ON lot_transfer (team, lot);
                CREATE UNIQUE INDEX lot_transfer_that_counts ON lot_transfer (to_team, id) WHERE voided_at IS NULL;
                ALTER TABLE lot ADD COLUMN departures TEXT NOT NULL DEFAULT '';
                ALTER TABLE lot_change ADD COLUMN departures_before TEXT NOT NULL DEFAULT '';
                ALTER TABLE lot_change ADD COLUMN departures_after TEXT NOT NULL DEFAULT '';
                """)
    }
}
