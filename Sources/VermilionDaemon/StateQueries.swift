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

    /// The ledgers of all teams as the state has them, sorted by name.
    ///
    /// - Parameters:
    ///   - asOf: what had happened by then,
    ///   - knownAt: as far as it was known then; nil for all that is known now.
    package func statements(asOf: Instant, knownAt: Instant?) async throws -> [Statement] {
        let store = try storeCopy()
        var statements: [Statement] = []
        for team in assembly(transports: Transports(), output: .standardError(environment)).teams {
            let books = try await store.books(of: team.watch, knownAt: knownAt)
            let ledger = try Ledger(lots: books.lots, usage: books.usage, asOf: asOf)
            statements.append(Statement(of: ledger, team: team.watch.team))
        }
        return statements.sorted { $0.team < $1.team }
    }
}
