package import VermilionDomain

/// The lots in one CSV file, of one or several teams: `team, id, tokens, start[, expires]`.
package struct LotsTable: Sendable {
    package struct Row: Hashable, Sendable {
        package let team: TeamName
        package let id: LotID
        package let tokens: Tokens
        package let start: CivilMoment
        /// Stated, or a year after the start on the same clock.
        package let expires: CivilMoment
        /// Line of the file on which the row begins, from 1.
        package let line: Int

        let places: Places

        /// Where the cells stand that can be wrong together with others.
        struct Places: Hashable, Sendable {
            let id: Diagnostic.Place
            let tokens: Diagnostic.Place
            let expires: Diagnostic.Place
        }

        fileprivate func hasSameContent(as other: Row) -> Bool {
            (tokens, start, expires) == (other.tokens, other.start, other.expires)
        }
    }

    /// The sound rows, in the order of the file.
    package let rows: [Row]
    /// What is wrong with the other rows, each with file, line and column.
    package let problems: [Diagnostic]

    /// The teams of the sound rows.
    package var teams: Set<TeamName> { Set(rows.map(\.team)) }

    /// - Throws: a diagnostic when the whole file cannot be used: it is empty, not UTF-8, has an unknown layout, or
    ///   a quote in it is never closed.
    package static func read(_ text: @escaping CSVReader.Pieces, file: String) throws(Diagnostic) -> LotsTable {
        try read(CSVReader(text, file: file))
    }

    /// Reads a file that is in memory already.
    package static func read(_ bytes: [UInt8], file: String) throws(Diagnostic) -> LotsTable {
        try read(CSVReader(bytes, file: file))
    }

    private static func read(_ start: CSVReader) throws(Diagnostic) -> LotsTable {
        var reader = start
        let layout = try LotsLayout(&reader)
        var rows: [Row] = []
        var problems = ProblemList()
        while true {
            reader.tellsProblems = !problems.isFull
            switch try reader.advance() {
            case .record:
                switch layout.row(reader) {
                case .success(let row): rows.append(row)
                case .failure(let mistakes):
                    for mistake in mistakes.diagnostics { problems.append(mistake, line: reader.recordLine) }
                }
            case .malformed(let diagnostic): problems.append(diagnostic, line: reader.recordLine)
            case .end:
                return LotsTable(rows: rows, problems: problems.diagnostics(file: reader.file))
            }
        }
    }

    /// The lots of one team, in the order of the file, each id once.
    ///
    /// Rows with the same id and the same content are one lot. Where they differ, nobody can tell which one is right:
    /// none of them counts, and each problem names both lines.
    package func lots(of team: TeamName, zone: Zone) -> (lots: [Lot], problems: [Diagnostic]) {
        let rows = rows.filter { $0.team == team }
        let firsts = Dictionary(rows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var contested: Set<LotID> = []
        var problems: [Diagnostic] = []
        for row in rows {
            guard let first = firsts[row.id], !row.hasSameContent(as: first) else { continue }
            contested.insert(row.id)
            problems.append(conflict(row, first))
        }
        var lots: [Lot] = []
        for row in rows where firsts[row.id] == row && !contested.contains(row.id) {
            do {
                lots.append(
                    try Lot(
                        id: row.id, tokens: row.tokens, start: row.start.instant(in: zone),
                        expires: row.expires.instant(in: zone)))
            } catch {
                problems.append(problem(row, error))
            }
        }
        return (lots, problems.sorted())
    }

    private func conflict(_ row: Row, _ first: Row) -> Diagnostic {
        let place = Diagnostic.Place(file: first.places.id.file, line: first.line)
        return Diagnostic(
            .error, at: row.places.id, "lot \(row.id.text.cell) has other tokens or dates than at \(place)",
            hint: "neither counts until one of them is removed; two packs need two ids")
    }

    private func problem(_ row: Row, _ mistake: Lot.Mistake) -> Diagnostic {
        switch mistake {
        case .withoutTokens:
            Diagnostic(
                .error, at: row.places.tokens, "lot \(row.id.text.cell) holds \(row.tokens) tokens",
                hint: "write how many tokens were bought")
        case .expiresBeforeItStarts:
            Diagnostic(
                .error, at: row.places.expires, "lot \(row.id.text.cell) expires before it starts",
                hint: "the expiry is the first moment at which the lot is no longer valid")
        }
    }
}
