package import VermilionDomain
import VermilionFormats
import VermilionSources

/// Usage and lots from files, without a state: what `vermilion statement --usage U.csv --lots L.csv` works on.
package struct FileBooks: Sendable {
    private var usage: [TeamName: [Usage]] = [:]
    private var lots: [TeamName: [Lot]] = [:]
    /// Everything wrong in either file, in order; rows with a mistake are not in the statements.
    package private(set) var problems: [Diagnostic] = []

    /// - Throws: a diagnostic when a file cannot be used at all.
    package init(usage usageFile: String?, lots lotsFile: String?, zone: Zone) throws(Diagnostic) {
        if let usageFile {
            let table = try UsageTable.read(FinishedFile.text(of: usageFile), file: usageFile)
            problems += table.problems
            for team in table.teams {
                let (usage, conflicts) = table.usage(of: team, source: "file", zone: zone)
                self.usage[team] = usage
                problems += conflicts
            }
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
        Set(usage.keys).union(lots.keys).sorted()
            .map { Entries(team: $0, lots: lots[$0] ?? [], usage: usage[$0] ?? []) }
    }
}
