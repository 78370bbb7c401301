import GRDB

extension Schema {
    static func routes(_ db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE delivery ADD COLUMN not_before INTEGER;
                CREATE TABLE silence (
                    number INTEGER PRIMARY KEY,
                    team TEXT,
                    kind TEXT,
                    until INTEGER NOT NULL,
                    reason TEXT NOT NULL,
                    author TEXT NOT NULL,
                    made INTEGER NOT NULL
                ) STRICT;
                """)
    }
}
