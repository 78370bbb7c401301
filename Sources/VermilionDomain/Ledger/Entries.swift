/// What a team's ledger is made from: its lots and its usage.
package struct Entries: Sendable {
    package let team: TeamName
    package let lots: [Lot]
    private let rows: Rows

    private enum Rows: Sendable {
        case listed([Usage])
        case rolled(UsageRoll)
        /// Their sum does not fit.
        case refused(Ledger.Failure)
    }

    /// - Parameter usage: in any order.
    package init(team: TeamName, lots: [Lot], usage: [Usage]) {
        self.team = team
        self.lots = lots
        rows = .listed(usage)
    }

    package init(team: TeamName, lots: [Lot], roll: Result<UsageRoll, Ledger.Failure>) {
        self.team = team
        self.lots = lots
        switch roll {
        case .success(let roll): rows = .rolled(roll)
        case .failure(let failure): rows = .refused(failure)
        }
    }

    /// Row by row: for those who want to see each.
    var usage: [Usage] {
        switch rows {
        case .listed(let usage): usage
        case .rolled(let roll): Array(roll.usage)
        case .refused: []
        }
    }

    package func ledger(asOf: Instant) throws(Ledger.Failure) -> Ledger {
        switch rows {
        case .listed(let usage): return try Ledger(lots: lots, usage: usage, asOf: asOf)
        case .rolled(let roll): return try Ledger(lots: lots, roll: roll, asOf: asOf)
        case .refused(let failure): throw failure
        }
    }
}
