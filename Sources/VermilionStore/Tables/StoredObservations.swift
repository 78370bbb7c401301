import GRDB
package import VermilionDomain

extension Schema {
    /// Balances that were observed, in the order of entry. A later entry for the same instant corrects an earlier one,
    /// which is kept.
    static let observations: @Sendable (Database) throws -> Void = { db in
        try db.execute(
            sql: """
                CREATE TABLE observation (
                    number INTEGER PRIMARY KEY,
                    team TEXT NOT NULL,
                    time INTEGER NOT NULL,
                    available INTEGER NOT NULL,
                    author TEXT NOT NULL,
                    known_at INTEGER NOT NULL
                ) STRICT;
                CREATE INDEX observation_of_team ON observation (team, time);
                """)
    }
}

extension Store {
    /// Keeps what was observed, all or nothing; what is known already is nothing new. Returns how many are new.
    package func observe(
        _ observations: [TeamName: [ObservedBalance]], author: String, at now: Instant
    ) async throws -> Int {
        try await write { db in
            var count = 0
            for (team, balances) in observations.sorted(by: { $0.key < $1.key }) {
                count += try observe(db, balances, of: team, author: author, at: now)
            }
            return count
        }
    }

    /// - Parameter author: the person who entered them, or the source that reported them.
    func observe(
        _ db: Database, _ balances: [ObservedBalance], of team: TeamName, author: String, at now: Instant
    ) throws -> Int {
        guard !balances.isEmpty else { return 0 }
        var known = try knownObservations(db, of: team)
        var count = 0
        for balance in balances where known[balance.at] != balance.available {
            known[balance.at] = balance.available
            count += 1
            try db.execute(
                known: "INSERT INTO observation VALUES (NULL, ?, ?, ?, ?, ?)",
                arguments: [team.text, balance.at.microseconds, balance.available.micro, author, now.microseconds])
        }
        return count
    }

    /// In the order of time, each instant once.
    func observations(_ db: Database, of team: TeamName) throws -> [ObservedBalance] {
        try knownObservations(db, of: team).map { ObservedBalance(at: $0.key, available: $0.value) }
            .sorted { $0.at < $1.at }
    }

    private func knownObservations(_ db: Database, of team: TeamName) throws -> [Instant: Tokens] {
        let rows = try Row.fetchAll(
            db, known: "SELECT time, available FROM observation WHERE team = ? ORDER BY number", arguments: [team.text])
        return Dictionary(
            rows.map { (Instant(microseconds: $0["time"]), Tokens(micro: $0["available"])) },
            uniquingKeysWith: { _, later in later })
    }
}
