import GRDB

extension Schema {
    /// What rows come to, kept beside them so that few have to be read: `usage_sum` by app and API on a day, `usage_day` by
    /// day. `first` and `last` are the times of the first and the last row, `used` that of the first row that is not of
    /// nothing.
    ///
    /// `tokens` is null where rows cannot be summed, because it does not fit or one of them is negative; then the rows
    /// have to be asked, which say what is wrong.
    static let usageSums: @Sendable (Database) throws -> Void = { db in
        try db.execute(
            sql: """
                CREATE TABLE usage_sum (
                    source INTEGER NOT NULL REFERENCES source,
                    day INTEGER NOT NULL,
                    app TEXT NOT NULL,
                    api TEXT NOT NULL,
                    tokens INTEGER,
                    first INTEGER NOT NULL,
                    last INTEGER NOT NULL,
                    used INTEGER,
                    PRIMARY KEY (source, day, app, api)
                ) STRICT, WITHOUT ROWID;
                CREATE TABLE usage_day (
                    source INTEGER NOT NULL REFERENCES source,
                    day INTEGER NOT NULL,
                    tokens INTEGER,
                    first INTEGER NOT NULL,
                    last INTEGER NOT NULL,
                    PRIMARY KEY (source, day)
                ) STRICT, WITHOUT ROWID;
                INSERT INTO usage_sum \(sums(ofRows: "1"));
                INSERT INTO usage_day \(days(ofSums: "1"));
                """)
    }

    /// What the rows that meet a condition come to, in the columns of `usage_sum`.
    static func sums(ofRows condition: String) -> String {
        """
        SELECT source, day, app, api, \(sum), min(time), max(time), min(CASE WHEN tokens > 0 THEN time END)
        FROM usage WHERE \(condition) GROUP BY source, day, app, api
        """
    }

    /// What the sums that meet a condition come to, in the columns of `usage_day`.
    static func days(ofSums condition: String) -> String {
        "SELECT source, day, \(sum), min(first), max(last) FROM usage_sum WHERE \(condition) GROUP BY source, day"
    }

    /// The sum in two halves: SQLite's own is an error of the whole statement when it does not fit.
    private static let sum = """
        CASE WHEN count(tokens) = count(*) AND min(tokens) >= 0
            AND sum(tokens >> 32) + (sum(tokens & 0xFFFFFFFF) >> 32) < 0x80000000
        THEN (sum(tokens >> 32) << 32) + sum(tokens & 0xFFFFFFFF) END
        """
}
