/// A lot starts or expires, or tokens leave it.
struct LotEvent: Hashable, Sendable {
    enum Change: Hashable {
        case expiry, start
        /// By its position among those of the lot.
        case departure(Int)

        /// In the order of happening at one instant.
        fileprivate var rank: Int {
            switch self {
            case .expiry: 0
            case .start: 1
            case .departure: 2
            }
        }
    }

    let at: Instant
    let change: Change
    /// Position in the order of consumption.
    let lot: Int

    /// In the order of happening. Those up to an earlier instant are the first of those up to a later one.
    static func all(of lots: [Lot]) -> [LotEvent] {
        lots.indices.flatMap { lot in
            [
                LotEvent(at: lots[lot].start, change: .start, lot: lot),
                LotEvent(at: lots[lot].expires, change: .expiry, lot: lot),
            ]
                + lots[lot].departures.indices.map {
                    LotEvent(at: lots[lot].departures[$0].at, change: .departure($0), lot: lot)
                }
        }.sorted { ($0.at, $0.change.rank, $0.lot) < ($1.at, $1.change.rank, $1.lot) }
    }
}
