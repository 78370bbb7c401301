import GRDB
package import VermilionDomain

extension Store {
    /// What is known of a team, with the lots as they are configured and entered now.
    ///
    /// - Parameter instant: for the rows and lots as they were known then; sources and incidents are as they are now.
    package func books(of watch: Watch, knownAt instant: Instant? = nil) async throws -> Books {
        try await read { db in
            if let instant {
                var books = try loadBooks(db, of: watch, knownAt: instant)
                books.lots = try lots(db, of: watch.team, knownAt: instant)
                return books
            }
            let book = try lotBook(db, of: watch, known: try lots(db, of: watch.team))
            var books = try loadBooks(db, of: watch)
            books.lots = book.lots.map(\.lot)
            books.lotProblems = book.problems
            return books
        }
    }

    func loadBooks(_ db: Database, of watch: Watch, knownAt instant: Instant? = nil) throws -> Books {
        let team = watch.team
        let installation = try installation(db)
        let sources = try sources(db, of: watch)
        let next = try Int64.fetchOne(db, known: "SELECT next_incident FROM installation") ?? 1
        var books = Books(
            usage: try sources.flatMap { source in
                let name = SourceID(source.text("name"))
                return try instant.map { try usage(db, of: source["id"], named: name, knownAt: $0) }
                    ?? usage(db, of: source["id"], named: name)
            },
            lots: try lots(db, of: team).map(\.lot), sources: try sources.map { try SourceHealth($0) },
            incidents: try unclosedIncidents(db, of: team),
            nextIncident: IncidentID(installation: installation, number: next))
        books.observations = try observations(db, of: team)
        return books
    }

    /// Pending and open ones.
    func unclosedIncidents(_ db: Database, of team: TeamName) throws -> [Incident] {
        let installation = try installation(db)
        return try Row.fetchAll(
            db, known: "SELECT * FROM incident WHERE team = ? AND phase <> 'closed' ORDER BY number",
            arguments: [team.text]
        ).map { try Incident($0, installation: installation) }
    }

    /// Those that were polled before, of the ones that are watched.
    func sources(_ db: Database, of watch: Watch) throws -> [Row] {
        try Row.fetchAll(db, known: "SELECT * FROM source WHERE team = ? ORDER BY id", arguments: [watch.team.text])
            .filter { watch.sources.contains(SourceID($0.text("name"))) }
    }
}
