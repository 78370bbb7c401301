import VermilionDomain

/// Which column of a lots file holds what.
struct LotsLayout {
    private static let description = "team, id, tokens, start and maybe expires"

    private let header: CSVHeader
    private let team: Int
    private let id: Int
    private let tokens: Int
    private let start: Int
    private let expires: Int?

    /// More than one cell of a row can be wrong.
    struct Mistakes: Error {
        var diagnostics: [Diagnostic] = []
    }

    init(_ reader: inout CSVReader) throws(Diagnostic) {
        header = try CSVHeader(&reader, layout: Self.description)
        try header.refuseDuplicates(among: ["team", "id", "tokens", "start", "expires"])
        guard let team = header.column("team"), let id = header.column("id"), let tokens = header.column("tokens"),
            let start = header.column("start")
        else {
            let missing = ["team", "id", "tokens", "start"].filter { [header] in header.column($0) == nil }
            throw header.unknownLayout(missing: missing, layout: Self.description)
        }
        (self.team, self.id, self.tokens, self.start) = (team, id, tokens, start)
        expires = header.column("expires")
    }

    func row(_ reader: CSVReader) -> Result<LotsTable.Row, Mistakes> {
        if let problem = reader.wrongWidth(header) { return .failure(Mistakes(diagnostics: [problem])) }
        var mistakes = Mistakes()
        for column in [team, id] where reader.fields[column].contents.isEmpty {
            let hint = column == team ? "write the name of the team as in the configuration" : "give every pack an id"
            mistakes.diagnostics.append(
                reader.isEmpty(reader.fields[column], column: header.names[column], hint: hint))
        }
        func checked<Value>(_ cell: () throws(Diagnostic) -> Value) -> Value? {
            do {
                return try cell()
            } catch {
                mistakes.diagnostics.append(error)
                return nil
            }
        }
        let tokens = checked { () throws(Diagnostic) in
            try reader.tokens(reader.fields[self.tokens], column: header.names[self.tokens])
        }
        let start = checked { () throws(Diagnostic) in
            try reader.moment(reader.fields[self.start], column: header.names[self.start])
        }
        let expires = start.flatMap { start in
            checked { () throws(Diagnostic) in try self.expires(reader, start: start) }
        }
        guard let tokens, let start, let expires, mistakes.diagnostics.isEmpty else { return .failure(mistakes) }
        return .success(
            LotsTable.Row(
                team: TeamName(reader.text(reader.fields[team])), id: LotID(reader.text(reader.fields[id])),
                tokens: tokens, start: start, expires: expires, line: reader.recordLine,
                places: LotsTable.Row.Places(
                    id: reader.place(of: reader.fields[id]), tokens: reader.place(of: reader.fields[self.tokens]),
                    expires: reader.place(of: reader.fields[self.expires ?? self.start]))))
    }

    private func expires(_ reader: CSVReader, start: CivilMoment) throws(Diagnostic) -> CivilMoment {
        if let expires, !reader.value(reader.fields[expires]).trimmed.isEmpty {
            return try reader.moment(reader.fields[expires], column: header.names[expires])
        }
        if let expires = start.oneYearLater { return expires }
        throw reader.problem(
            at: reader.fields[self.start], "a year after the start is past the year 9999",
            hint: "write when it expires")
    }
}
