/// The ledger a second time: row by row and lot by lot, as the rules tell it, without a tape.
///
/// It takes each row and each lot in turn, so it is slow on large books and easy to read. `statement --verify` holds it
/// against the tape. At one instant expiries come first, then lot starts, then departures, then usage. With the tape it
/// shares the order of lots and of usage, and nothing else.
package struct Replay: Sendable {
    package struct LotAccount: Sendable {
        package let lot: Lot
        package fileprivate(set) var remaining = Tokens.zero
        package fileprivate(set) var consumed = Tokens.zero
        package fileprivate(set) var settled = Tokens.zero
        package fileprivate(set) var lapsed = Tokens.zero
        package fileprivate(set) var departed = Tokens.zero
    }

    package struct RowAccount: Sendable {
        package let row: Usage
        package fileprivate(set) var charged = Tokens.zero
        package fileprivate(set) var settled = Tokens.zero

        package var owed: Tokens { row.tokens - charged - settled }
    }

    /// Lots that have started, in the order of consumption.
    package private(set) var lots: [LotAccount]
    /// Usage up to the instant, in the order in which it is paid.
    package private(set) var rows: [RowAccount]
    /// Rows of which something is owed, oldest first.
    private var debt: ArraySlice<Int> = []

    /// The sums of usage and of lots must fit 64 bits, as they do in every `Ledger`.
    package init(_ entries: Entries, asOf: Instant) {
        lots = entries.lots.filter { $0.start <= asOf }.sorted(by: Lot.isConsumedBefore).map { LotAccount(lot: $0) }
        rows = entries.usage.filter { $0.time <= asOf }.sorted(by: Usage.isPaidBefore).map { RowAccount(row: $0) }
        var next = 0
        for instant in Replay.instants(of: lots.map(\.lot), upTo: asOf) {
            while next < rows.count, rows[next].row.time < instant {
                use(next)
                next += 1
            }
            for lot in lots.indices where lots[lot].lot.expires == instant { expire(lot) }
            for lot in lots.indices where lots[lot].lot.start == instant { start(lot) }
            for lot in lots.indices { depart(lot, at: instant) }
        }
        while next < rows.count {
            use(next)
            next += 1
        }
    }

    /// When lots start or expire or tokens leave them, each instant once.
    private static func instants(of lots: [Lot], upTo asOf: Instant) -> [Instant] {
        Set(lots.flatMap { [$0.start, $0.expires] + $0.departures.map(\.at) }).filter { $0 <= asOf }.sorted()
    }

    private mutating func expire(_ lot: Int) {
        lots[lot].lapsed = lots[lot].remaining
        lots[lot].remaining = .zero
    }

    private mutating func depart(_ lot: Int, at instant: Instant) {
        for departure in lots[lot].lot.departures where departure.at == instant {
            let amount = min(departure.tokens, lots[lot].remaining)
            lots[lot].remaining -= amount
            lots[lot].departed += amount
        }
    }

    /// Pays what is owed, oldest first.
    private mutating func start(_ lot: Int) {
        lots[lot].remaining = lots[lot].lot.tokens
        while let row = debt.first, lots[lot].remaining > .zero {
            let amount = min(rows[row].owed, lots[lot].remaining)
            rows[row].settled += amount
            lots[lot].settled += amount
            lots[lot].remaining -= amount
            if rows[row].owed == .zero { debt.removeFirst() }
        }
    }

    /// Pays from valid lots in the order of consumption; the rest is owed.
    private mutating func use(_ row: Int) {
        for lot in lots.indices where lots[lot].lot.isValid(at: rows[row].row.time) {
            let amount = min(rows[row].owed, lots[lot].remaining)
            rows[row].charged += amount
            lots[lot].consumed += amount
            lots[lot].remaining -= amount
        }
        if rows[row].owed > .zero { debt.append(row) }
    }
}
