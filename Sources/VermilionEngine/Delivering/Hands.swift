import VermilionDomain

/// The deliveries that a courier has leased.
struct Hands<Moment: InstantProtocol> where Moment.Duration == Duration {
    /// Not begun.
    var stock: [Delivery] = []
    /// Being attempted.
    private(set) var begun: [DeliveryID: Delivery] = [:]
    /// By a clock that nobody puts forward.
    private var since: [DeliveryID: Moment] = [:]
    /// Attempted and not written down yet, with what came of them for single recipients.
    var settled: [Delivery] = []
    var parts: [Delivery] = []
    var released: [DeliveryID] = []
    /// When the leases were renewed last.
    var renewed: Instant?

    mutating func begin(at now: Moment) -> Delivery? {
        guard !stock.isEmpty else { return nil }
        let next = stock.removeFirst()
        begun[next.id] = next
        since[next.id] = now
        return next
    }

    mutating func end(_ id: DeliveryID) -> Delivery? {
        since[id] = nil
        return begun.removeValue(forKey: id)
    }

    /// No channel's own deadlines come to more.
    private static var longest: Duration { .hours(1) }

    /// Whether no attempt lasts longer than any may.
    func areQuick(at now: Moment) -> Bool { since.values.allSatisfy { $0.duration(to: now) < Self.longest } }

    /// Whether no lease is older than that, as long as the state could be written.
    func areLeased(at now: Instant, within age: Duration) -> Bool {
        renewed.map { now >= $0 && now - $0 < age } ?? false
    }

    mutating func giveBack() {
        released += stock.map(\.id) + begun.keys
        (stock, begun, since) = ([], [:], [:])
    }
}
