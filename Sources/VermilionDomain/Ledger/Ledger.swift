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
    /// Usage up to `asOf`, in the order in which it is paid.
    package let rows: [Usage]
    /// Where each row ends on the tape, in micro-tokens.
    let ends: [Int64]
    /// Paid stretches of the tape, adjoining, from position 0.
    package let segments: [Segment]
    package let used: Tokens
    /// Usage from here on is uncharged.
    let paid: Int64
    package let remaining: [Tokens]
    package let lapsed: [Tokens]

    package enum Failure: Error, Hashable, Sendable {
        /// The sum of all usage up to this row does not fit 64 bits of micro-tokens.
        case usageOverflows(Usage.Key)
        case lotsOverflow(LotID)
        /// Negative usage can only be told as another amount of an earlier row.
        case negativeUsage(Usage.Key)
    }

    package init(lots: [Lot], usage: [Usage], asOf: Instant) throws(Failure) {
        self.asOf = asOf
        self.lots = lots.filter { $0.start <= asOf }.sorted(by: Lot.isConsumedBefore)
        upcoming = lots.filter { $0.start > asOf }.sorted(by: Lot.isConsumedBefore)
        rows = usage.filter { $0.time <= asOf }.sorted(by: Usage.isPaidBefore)
        ends = try Ledger.ends(of: rows)
        try Ledger.checkSum(of: self.lots)

        var tape = Tape(lots: self.lots)
        for event in LotEvent.all(of: self.lots) where event.at <= asOf {
            tape.use(upTo: Ledger.position(before: event.at, rows: rows, ends: ends))
            tape.happen(event)
        }
        tape.use(upTo: ends.last ?? 0)

        segments = tape.segments
        used = Tokens(micro: tape.used)
        paid = tape.paid
        remaining = tape.remaining.map(Tokens.init(micro:))
        lapsed = tape.lapsed.map(Tokens.init(micro:))
    }

    package var uncharged: Tokens { Tokens(micro: used.micro - paid) }
    package var available: Tokens { remaining.reduce(.zero, +) }

    /// Rows of which something is uncharged, and how much, oldest first.
    package var unchargedRows: some Sequence<(row: Usage, uncharged: Tokens)> {
        rows.indices.lazy.reversed().prefix { ends[$0] > paid }.reversed()
            .map { index in (rows[index], Tokens(micro: ends[index] - Swift.max(start(of: index), paid))) }
            .filter { $0.uncharged > .zero }
    }

    func start(of row: Int) -> Int64 { row == 0 ? 0 : ends[row - 1] }

    private static func ends(of rows: [Usage]) throws(Failure) -> [Int64] {
        var ends: [Int64] = []
        ends.reserveCapacity(rows.count)
        var sum = Tokens.zero
        for row in rows {
            guard row.tokens >= .zero else { throw .negativeUsage(row.key) }
            guard let next = sum.adding(row.tokens) else { throw .usageOverflows(row.key) }
            sum = next
            ends.append(sum.micro)
        }
        return ends
    }

    private static func checkSum(of lots: [Lot]) throws(Failure) {
        var sum = Tokens.zero
        for lot in lots {
            guard let next = sum.adding(lot.tokens) else { throw .lotsOverflow(lot.id) }
            sum = next
        }
    }

    /// The end of all usage before an instant: binary search, because rows are in order of time.
    private static func position(before instant: Instant, rows: [Usage], ends: [Int64]) -> Int64 {
        var low = 0
        var high = rows.count
        while low < high {
            let middle = (low + high) / 2
            if rows[middle].time < instant { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? 0 : ends[low - 1]
    }
}
