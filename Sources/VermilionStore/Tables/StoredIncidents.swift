import GRDB
package import VermilionDomain

extension Incident {
    init(_ row: Row, installation: String) throws {
        let unpaidFrom = row.instant("unpaid_from")
        let unpaidTo = row.instant("unpaid_to")
        self.init(
            id: IncidentID(installation: installation, number: row["number"]), team: TeamName(row.text("team")),
            kind: try row.known("kind"), subject: try Condition.Subject(row), phase: try row.known("phase"),
            severity: try row.known("severity"), stage: row["stage"], amount: row.tokens("amount"),
            toldAmount: row.tokens("told_amount"),
            since: row.instant("since") ?? .distantPast, opened: row.instant("opened"), closed: row.instant("closed"),
            acknowledged: row.instant("acknowledged"), nextReminder: row.instant("next_reminder"),
            reminders: row["reminders"], notices: row["notices"],
            unpaid: unpaidFrom.flatMap { from in unpaidTo.map { from...$0 } }, code: row["code"])
    }

    func save(_ db: Database) throws {
        try db.execute(
            known: """
                INSERT OR REPLACE INTO incident VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                id.number, team.text, kind.rawValue, subject.about, subject.text, phase.rawValue, severity.rawValue,
                stage, amount?.micro, toldAmount?.micro, since.microseconds, opened?.microseconds,
                closed?.microseconds, acknowledged?.microseconds, nextReminder?.microseconds, reminders, notices,
                unpaid?.lowerBound.microseconds, unpaid?.upperBound.microseconds, code,
            ])
    }
}

extension Condition.Subject {
    fileprivate init(_ row: Row) throws {
        let text = row.text("subject")
        switch row.text("about") {
        case "team": self = .team(TeamName(text))
        case "lot": self = .lot(LotID(text))
        case "source": self = .source(SourceID(text))
        case "api": self = .api(APIName(text))
        case "account": self = .account(AccountName(text))
        case "channel": self = .channel(ChannelName(text))
        case let other: throw UnknownValue(column: "about", value: other)
        }
    }

    fileprivate var about: String {
        switch self {
        case .team: "team"
        case .lot: "lot"
        case .source: "source"
        case .api: "api"
        case .account: "account"
        case .channel: "channel"
        }
    }
}

extension Store {
    /// In the order of their ids; closed ones only on request.
    package func incidents(includingClosed: Bool) async throws -> [Incident] {
        try await read { db in
            let installation = try installation(db)
            let filter = includingClosed ? "" : "WHERE phase <> 'closed'"
            return try Row.fetchAll(db, known: "SELECT * FROM incident \(filter) ORDER BY number")
                .map { try Incident($0, installation: installation) }
        }
    }

    /// Nil when there is no such incident, or when it has another code.
    ///
    /// - Parameter code: nil for somebody on this machine, who needs none.
    package func acknowledge(_ id: IncidentID, code: String? = nil, at now: Instant) async throws -> Incident? {
        try await write { db in
            guard try installation(db) == id.installation,
                let row = try Row.fetchOne(db, known: "SELECT * FROM incident WHERE number = ?", arguments: [id.number])
            else { return nil }
            var incident = try Incident(row, installation: id.installation)
            if let code, code != incident.code { return nil }
            incident.acknowledge(at: now)
            try incident.save(db)
            try withdraw(db, of: id, at: now)
            return incident
        }
    }

    /// Nobody guesses one: 31^12 are possible.
    static func drawCode() -> String {
        let letters = Array("abcdefghijkmnpqrstuvwxyz23456789")
        var random = SystemRandomNumberGenerator()
        return String((0..<12).map { _ in letters[Int.random(in: letters.indices, using: &random)] })
    }

    func installation(_ db: Database) throws -> String {
        try String.fetchOne(db, known: "SELECT id FROM installation") ?? ""
    }
}
