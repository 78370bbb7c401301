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

    /// A sound row as it is kept: everything by number that several rows may share.
    struct Entry: Sendable {
        let cell: Int32
        let moment: Int32
        let line: Int32
        /// As in a `NameTable`.
        let id: UInt32
        let tokens: Tokens
    }

    /// What the numbers in entries stand for.
    struct Names: Sendable {
        var teams = NamePool<TeamTag>()
        var apps = NamePool<AppTag>()
        var apis = NamePool<APITag>()
        var cells: [RowIdentities.Cell] = []
        var moments: [CivilMoment] = []
        /// Those that the file gives.
        var ids: [RowID] = []

        func id(_ number: UInt32) -> RowID { NameTable.id(number, among: ids) }
    }

    let entries: EntryLog
    let names: Names
    /// What is wrong with the other rows, each with file, line and column.
    package let problems: [Diagnostic]
    private let standings: [TeamName: Standing]
    /// Numbers of rows that do not count: they repeat another, or it cannot be told which of them is right.
    private let left: Set<Int>

    /// What there is of one team.
    struct Standing: Sendable {
        var conflicts: [Diagnostic] = []
        /// All sound rows.
        var rows = 0
        var firstLine = 0
    }

    init(
        entries: EntryLog, names: Names, problems: [Diagnostic], standings: [TeamName: Standing],
        leavingOut left: Set<Int>
    ) {
        self.entries = entries
        self.names = names
        self.problems = problems
        self.standings = standings
        self.left = left
    }

    /// The sound rows, in the order of the file.
    package var rows: [Row] {
        var rows: [Row] = []
        entries.visit { _, entry in
            let cell = names.cells[Int(entry.cell)]
            rows.append(
                Row(
                    team: names.teams[cell.team], moment: names.moments[Int(entry.moment)], app: names.apps[cell.app],
                    api: names.apis[cell.api], tokens: entry.tokens, id: names.id(entry.id), line: Int(entry.line)))
        }
        return rows
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
        try reading.readAll()
        return reading.table()
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
        guard let standing = standings[team], let number = names.teams.number(named: team) else { return ([], []) }
        let order = PaymentOrder(names, zone: zone)
        var places: [PaymentOrder.Place] = []
        places.reserveCapacity(standing.rows)
        entries.visit { row, entry in
            if names.cells[Int(entry.cell)].team == number, !left.contains(row) {
                places.append(order.place(of: entry))
            }
        }
        order.sort(&places)
        let usage = places.map { place in
            let cell = names.cells[Int(place.cell)]
            let key = Usage.Key(
                source: source, app: names.apps[cell.app], api: names.apis[cell.api], day: cell.day,
                id: names.id(place.id))
            return Usage(key: key, time: place.time, tokens: place.tokens)
        }
        return (usage, standing.conflicts)
    }
}
