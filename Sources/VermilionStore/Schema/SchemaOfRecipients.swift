import GRDB

extension Schema {
    /// A delivery may be for one recipient (empty for all of a channel), and services' own names of messages are kept.
    /// Messages about no incident, as drills and digests are, have the incident 0. `digest` is what a digest says of a
    /// delivery that waits for one, `within` the number of the digest that it went into. What is sent stands in a table of
    /// its own: how a delivery is changes with each attempt, and what it says never does.
    static let recipients: @Sendable (Database) throws -> Void = { db in
        try db.execute(
            sql: """
                CREATE TABLE delivery_next (
                    incident INTEGER NOT NULL,
                    notice INTEGER NOT NULL,
                    channel TEXT NOT NULL,
                    recipient TEXT NOT NULL DEFAULT '',
                    kind TEXT NOT NULL,
                    created INTEGER NOT NULL,
                    queued INTEGER NOT NULL,
                    state TEXT NOT NULL,
                    next_attempt INTEGER,
                    worker TEXT,
                    leased_until INTEGER,
                    not_before INTEGER,
                    reference TEXT,
                    digest TEXT,
                    within INTEGER,
                    PRIMARY KEY (incident, notice, channel, recipient)
                ) STRICT, WITHOUT ROWID;
                INSERT INTO delivery_next
                    SELECT incident, notice, channel, '', kind, created, queued, state, next_attempt, worker,
                        leased_until, not_before, NULL, NULL, NULL
                    FROM delivery;
                CREATE TABLE message (
                    incident INTEGER NOT NULL,
                    notice INTEGER NOT NULL,
                    channel TEXT NOT NULL,
                    recipient TEXT NOT NULL,
                    payload BLOB NOT NULL,
                    PRIMARY KEY (incident, notice, channel, recipient),
                    FOREIGN KEY (incident, notice, channel, recipient) REFERENCES delivery_next ON DELETE CASCADE
                ) STRICT;
                INSERT INTO message SELECT incident, notice, channel, '', payload FROM delivery;
                CREATE TABLE attempt_next (
                    incident INTEGER NOT NULL,
                    notice INTEGER NOT NULL,
                    channel TEXT NOT NULL,
                    recipient TEXT NOT NULL,
                    at INTEGER NOT NULL,
                    outcome TEXT NOT NULL,
                    reply TEXT NOT NULL,
                    pause_until INTEGER,
                    FOREIGN KEY (incident, notice, channel, recipient) REFERENCES delivery_next
                ) STRICT;
                INSERT INTO attempt_next
                    SELECT incident, notice, channel, '', at, outcome, reply, NULL FROM attempt ORDER BY rowid;
                DROP TABLE attempt;
                DROP TABLE delivery;
                ALTER TABLE delivery_next RENAME TO delivery;
                ALTER TABLE attempt_next RENAME TO attempt;
                -- Holds all that is asked of what waits.
                CREATE INDEX delivery_due ON delivery (
                    channel, next_attempt, incident, notice, recipient, not_before, leased_until, within, state
                ) WHERE state = 'queued';
                CREATE INDEX delivery_before ON delivery (incident, channel, recipient, notice, state)
                    WHERE state = 'queued';
                ALTER TABLE incident ADD COLUMN code TEXT;
                CREATE INDEX delivery_gathered ON delivery (channel, not_before)
                    WHERE state = 'queued' AND digest IS NOT NULL AND within IS NULL;
                CREATE INDEX delivery_within ON delivery (channel, within) WHERE within IS NOT NULL;
                CREATE INDEX attempt_of_delivery ON attempt (incident, notice, channel, recipient);
                CREATE INDEX attempt_of_channel ON attempt (channel, at);
                CREATE INDEX attempt_in_order ON attempt (channel);
                """)
    }
}
