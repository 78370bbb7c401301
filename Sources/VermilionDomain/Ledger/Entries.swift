/// What a team's ledger is made from: its lots and its usage, in any order.
package struct Entries: Sendable {
    package let team: TeamName
    package let lots: [Lot]
    package let usage: [Usage]

    package init(team: TeamName, lots: [Lot], usage: [Usage]) {
        self.team = team
        self.lots = lots
        self.usage = usage
    }

    package func ledger(asOf: Instant) throws(Ledger.Failure) -> Ledger {
        try Ledger(lots: lots, usage: usage, asOf: asOf)
    }
}
