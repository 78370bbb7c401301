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

    /// Nil when the source was never polled.
    func health(of source: SourceID, team: TeamName) async throws -> SourceHealth?

    /// The next delivery of a channel that is due and free, leased to the caller; of one incident the oldest first.
    func claim(from channel: ChannelName, at now: Instant, lease: Lease) async throws -> Delivery?

    /// False when the lease is held by another worker by now.
    func renew(_ delivery: DeliveryID, lease: Lease) async throws -> Bool

    /// Gives a delivery back as it was claimed.
    func release(_ delivery: DeliveryID, worker: WorkerID) async throws

    /// Keeps what an attempt came to, and ends the lease.
    func settle(_ delivery: Delivery, worker: WorkerID) async throws

    /// When a delivery of a channel can be claimed next: it is due, free, and no earlier one of its incident is
    /// queued. Nil when none is queued.
    func nextAttempt(from channel: ChannelName) async throws -> Instant?
}

/// One worker of one process, for as long as it runs.
package typealias WorkerID = Identifier<WorkerTag>

package enum WorkerTag: Sendable {}

/// Who may work on a delivery, and until when nobody else may.
package struct Lease: Hashable, Sendable {
    package let worker: WorkerID
    package let until: Instant

    package init(worker: WorkerID, until: Instant) { (self.worker, self.until) = (worker, until) }
}
