/// The books of one team, kept up to date row by row.
///
/// A row at the end costs nothing but itself, a late, changed or removed one costs a block of rows and no replay of
/// the others. What it comes to is always what a ledger made from the same rows in one go comes to.
package struct Daybook: Sendable {
    /// In the order of consumption.
    private let lots: [Lot]
    private var roll: UsageRoll
    /// Saves paying the tape from its start; it never changes what comes out.
    private var checkpoint: Ledger.Checkpoint?

    package init(lots: [Lot]) throws(Ledger.Failure) { try self.init(lots: lots, roll: UsageRoll()) }

    /// - Parameter roll: usage that is there already.
    package init(lots: [Lot], roll: UsageRoll) throws(Ledger.Failure) {
        self.roll = roll
        self.lots = lots.sorted(by: Lot.isConsumedBefore)
        try Ledger.checkSum(of: self.lots)
    }

    package var rows: Int { roll.count }

    /// Takes in a row that is not there yet. Nothing changes when it throws.
    package mutating func insert(_ row: Usage) throws(Ledger.Failure) {
        try roll.insert(row)
        forget(from: row.time)
    }

    /// False when there is no such row.
    package mutating func remove(_ row: Usage) -> Bool {
        guard roll.remove(row) else { return false }
        forget(from: row.time)
        return true
    }

    /// Gives a row another time or amount; false when there is no such row. Nothing changes when it throws.
    package mutating func restate(_ restatement: Restatement) throws(Ledger.Failure) -> Bool {
        guard remove(restatement.before) else { return false }
        do {
            try insert(restatement.after)
        } catch {
            try insert(restatement.before)
            throw error
        }
        return true
    }

    /// The ledger at an instant, from the last checkpoint that holds for it.
    package mutating func ledger(asOf: Instant) -> Ledger {
        let ledger = Ledger(lots: lots, roll: roll.prefix(upTo: asOf), asOf: asOf, from: checkpoint)
        checkpoint = ledger.checkpoint
        return ledger
    }

    /// Usage at the instant of a checkpoint is behind it: lots start and expire first.
    private mutating func forget(from time: Instant) {
        if let at = checkpoint?.at, time < at { checkpoint = nil }
    }
}
