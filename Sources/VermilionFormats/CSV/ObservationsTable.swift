package import VermilionDomain

/// Balances that were observed, in one CSV file, of one or several teams: `team, time, available`.
package struct ObservationsTable: Sendable {
    package struct Row: Hashable, Sendable {
        package let team: TeamName
        package let time: CivilMoment
        package let available: Tokens
        /// Where the cells stand that can be wrong together with others.
        package let teamPlace: Diagnostic.Place
        package let timePlace: Diagnostic.Place
    }

    /// The sound rows, in the order of the file.
    package let rows: [Row]
    /// What is wrong with the other rows, each with file, line and column.
    package let problems: [Diagnostic]

    private static let description = "team, time and available"

    /// - Throws: a diagnostic when the whole file cannot be used: it is empty, not UTF-8, has an unknown layout, or
    ///   a quote in it is never closed.
    package static func read(_ text: @escaping CSVReader.Pieces, file: String) throws(Diagnostic) -> ObservationsTable {
        try read(CSVReader(text, file: file))
    }

    /// Reads a file that is in memory.
    package static func read(_ bytes: [UInt8], file: String) throws(Diagnostic) -> ObservationsTable {
        try read(CSVReader(bytes, file: file))
    }

    private static func read(_ start: CSVReader) throws(Diagnostic) -> ObservationsTable {
        var reader = start
        let header = try CSVHeader(&reader, layout: description)
        try header.refuseDuplicates(among: ["team", "time", "available"])
        guard let team = header.column("team"), let time = header.column("time"),
            let available = header.column("available")
        else {
            let missing = ["team", "time", "available"].filter { header.column($0) == nil }
            throw header.unknownLayout(missing: missing, layout: description)
        }
        var rows: [Row] = []
        var problems = ProblemList()
        while true {
            reader.tellsProblems = !problems.isFull
            switch try reader.advance() {
            case .record:
                do {
                    rows.append(try row(reader, header, team: team, time: time, available: available))
                } catch {
                    problems.append(error, line: reader.recordLine)
                }
            case .malformed(let diagnostic): problems.append(diagnostic, line: reader.recordLine)
            case .end: return ObservationsTable(rows: rows, problems: problems.diagnostics(file: reader.file))
            }
        }
    }

    private static func row(
        _ reader: CSVReader, _ header: CSVHeader, team: Int, time: Int, available: Int
    ) throws(Diagnostic) -> Row {
        if let problem = reader.wrongWidth(header) { throw problem }
        let fields = reader.fields
        guard !fields[team].contents.isEmpty else {
            throw reader.isEmpty(
                fields[team], column: header.names[team], hint: "write the name of the team as in the configuration")
        }
        return Row(
            team: TeamName(reader.text(fields[team])),
            time: try reader.moment(fields[time], column: header.names[time]),
            available: try reader.tokens(fields[available], column: header.names[available]),
            teamPlace: reader.place(of: fields[team]), timePlace: reader.place(of: fields[time]))
    }
}
