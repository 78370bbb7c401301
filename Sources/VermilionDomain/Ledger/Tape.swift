/// Pays the tape from left to right.
///
/// At any time the tape is paid up to `paid` and used up to `used`; what lies between is uncharged.
/// That one range is enough, because usage is paid only while nothing before it is owed: debt is always
/// the end of the tape. Lots change hands only at lot events, so m lots give at most 3m segments, and one more for each
/// departure.
struct Tape {
    let lots: [Lot]
    private(set) var segments: [Segment] = []
    private(set) var paid: Int64 = 0
    private(set) var used: Int64 = 0
    /// Micro-tokens left, by lot.
    private(set) var remaining: [Int64]
    private(set) var lapsed: [Int64]
    /// By lot and departure.
    private(set) var departed: [[Int64]]
    /// Lots that are valid and not used up, in the order of consumption: `lots` is in that order.
    private var valid: [Int] = []

    init(lots: [Lot]) {
        self.lots = lots
        remaining = Array(repeating: 0, count: lots.count)
        lapsed = remaining
        departed = lots.map { Array(repeating: 0, count: $0.departures.count) }
    }

    /// Goes on from where a ledger stands: what is left by lot, and what is owed.
    init(lots: [Lot], remaining: [Int64], owed: Int64) {
        self.init(lots: lots)
        self.remaining = remaining
        used = owed
        valid = lots.indices.filter { remaining[$0] > 0 }
    }

    mutating func happen(_ event: LotEvent) {
        switch event.change {
        case .expiry: expire(event.lot)
        case .start: start(event.lot)
        case .departure(let number): depart(number, from: event.lot)
        }
    }

    mutating func use(upTo position: Int64) {
        used = position
        while paid < used, let lot = valid.first {
            pay(from: lot, as: .charged)
            if remaining[lot] == 0 { valid.removeFirst() }
        }
    }

    /// A lot that starts pays what is owed, oldest first; the rest is available.
    private mutating func start(_ lot: Int) {
        remaining[lot] = lots[lot].tokens.micro
        if paid < used { pay(from: lot, as: .settled) }
        guard remaining[lot] > 0 else { return }
        valid.insert(lot, at: valid.firstIndex { $0 > lot } ?? valid.endIndex)
    }

    private mutating func expire(_ lot: Int) {
        lapsed[lot] = remaining[lot]
        remaining[lot] = 0
        valid.removeAll { $0 == lot }
    }

    private mutating func depart(_ number: Int, from lot: Int) {
        let taken = min(remaining[lot], lots[lot].departures[number].tokens.micro)
        remaining[lot] -= taken
        departed[lot][number] = taken
        if remaining[lot] == 0 { valid.removeAll { $0 == lot } }
    }

    private mutating func pay(from lot: Int, as payment: Segment.Payment) {
        let amount = min(remaining[lot], used - paid)
        remaining[lot] -= amount
        segments.append(Segment(range: paid..<(paid + amount), lot: lot, payment: payment))
        paid += amount
    }
}
