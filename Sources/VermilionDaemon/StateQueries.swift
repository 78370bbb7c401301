package import VermilionDomain
import VermilionEngine
import VermilionSettings
import VermilionStore

/// What commands ask of the state, and the little that they change in it.
extension Installation {
    package var zone: Zone { settings.zone }

    package func incidents(includingClosed: Bool) async throws -> [Incident] {
        try await storeToRead().incidents(includingClosed: includingClosed)
    }

    package func deliveries() async throws -> [Delivery] { try await storeToRead().deliveries() }

    /// Nil when there is no such incident, or when its code is another.
    package func acknowledge(_ id: IncidentID, code: String? = nil, at now: Instant) async throws -> Incident? {
        try await store().acknowledge(id, code: code, at: now)
    }

    /// Queues a delivery again; nil when there is no such delivery.
    package func resend(_ id: DeliveryID, at now: Instant) async throws -> Delivery? {
        try await store().resend(id, at: now)
    }

    /// The names of all teams, sorted.
    package var teamNames: [TeamName] { settings.teams.map(\.name).sorted() }

    /// What the state knows of teams, row by row.
    ///
    /// - Parameter instant: for the rows as they were known then; nil for all that is known now.
    package func entries(of teams: [TeamName], knownAt instant: Instant?) async throws -> [Entries] {
        let store = try storeToRead()
        var entries: [Entries] = []
        for watch in try watchedTeams(teams).map(\.watch) {
            let books = try await store.books(of: watch, knownAt: instant)
            entries.append(Entries(team: watch.team, lots: books.lots, usage: books.usage))
        }
        return entries
    }

    /// With all that is known now; reads few rows.
    package func explanations(
        of selection: UsageSelection, of team: TeamName, asOf: Instant
    ) async throws -> [Explanation] {
        try await storeToRead().explanations(of: selection, watch: try watchedTeam(team).watch, asOf: asOf)
    }

    /// With all that is known now; reads few rows.
    package func statements(of teams: [TeamName], asOf: Instant) async throws -> [Statement] {
        let store = try storeToRead()
        var statements: [Statement] = []
        for team in try watchedTeams(teams) {
            statements.append(try await store.statement(of: team.watch, asOf: asOf))
        }
        return statements
    }
}
