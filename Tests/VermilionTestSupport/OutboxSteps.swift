package import VermilionDomain
package import VermilionEngine

/// The steps of a turn, one at a time.
extension LedgerStore {
    package func claim(
        from channel: ChannelName, at now: Instant, lease: Lease, tempo: Tempo = Tempo()
    ) async throws -> Delivery? {
        try await take(wanted: 1, from: channel, at: now, lease: lease, tempo: tempo).first
    }

    package func take(
        wanted: Int, from channel: ChannelName, at now: Instant, lease: Lease, tempo: Tempo = Tempo()
    ) async throws -> [Delivery] {
        var turn = Turn(at: channel, tempo: tempo, lease: lease)
        turn.wanted = wanted
        return try await take(turn, at: now)
    }

    package func renew(_ delivery: DeliveryID, lease: Lease) async throws {
        var turn = Turn(at: delivery.channel, tempo: Tempo(), lease: lease)
        turn.held = [delivery]
        _ = try await take(turn, at: lease.until)
    }

    package func release(_ delivery: DeliveryID, worker: WorkerID) async throws {
        var turn = Turn(at: delivery.channel, tempo: Tempo(), lease: Lease(worker: worker, until: .distantPast))
        turn.released = [delivery]
        _ = try await take(turn, at: .distantPast)
    }

    package func settle(_ delivery: Delivery, parts: [Delivery] = [], worker: WorkerID) async throws {
        var turn = Turn(
            at: delivery.id.channel, tempo: Tempo(), lease: Lease(worker: worker, until: .distantPast))
        turn.settled = [delivery]
        turn.parts = parts
        _ = try await take(turn, at: .distantPast)
    }

    package func nextAttempt(from channel: ChannelName) async throws -> Instant? {
        try await nextAttempt(from: channel, tempo: Tempo(), at: .distantPast)
    }
}
