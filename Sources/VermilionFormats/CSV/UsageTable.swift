package import VermilionDomain

/// The usage in one CSV file, of one or several teams.
package struct UsageTable: Sendable {
    package struct Row: Hashable, Sendable {
        package let team: TeamName
        /// When, as the file states it; its day belongs to the key of the row.
        package let moment: CivilMoment
        package let app: AppName
        package let api: APIName
        /// Never negative.
        package let tokens: Tokens
        /// The row's own id, or a generated one; see `RowIdentities`.
        package let id: RowID
        /// Line of the file on which the row begins, from 1.
        package let line: Int
    }

    /// A sound row as it is kept: names and moments by number, because few of them stand in many rows.
    struct Entry: Sendable {
        let cell: RowIdentities.Cell
        let moment: Int32
        let line: Int32
        let tokens: Tokens
        let id: RowID
    }

    /// What the numbers in entries stand for.
    struct Names: Sendable {
        var teams = NamePool<TeamTag>()
        var apps = NamePool<AppTag>()
        var apis = NamePool<APITag>()
        var moments: [CivilMoment] = []
    }

    let entries: [Entry]
    let names: Names
    /// What is wrong with the other rows, each with file, line and column.
    package let problems: [Diagnostic]
    private let standings: [TeamName: Standing]

    /// What counts of one team.
    struct Standing: Sendable {
        /// Numbers of rows, each key once and none that is contested.
        var counted: [Int32] = []
        var conflicts: [Diagnostic] = []
        /// All sound rows.
        var rows = 0
        var firstLine = 0
    }

    init(entries: [Entry], names: Names, problems: [Diagnostic], standings: [TeamName: Standing]) {
        self.entries = entries
        self.names = names
        self.problems = problems
        self.standings = standings
    }

    /// The sound rows, in the order of the file.
    package var rows: [Row] {
        entries.map { entry in
            Row(
                team: names.teams[entry.cell.team], moment: names.moments[Int(entry.moment)],
                app: names.apps[entry.cell.app], api: names.apis[entry.cell.api], tokens: entry.tokens, id: entry.id,
                line: Int(entry.line))
        }
    }

    /// The teams of the sound rows.
    package var teams: Set<TeamName> { Set(standings.keys) }

    /// Reads a file in one of the layouts of `UsageLayout`.
    ///
    /// - Throws: a diagnostic when the whole file cannot be used: it is empty, not UTF-8, has an unknown layout, or
    ///   a quote in it is never closed.
    package static func read(_ text: @escaping CSVReader.Pieces, file: String) throws(Diagnostic) -> UsageTable {
        try read(CSVReader(text, file: file))
    }

    /// Reads a file that is in memory already.
    package static func read(_ bytes: [UInt8], file: String) throws(Diagnostic) -> UsageTable {
        try read(CSVReader(bytes, file: file))
    }

    private static func read(_ reader: CSVReader) throws(Diagnostic) -> UsageTable {
        var reading = try UsageTableReading(reader)
        return try reading.table()
    }

    /// How many sound rows a team has, and the line of the first.
    package func extent(of team: TeamName) -> (rows: Int, firstLine: Int)? {
        standings[team].map { ($0.rows, $0.firstLine) }
    }

    /// The rows of one team as usage, each key once, in the order in which it is paid.
    ///
    /// Rows with the same id and the same content are one row. Where rows with the same id differ, nobody can tell
    /// which one is right: none of them counts, and each conflict names both lines.
    package func usage(
        of team: TeamName, source: SourceID, zone: Zone
    ) -> (usage: [Usage], conflicts: [Diagnostic]) {
        guard let standing = standings[team] else { return ([], []) }
        let order = PaymentOrder(names, zone: zone)
        let usage = order.sorted(standing.counted, of: entries).map { place in
            let entry = entries[Int(place.entry)]
            let key = Usage.Key(
                source: source, app: names.apps[entry.cell.app], api: names.apis[entry.cell.api], day: entry.cell.day,
                id: entry.id)
            return Usage(key: key, time: Instant(microseconds: place.microseconds), tokens: entry.tokens)
        }
        return (usage, standing.conflicts)
    }
}
