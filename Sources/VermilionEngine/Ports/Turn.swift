package import VermilionDomain

/// What a worker tells the outbox of one channel, and asks of it, in one transaction: much is kept with one wait for the
/// disk.
package struct Turn: Sendable {
    package let channel: ChannelName
    package let tempo: Tempo
    package let lease: Lease
    /// What attempts came to; their leases end. Counts also from a worker that lost its lease, when it delivered.
    package var settled: [Delivery] = []
    /// Deliveries to single recipients that came of it.
    package var parts: [Delivery] = []
    /// Given back as they were claimed.
    package var released: [DeliveryID] = []
    /// Still worked on: their leases are renewed.
    package var held: [DeliveryID] = []
    /// How many more to hand out, at most.
    package var wanted = 0
    /// Makes one message of several that wait for a digest, for one recipient or for all together; nil to send them one by
    /// one.
    package var bind: @Sendable (Digest, NoticeID, _ recipient: String?) -> [UInt8]? = { _, _, _ in nil }

    package init(at channel: ChannelName, tempo: Tempo, lease: Lease) {
        self.channel = channel
        self.tempo = tempo
        self.lease = lease
    }

    /// Whether there is anything to do.
    package var isIdle: Bool { settled.isEmpty && released.isEmpty && held.isEmpty && wanted == 0 }
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
