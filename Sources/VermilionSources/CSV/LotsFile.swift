package import VermilionDomain
import VermilionFormats
import VermilionTransport

/// Lots that a team keeps in a file: `team, id, tokens, start[, expires]`.
package struct LotsFile: Sendable {
    package let id: SourceID
    private let path: String
    private let team: TeamName
    private let zone: Zone
    /// A file may hold lots of these too; those of any other team are reported.
    private let configuredTeams: Set<TeamName>

    package init(path: String, team: TeamName, zone: Zone, configuredTeams: Set<TeamName>) {
        id = SourceID("lots:\(path)")
        self.path = path
        self.team = team
        self.zone = zone
        self.configuredTeams = configuredTeams
    }

    package func read() async -> LotsReading { await onOwnThread { _ in readNow() } }

    /// One wrong row makes the file untrustworthy: without it the books would lack a lot, and usage that is paid
    /// would be told as uncharged.
    private func readNow() -> LotsReading {
        do {
            let table = try LotsTable.read(FinishedFile.text(of: path), file: path)
            let (lots, conflicts) = table.lots(of: team, zone: zone)
            let problems = (table.problems + conflicts).sorted()
            if let first = problems.first {
                return LotsReading(
                    source: id, problem: first.and(problems.count - 1), warnings: strangers(in: table))
            }
            return LotsReading(source: id, lots: lots, warnings: strangers(in: table))
        } catch {
            return LotsReading(source: id, problem: error.and(0))
        }
    }

    private func strangers(in table: LotsTable) -> [Diagnostic] {
        table.teams.subtracting(configuredTeams).sorted().map { stranger in
            Diagnostic(
                .warning, at: Diagnostic.Place(file: path, line: table.rows.first { $0.team == stranger }?.line),
                "holds lots of team \"\(stranger)\", which is not configured",
                hint: "add the team, or ignore this if it is watched elsewhere")
        }
    }
}

extension Diagnostic {
    /// The same, with how many more there are and what comes of it.
    fileprivate func and(_ others: Int) -> Diagnostic {
        let more = others == 0 ? "" : ", and \(others) more \(others == 1 ? "problem" : "problems") in this file"
        let outcome = "until it is mended, its lots count as they were last known"
        return Diagnostic(
            severity, at: place, message + more, hint: [hint, outcome].compactMap(\.self).joined(separator: "; "),
            excerpt: excerpt)
    }
}
