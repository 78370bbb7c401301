import GRDB
import VermilionDomain

extension Schema {
    /// What stood in the way of a source, and what it said of itself.
    static let reportsOfSources: @Sendable (Database) throws -> Void = { db in
        try db.execute(
            sql: """
                ALTER TABLE source ADD COLUMN obstacle TEXT;
                ALTER TABLE source ADD COLUMN obstacle_since INTEGER;
                ALTER TABLE source ADD COLUMN obstacle_polls INTEGER;
                ALTER TABLE source ADD COLUMN account TEXT;
                ALTER TABLE source ADD COLUMN login_ends INTEGER;
                ALTER TABLE source ADD COLUMN data_until INTEGER;
                ALTER TABLE source ADD COLUMN provisional_from INTEGER;
                """)
    }
}

extension Store {
    func loadHealth(
        _ db: Database, of source: SourceID, team: TeamName
    ) throws -> (id: Int64, health: SourceHealth)? {
        try Row.fetchOne(
            db, known: "SELECT * FROM source WHERE team = ? AND name = ?", arguments: [team.text, source.text]
        ).map { ($0["id"], try SourceHealth($0)) }
    }

    /// The row id of the source, which is made when it is polled for the first time.
    func record(
        _ db: Database, _ source: SourceID, of team: TeamName, at now: Instant, _ take: (inout SourceHealth) -> Void
    ) throws -> Int64 {
        let known = try loadHealth(db, of: source, team: team)
        var health = known?.health ?? SourceHealth(id: source, firstSeen: now)
        take(&health)
        try db.execute(
            known: """
                INSERT INTO source (
                    team, name, first_seen, last_poll, last_good, problem, obstacle, obstacle_since, obstacle_polls,
                    account, login_ends, data_until, provisional_from
                ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (team, name) DO UPDATE
                SET first_seen = excluded.first_seen, last_poll = excluded.last_poll,
                    last_good = excluded.last_good, problem = excluded.problem, obstacle = excluded.obstacle,
                    obstacle_since = excluded.obstacle_since, obstacle_polls = excluded.obstacle_polls,
                    account = excluded.account, login_ends = excluded.login_ends, data_until = excluded.data_until,
                    provisional_from = excluded.provisional_from
                """,
            arguments: [
                team.text, health.id.text, health.firstSeen.microseconds, health.lastPoll?.microseconds,
                health.lastGood?.microseconds, health.problem?.description, health.obstacle?.obstacle.column,
                health.obstacle?.since.microseconds, health.obstacle?.polls, health.report.account?.text,
                health.report.loginEnds?.microseconds, health.report.dataUntil?.microseconds,
                health.report.provisionalFrom?.daysSince1970,
            ])
        return known?.id ?? db.lastInsertedRowID
    }
}

extension SourceHealth {
    init(_ row: Row) throws {
        self.init(
            id: SourceID(row.text("name")), firstSeen: row.instant("first_seen") ?? .distantPast,
            lastPoll: row.instant("last_poll"), lastGood: row.instant("last_good"),
            problem: (row["problem"] as String?).map { Diagnostic($0) })
        report = SourceReport(
            account: (row["account"] as String?).map { AccountName($0) }, loginEnds: row.instant("login_ends"),
            dataUntil: row.instant("data_until"),
            provisionalFrom: (row["provisional_from"] as Int64?).map { CivilDate(daysSince1970: $0) })
        if let kind = row["obstacle"] as String?, let since = row.instant("obstacle_since") {
            obstacle = StandingObstacle(
                try Obstacle(column: kind, account: report.account), since: since, polls: row["obstacle_polls"] ?? 1)
        }
    }
}

extension Obstacle {
    /// - Parameter account: of the source; a source that has none meets no login.
    fileprivate init(column: String, account: AccountName?) throws {
        switch (column, account) {
        case ("capacity", _): self = .capacityExceeded
        case ("login", let account?): self = .login(account)
        default: throw UnknownValue(column: "obstacle", value: column)
        }
    }

    fileprivate var column: String {
        switch self {
        case .capacityExceeded: "capacity"
        case .login: "login"
        }
    }
}
