/// All usage of a team up to an instant, and which lot paid for it.
///
/// The rules are DESIGN §3, stated as a program in `ledger/oracle.py`: at one instant expiries come first,
/// then lot starts, then usage; a lot that starts pays the oldest uncharged usage first.
package struct Ledger: Sendable {
    package let asOf: Instant
    /// Lots that have started, in the order of consumption.
    package let lots: [Lot]
    /// Lots that start later, in the order of consumption.
    package let upcoming: [Lot]
    /// Usage up to `asOf`.
    let roll: UsageRoll
    /// Paid stretches of the tape, adjoining, from position 0.
    package let segments: [Segment]
    /// Usage from here on is uncharged.
    let paid: Int64
    package let remaining: [Tokens]
    package let lapsed: [Tokens]
    /// What left lots for other teams, by lot and departure.
    let departures: [[Tokens]]
    /// After the last lot event; nil when there was none.
    let checkpoint: Checkpoint?

    package enum Failure: Error, Hashable, Sendable {
        /// The sum of all usage up to this row does not fit 64 bits of micro-tokens.
        case usageOverflows(Usage.Key)
        case lotsOverflow(LotID)
        /// Negative usage can only be told as another amount of an earlier row.
        case negativeUsage(Usage.Key)
    }

    package init(lots: [Lot], usage: some Sequence<Usage>, asOf: Instant) throws(Failure) {
        try self.init(lots: lots, roll: UsageRoll(usage, upTo: asOf), asOf: asOf)
    }

    /// - Parameter roll: what is later than `asOf` is left out.
    package init(lots: [Lot], roll: UsageRoll, asOf: Instant) throws(Failure) {
        let lots = lots.sorted(by: Lot.isConsumedBefore)
        let roll = roll.prefix(upTo: asOf)
        try Ledger.checkSum(of: lots.filter { $0.start <= asOf })
        self.init(lots: lots, roll: roll, asOf: asOf, from: nil)
    }

    /// - Parameters:
    ///   - lots: in the order of consumption; the sum of those that have started fits.
    ///   - roll: usage up to `asOf`.
    ///   - checkpoint: of the same lots and usage, to go on from; nil to start from scratch.
    init(lots: [Lot], roll: UsageRoll, asOf: Instant, from checkpoint: Checkpoint?) {
        let started = lots.filter { $0.start <= asOf }
        let checkpoint = checkpoint.flatMap { $0.holds(for: started, asOf: asOf) ? $0 : nil }
        self.asOf = asOf
        self.lots = started
        upcoming = lots.filter { $0.start > asOf }
        self.roll = roll
        var tape = checkpoint?.tape ?? Tape(lots: started)
        let events = LotEvent.all(of: started).filter { $0.at <= asOf }
        for event in events.dropFirst(checkpoint?.events ?? 0) {
            tape.use(upTo: roll.position(before: event.at))
            tape.happen(event)
        }
        self.checkpoint = events.last.map { Checkpoint(at: $0.at, events: events.count, tape: tape) }
        tape.use(upTo: roll.end)

        segments = tape.segments
        paid = tape.paid
        remaining = tape.remaining.map(Tokens.init(micro:))
        lapsed = tape.lapsed.map(Tokens.init(micro:))
        departures = tape.departed.map { $0.map(Tokens.init(micro:)) }
    }

    package var used: Tokens { Tokens(micro: roll.end) }
    package var uncharged: Tokens { Tokens(micro: roll.end - paid) }
    package var available: Tokens { remaining.reduce(.zero, +) }
    /// What left lots for other teams.
    package var departed: [Tokens] { departures.map { $0.reduce(.zero, +) } }

    /// Usage in the order in which it is paid.
    package var rows: some Sequence<Usage> { roll.usage }

    /// Rows of which something is uncharged, and how much, oldest first.
    package var unchargedRows: some Sequence<(row: Usage, uncharged: Tokens)> {
        roll.rows(endingAfter: paid).lazy
            .map { (roll.usage($0.row), Tokens(micro: $0.range.upperBound - max($0.range.lowerBound, paid))) }
            .filter { $0.1 > .zero }
    }

    static func checkSum(of lots: [Lot]) throws(Failure) {
        var sum = Tokens.zero
        for lot in lots {
            guard let next = sum.adding(lot.tokens) else { throw .lotsOverflow(lot.id) }
            sum = next
        }
    }
}
