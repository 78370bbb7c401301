package import VermilionDomain
import VermilionFormats
import VermilionSources

/// Usage and lots from files, without a state: what `vermilion statement --usage U.csv --lots L.csv` works on.
package struct FileBooks: Sendable {
    private var rolls: [TeamName: Result<UsageRoll, Ledger.Failure>] = [:]
    private var lots: [TeamName: [Lot]] = [:]
    /// Everything wrong in either file, in order; rows with a mistake are not in the statements.
    package private(set) var problems: [Diagnostic] = []

    /// - Throws: a diagnostic when a file cannot be used at all.
    package init(usage usageFile: String?, lots lotsFile: String?, zone: Zone) throws(Diagnostic) {
        if let usageFile {
            let usage = try UsageRolls.read(
                FinishedFile.text(of: usageFile), file: usageFile, source: SourceID(usageFile), zone: zone)
            problems += usage.problems
            rolls = usage.byTeam
        }
        if let lotsFile {
            let table = try LotsTable.read(FinishedFile.text(of: lotsFile), file: lotsFile)
            problems += table.problems
            for team in table.teams {
                let (lots, conflicts) = table.lots(of: team, zone: zone)
                self.lots[team] = lots
                problems += conflicts
            }
        }
        problems.sort()
    }

    /// Of all teams that either file names, sorted by name.
    package var entries: [Entries] {
        Set(rolls.keys).union(lots.keys).sorted().map { team in
            rolls[team].map { Entries(team: team, lots: lots[team] ?? [], roll: $0) }
                ?? Entries(team: team, lots: lots[team] ?? [], usage: [])
        }
    }
}
