import GRDB
package import VermilionDomain
import VermilionEngine

extension Store {
    package func commit(
        _ reading: Reading, of watch: Watch, at now: Instant,
        decide: @escaping @Sendable (Books, Changes) throws -> (Decision, [Delivery])
    ) async throws -> Decision {
        try await write { db in
            let isFirst = try !isKnown(db, watch.team)
            let before = try loadHealth(db, of: reading.source, team: watch.team)?.health
            let source = try record(db, reading, of: watch.team, at: now)
            var changes = try merge(db, reading, into: source, at: now)
            (changes.lastRead, changes.lastPoll) = (before?.lastGood, before?.lastPoll)
            try keep(db, reading.lots, polled: reading.source, of: watch.team, at: now)
            _ = try observe(db, reading.observations, of: watch.team, author: reading.source.text, at: now)
            let known = try lots(db, of: watch.team)
            let book = try lotBook(db, of: watch, known: known)
            try keep(db, book.lots, insteadOf: known, of: watch.team, at: now)
            var books = try loadBooks(db, of: watch)
            books.lots = book.lots.map(\.lot)
            books.knownLots = isFirst ? nil : known.map(\.lot)
            books.lotProblems = book.problems
            books.told = try told(db, of: books.incidents.map(\.id), at: now)
            books.silences = try silences(db, at: now)
            books.freshCode = Store.drawCode()
            books.undelivered = try undelivered(db, of: watch.team)
            let (decision, deliveries) = try decide(books, changes)
            for incident in decision.incidents {
                try incident.save(db)
                if incident.phase == .closed { try withdraw(db, of: incident.id, at: now) }
            }
            if let last = decision.incidents.map(\.id.number).max() {
                try db.execute(
                    known: "UPDATE installation SET next_incident = max(next_incident, ?)", arguments: [last + 1])
            }
            for delivery in deliveries { try insert(db, delivery) }
            return decision
        }
    }

    package func health(of source: SourceID, team: TeamName) async throws -> SourceHealth? {
        try await read { db in try loadHealth(db, of: source, team: team)?.health }
    }

    /// Whether a source of the team was ever polled.
    private func isKnown(_ db: Database, _ team: TeamName) throws -> Bool {
        try Bool.fetchOne(
            db, known: "SELECT EXISTS (SELECT 1 FROM source WHERE team = ?)", arguments: [team.text]) ?? false
    }

    private func record(_ db: Database, _ reading: Reading, of team: TeamName, at now: Instant) throws -> Int64 {
        try record(db, reading.source, of: team, at: now) { $0.record(reading, at: now) }
    }
}
