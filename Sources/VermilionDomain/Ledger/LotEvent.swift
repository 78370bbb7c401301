/// A lot starts or expires.
struct LotEvent: Hashable, Sendable {
    /// In the order of happening at one instant.
    enum Change: Int { case expiry, start }

    let at: Instant
    let change: Change
    /// Position in the order of consumption.
    let lot: Int

    /// In the order of happening. Those up to an earlier instant are the first of those up to a later one.
    static func all(of lots: [Lot]) -> [LotEvent] {
        let starts = lots.indices.map { LotEvent(at: lots[$0].start, change: .start, lot: $0) }
        let expiries = lots.indices.map { LotEvent(at: lots[$0].expires, change: .expiry, lot: $0) }
        return (starts + expiries).sorted { ($0.at, $0.change.rawValue, $0.lot) < ($1.at, $1.change.rawValue, $1.lot) }
    }
}
