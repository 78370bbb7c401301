package import VermilionDomain
import VermilionEngine
import VermilionSettings
import VermilionStore

/// What commands ask of the state, and the little that they change in it.
extension Installation {
    package var zone: Zone { settings.zone }

    package func incidents(includingClosed: Bool) async throws -> [Incident] {
        try await storeCopy().incidents(includingClosed: includingClosed)
    }

    package func deliveries() async throws -> [Delivery] { try await storeCopy().deliveries() }

    /// Nil when there is no such incident.
    package func acknowledge(_ id: IncidentID, at now: Instant) async throws -> Incident? {
        try await store().acknowledge(id, at: now)
    }

    /// Queues a delivery again; nil when there is no such delivery.
    package func resend(_ id: DeliveryID, at now: Instant) async throws -> Delivery? {
        try await store().resend(id, at: now)
    }

    /// What the state knows of all teams, sorted by name.
    ///
    /// - Parameter instant: for the rows as they were known then; nil for all that is known now.
    package func entries(knownAt instant: Instant?) async throws -> [Entries] {
        let store = try storeCopy()
        var entries: [Entries] = []
        for team in assembly(transports: Transports(), output: .standardError(environment)).teams {
            let books = try await store.books(of: team.watch, knownAt: instant)
            entries.append(Entries(team: team.watch.team, lots: books.lots, usage: books.usage))
        }
        return entries.sorted { $0.team < $1.team }
    }
}
