package import VermilionDomain

/// Durable state: readings, incidents and the outbox.
///
/// What it guarantees: a commit is one transaction and alone, also between processes; a delivery is leased
/// to one worker at a time; after a crash everything is as it was after the last commit. A write is not cut off
/// when its task is cancelled: what was delivered while the process was asked to end is kept as delivered.
package protocol LedgerStore: Sendable {
    /// Takes a reading into the books, decides, and keeps the incidents and deliveries that come of it: all or nothing.
    ///
    /// - Parameter decide: pure; runs inside the transaction on the books with the reading in them.
    func commit(
        _ reading: Reading, of watch: Watch, at now: Instant,
        decide: @escaping @Sendable (Books, Changes) throws -> (Decision, [Delivery])
    ) async throws -> Decision

    /// Notes which teams are watched under a configuration, and takes leave of those that were and are no more: all or
    /// nothing.
    ///
    /// - Parameter retire: pure; runs inside the transaction, on the team's incidents that are not closed, and on who was told
    ///   of them.
    func watch(
        _ teams: Set<TeamName>, under configuration: String, at now: Instant,
        retire: @escaping @Sendable (TeamName, [Incident], ChannelsTold) throws -> (Retirement, [Delivery])
    ) async throws -> [Retirement]

    /// Nil when the source was never polled.
    func health(of source: SourceID, team: TeamName) async throws -> SourceHealth?

    /// Takes a worker's turn at the deliveries of a channel: all of it or nothing.
    ///
    /// - Returns: what is due, free, and may go now, leased to the worker; of one incident the oldest first, and no later
    ///   one before that is settled.
    func take(_ turn: Turn, at now: Instant) async throws -> [Delivery]

    /// When a delivery of a channel can be claimed next: it is due, free, no earlier one of its incident is
    /// queued, and the channel may be used. Nil when none is queued.
    func nextAttempt(from channel: ChannelName, tempo: Tempo, at now: Instant) async throws -> Instant?
}
