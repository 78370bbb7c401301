package import VermilionDomain

/// Delivers what is due to one channel, in order, from the outbox alone.
///
/// Each channel has its own courier: one that is slow or dead delays no other.
package struct Courier<C: Clock>: Sendable where C.Duration == Duration {
    let channel: any Channel
    let store: any LedgerStore
    let worker: WorkerID
    let time: TimeSource<C>
    private let backoff: Backoff

    package init(
        channel: any Channel, store: any LedgerStore, worker: WorkerID, time: TimeSource<C>,
        backoff: Backoff = .standard
    ) {
        self.channel = channel
        self.store = store
        self.worker = worker
        self.time = time
        self.backoff = backoff
    }

    /// For how long a delivery is nobody else's. Renewed while an attempt lasts, so that a long attempt keeps it
    /// and a killed process gives it up soon.
    static var leaseLength: Duration { .seconds(30) }

    /// Delivers until nothing is due, and returns what was tried.
    @discardableResult
    package func deliverDue() async throws -> [Delivery] {
        var tried: [Delivery] = []
        while !Task.isCancelled, let delivery = try await store.claim(from: channel.name, at: time.now(), lease: lease)
        {
            guard let attempted = try await attempt(delivery) else { break }
            tried.append(attempted)
        }
        return tried
    }

    /// Delivers until cancelled. The bell tells of new deliveries; those of other processes are found by looking.
    func run(bell: Bell, report: @Sendable (Delivery) -> Void) async throws {
        while !Task.isCancelled {
            for delivery in try await deliverDue() { report(delivery) }
            let due = try await store.nextAttempt(from: channel.name)
            let wait = due.map { max(.milliseconds(200), $0 - time.now()) } ?? Self.longestRest
            _ = await time.within(min(wait, Self.longestRest)) { await bell.wait() }
        }
    }

    private static var longestRest: Duration { .seconds(30) }

    private var lease: Lease { Lease(worker: worker, until: time.now() + Self.leaseLength) }

    /// Nil when the attempt was cut off by cancellation: it counts as not made, and the delivery is free at once.
    private func attempt(_ delivery: Delivery) async throws -> Delivery? {
        let now = time.now()
        let outcome = await withTaskGroup(of: Outcome?.self) { group in
            group.addTask { await channel.deliver(delivery, at: now) }
            group.addTask {
                await keepLease(of: delivery.id)
                return nil
            }
            var outcome: Outcome?
            while outcome == nil, let ended = await group.next() { outcome = ended }
            group.cancelAll()
            return outcome
        }
        guard let outcome, !Task.isCancelled || outcome.kind == .delivered else {
            try await store.release(delivery.id, worker: worker)
            return nil
        }
        var delivery = delivery
        delivery.record(outcome, at: time.now(), backoff: backoff, chance: time.chance())
        try await store.settle(delivery, worker: worker)
        return delivery
    }

    private func keepLease(of delivery: DeliveryID) async {
        while !Task.isCancelled {
            guard (try? await time.clock.sleep(for: Self.leaseLength / 3)) != nil else { return }
            _ = try? await store.renew(delivery, lease: lease)
        }
    }
}
