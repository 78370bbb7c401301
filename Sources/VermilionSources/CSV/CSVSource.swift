package import VermilionDomain
import VermilionEngine
import VermilionFormats
import VermilionTransport

/// Usage from CSV files: one file, or a folder into which exports are dropped.
package struct CSVSource: Source {
    package let id: SourceID
    private let team: TeamName
    private let pattern: FilePattern
    /// Whether the sound rows of a file count although others are bad.
    private let allowsPartialFiles: Bool
    private let zone: Zone
    /// A file may hold rows of these too; rows of any other team are reported.
    private let configuredTeams: Set<TeamName>

    package init(
        id: SourceID, team: TeamName, path: String, allowsPartialFiles: Bool, zone: Zone,
        configuredTeams: Set<TeamName>
    ) {
        self.id = id
        self.team = team
        pattern = FilePattern(text: path)
        self.allowsPartialFiles = allowsPartialFiles
        self.zone = zone
        self.configuredTeams = configuredTeams
    }

    package func read(at now: Instant) async -> Reading {
        await onOwnThread { isCancelled in read(isCancelled: isCancelled) }
    }

    private func read(isCancelled: () -> Bool) -> Reading {
        let files: [String]
        do {
            files = try pattern.files()
        } catch {
            return Reading(source: id, usage: [], failures: [error])
        }
        var gathered = Gathered()
        for file in files where !isCancelled() { take(file, into: &gathered) }
        // Some files are not all: what they lack is no news.
        if isCancelled() { gathered.failures.append(interrupted) }
        let usage = gathered.usage.sorted(by: Usage.isPaidBefore)
        if gathered.failures.isEmpty, usage.isEmpty { gathered.warnings.append(noRows) }
        return Reading(
            source: id, usage: usage, covers: pattern.isSingleFile ? gathered.covers : nil,
            failures: gathered.failures, warnings: gathered.warnings)
    }

    private func take(_ file: String, into gathered: inout Gathered) {
        do {
            let table = try UsageTable.read(FinishedFile.text(of: file), file: file)
            let (usage, conflicts) = table.usage(of: team, source: id, zone: zone)
            let problems = (table.problems + conflicts).sorted()
            gathered.warnings += strangers(in: table, file: file)
            if problems.isEmpty || allowsPartialFiles {
                gathered.add(usage)
                if problems.isEmpty { gathered.firstDay = table.rows.lazy.map(\.moment.day).min() }
                gathered.warnings += problems
            } else {
                gathered.failures += problems
            }
        } catch {
            gathered.failures.append(error)
        }
    }

    private func strangers(in table: UsageTable, file: String) -> [Diagnostic] {
        table.teams.subtracting(configuredTeams).sorted().map { stranger in
            let extent = table.extent(of: stranger)
            let rows = extent?.rows ?? 0
            return Diagnostic(
                .warning, at: Diagnostic.Place(file: file, line: extent?.firstLine),
                "\(rows) \(rows == 1 ? "row belongs" : "rows belong") to team \"\(stranger)\", which is not configured",
                hint: "add the team, or ignore this if it is watched elsewhere")
        }
    }

    private var interrupted: Diagnostic {
        Diagnostic(
            at: Diagnostic.Place(file: pattern.text), "the reading was interrupted", hint: "it is read again in time")
    }

    private var noRows: Diagnostic {
        Diagnostic(
            .warning, at: Diagnostic.Place(file: pattern.text), "holds no usage of team \"\(team)\"",
            hint: "check that the team is written as in the export")
    }
}

/// What the files of one poll come to; a later file restates an earlier one.
private struct Gathered {
    var failures: [Diagnostic] = []
    var warnings: [Diagnostic] = []
    /// Of the last file, whatever the team; nil when it had bad rows or none.
    var firstDay: CivilDate?
    private var named: [Usage.Key: Usage] = [:]
    private var unnamed: [Cell: [Usage]] = [:]

    private struct Cell: Hashable {
        let app: AppName
        let api: APIName
        let day: CivilDate
    }

    /// Rows without an id of their own are known only by their number within a day, so those of a later file take
    /// the place of all of that app, API and day.
    mutating func add(_ usage: [Usage]) {
        var unnamed: [Cell: [Usage]] = [:]
        for row in usage {
            if row.key.id.generatedNumber == nil {
                named[row.key] = row
            } else {
                unnamed[Cell(app: row.key.app, api: row.key.api, day: row.key.day), default: []].append(row)
            }
        }
        self.unnamed.merge(unnamed) { $1 }
    }

    /// A file tells all there is from its first day on: earlier days may have left the period that is exported.
    var covers: ClosedRange<CivilDate>? { firstDay.map { $0...CivilDate.latest } }

    var usage: [Usage] { Array(named.values) + unnamed.values.joined() }
}
