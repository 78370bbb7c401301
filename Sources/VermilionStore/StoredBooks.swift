import GRDB
package import VermilionDomain

extension Store {
    /// What is known of a team, with the lots as they are configured now.
    package func books(of watch: Watch) async throws -> Books {
        try await read { db in
            var books = try loadBooks(db, of: watch)
            books.lots = watch.lots
            return books
        }
    }

    func loadBooks(_ db: Database, of watch: Watch) throws -> Books {
        let team = watch.team
        let installation = try installation(db)
        let sources = try Row.fetchAll(
            db, sql: "SELECT * FROM source WHERE team = ? ORDER BY id", arguments: [team.text]
        ).filter { watch.sources.contains(SourceID($0.text("name"))) }
        let next = try Int64.fetchOne(db, sql: "SELECT next_incident FROM installation") ?? 1
        return Books(
            usage: try sources.flatMap { try usage(db, of: $0["id"], named: SourceID($0.text("name"))) },
            lots: try lots(db, of: team), sources: sources.map(SourceHealth.init),
            incidents: try Row.fetchAll(
                db, sql: "SELECT * FROM incident WHERE team = ? AND phase <> 'closed' ORDER BY number",
                arguments: [team.text]
            ).map { try Incident($0, installation: installation) },
            nextIncident: IncidentID(installation: installation, number: next))
    }

    private func usage(_ db: Database, of source: Int64, named name: SourceID) throws -> [Usage] {
        let rows = try Row.fetchCursor(
            db, sql: "SELECT app, api, day, row, time, tokens FROM usage WHERE source = ?", arguments: [source])
        var usage: [Usage] = []
        while let row = try rows.next() {
            usage.append(
                Usage(
                    key: Usage.Key(
                        source: name, app: AppName(row[0]), api: APIName(row[1]),
                        day: CivilDate(daysSince1970: row[2]), id: RowID(row[3])),
                    time: Instant(microseconds: row[4]), tokens: Tokens(micro: row[5])))
        }
        return usage
    }

    private func lots(_ db: Database, of team: TeamName) throws -> [Lot] {
        try Row.fetchAll(db, sql: "SELECT * FROM lot WHERE team = ? ORDER BY id", arguments: [team.text]).map { row in
            try Lot(
                id: LotID(row.text("id")), tokens: Tokens(micro: row["tokens"]),
                start: Instant(microseconds: row["start"]), expires: Instant(microseconds: row["expires"]))
        }
    }
}

extension SourceHealth {
    init(_ row: Row) {
        self.init(
            id: SourceID(row.text("name")), firstSeen: row.instant("first_seen") ?? .distantPast,
            lastPoll: row.instant("last_poll"), lastGood: row.instant("last_good"),
            problem: (row["problem"] as String?).map { Diagnostic($0) })
    }
}
