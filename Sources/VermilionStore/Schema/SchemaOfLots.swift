import GRDB

extension Schema {
    /// Lots come from several places: `lot` holds what the books last decided on and where each was written down,
    /// `lot_in_file` what a lots file said when it was last read well, `lot_by_hand` every version of what was entered,
    /// `lot_change` how the books differed from one decision to the next.
    ///
    /// Lots of before were those of the configuration.
    static let lotsOfSeveralPlaces: @Sendable (Database) throws -> Void = { db in
        try db.execute(
            sql: """
                ALTER TABLE lot ADD COLUMN origin TEXT NOT NULL DEFAULT 'configuration';
                CREATE TABLE lot_in_file (
                    source INTEGER NOT NULL REFERENCES source,
                    id TEXT NOT NULL,
                    tokens INTEGER NOT NULL,
                    start INTEGER NOT NULL,
                    expires INTEGER NOT NULL,
                    PRIMARY KEY (source, id)
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE lot_by_hand (
                    number INTEGER PRIMARY KEY,
                    team TEXT NOT NULL,
                    id TEXT NOT NULL,
                    tokens INTEGER NOT NULL,
                    start INTEGER NOT NULL,
                    expires INTEGER NOT NULL,
                    author TEXT NOT NULL,
                    known_at INTEGER NOT NULL,
                    voided_at INTEGER,
                    voided_by TEXT
                ) STRICT;
                CREATE UNIQUE INDEX lot_by_hand_that_counts ON lot_by_hand (team, id) WHERE voided_at IS NULL;
                CREATE TABLE lot_change (
                    number INTEGER PRIMARY KEY,
                    team TEXT NOT NULL,
                    id TEXT NOT NULL,
                    origin_before TEXT,
                    tokens_before INTEGER,
                    start_before INTEGER,
                    expires_before INTEGER,
                    origin_after TEXT,
                    tokens_after INTEGER,
                    start_after INTEGER,
                    expires_after INTEGER,
                    known_at INTEGER NOT NULL
                ) STRICT;
                CREATE INDEX lot_change_of_team ON lot_change (team, known_at);
                """)
    }
}
