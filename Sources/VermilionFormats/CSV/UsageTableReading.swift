import VermilionDomain

/// Reads a usage file row by row; bad rows are kept aside.
struct UsageTableReading {
    private var reader: CSVReader
    private let header: CSVHeader
    private let layout: UsageLayout

    private var entries: [UsageTable.Entry] = []
    private var names = UsageTable.Names()
    private var problems = ProblemList()

    private var identities = RowIdentities()
    /// Rows follow each other on the same day.
    private var latest: (cell: [UInt8], moment: CivilMoment)?

    /// By number of the team.
    private var standings: [UsageTable.Standing] = []
    private var conflicts: [ProblemList] = []
    /// Numbers of rows whose id stands for other content elsewhere in the file.
    private var contested: Set<Int> = []

    init(_ reader: CSVReader) throws(Diagnostic) {
        self.reader = reader
        header = try CSVHeader(&self.reader, layout: UsageLayout.description)
        layout = try UsageLayout(header)
    }

    mutating func table() throws(Diagnostic) -> UsageTable {
        reading: while true {
            switch try reader.advance() {
            case .record: take()
            case .malformed(let diagnostic): note(diagnostic)
            case .end: break reading
            }
        }
        var byTeam: [TeamName: UsageTable.Standing] = [:]
        for (number, standing) in standings.enumerated() {
            var standing = standing
            standing.conflicts = conflicts[number].diagnostics(file: reader.file)
            if !contested.isEmpty { standing.counted.removeAll { contested.contains(Int($0)) } }
            byTeam[names.teams.names[number]] = standing
        }
        return UsageTable(
            entries: entries, names: names, problems: problems.diagnostics(file: reader.file), standings: byTeam)
    }

    private mutating func take() {
        if let problem = reader.wrongWidth(header) { return note(problem) }
        let before = problems.count
        checkNames()
        let moment = checked { (self) throws(Diagnostic) in try self.moment() }
        let tokens = checked { (self) throws(Diagnostic) in try self.tokens() }
        guard let moment, let tokens, problems.count == before else { return }
        add(moment, tokens)
    }

    private mutating func checked<Value>(
        _ cell: (inout UsageTableReading) throws(Diagnostic) -> Value
    ) -> Value? {
        do {
            return try cell(&self)
        } catch {
            note(error)
            return nil
        }
    }

    private mutating func note(_ problem: Diagnostic) {
        problems.append(problem, line: reader.recordLine)
        reader.tellsProblems = !problems.isFull
    }

    private mutating func checkNames() {
        requireText(layout.team, hint: "write the name of the team as in the configuration")
        if layout.namesProducts { requireText(layout.app, hint: "write the name of the product") }
    }

    private mutating func requireText(_ column: Int, hint: String) {
        let field = reader.fields[column]
        guard field.contents.isEmpty else { return }
        note(reader.isEmpty(field, column: header.names[column], hint: hint))
    }

    private mutating func moment() throws(Diagnostic) -> CivilMoment {
        let field = reader.fields[layout.time]
        let cell = reader.value(field)
        if let latest, CellBytes(slice: cell) == CellBytes(slice: latest.cell[...]) { return latest.moment }
        let moment = try reader.moment(field, column: header.names[layout.time])
        latest = (Array(cell), moment)
        return moment
    }

    private func tokens() throws(Diagnostic) -> Tokens {
        let field = reader.fields[layout.tokens]
        let tokens = try reader.tokens(field, column: header.names[layout.tokens])
        guard tokens >= .zero else {
            throw reader.problem(
                at: field, "\(reader.text(field).cell) is negative",
                hint: "to take usage back, state the earlier row again with its right amount")
        }
        return tokens
    }

    private mutating func add(_ moment: CivilMoment, _ tokens: Tokens) {
        let team = names.teams.number(of: value(layout.team))
        let app = names.apps.number(of: value(layout.app))
        let api = names.apis.number(of: apiName)
        if Int(team) == standings.count {
            standings.append(UsageTable.Standing(firstLine: reader.recordLine))
            conflicts.append(ProblemList())
        }
        standings[Int(team)].rows += 1
        let cell = RowIdentities.Cell(team: team, app: app, api: api, day: moment.day)
        let stated = layout.id.map { value($0) } ?? []
        if names.moments.last != moment { names.moments.append(moment) }
        // A file of at most 1 GiB has fewer rows and lines than 2^31.
        let row = UsageTable.Entry(
            cell: cell, moment: Int32(names.moments.count - 1), line: Int32(reader.recordLine), tokens: tokens,
            id: identities.id(in: cell, stated: stated))
        if !stated.isEmpty, let first = identities.first(like: row, of: entries) {
            if names.moments[Int(entries[first].moment)] != moment || entries[first].tokens != tokens {
                contested.insert(first)
                let problem = conflicts[Int(team)].isFull ? .untold : conflict(with: entries[first])
                conflicts[Int(team)].append(problem, line: reader.recordLine)
            }
        } else {
            standings[Int(team)].counted.append(Int32(entries.count))
        }
        entries.append(row)
    }

    private func value(_ column: Int) -> ArraySlice<UInt8> { reader.value(reader.fields[column]) }

    private var apiName: ArraySlice<UInt8> {
        let name = layout.api.map { value($0) } ?? []
        return name.isEmpty && layout.namesProducts ? Array(UsageLayout.apiOfProducts.text.utf8)[...] : name
    }

    private func conflict(with first: UsageTable.Entry) -> Diagnostic {
        let field = reader.fields[layout.id ?? 0]
        let place = Diagnostic.Place(file: reader.file, line: Int(first.line))
        return reader.problem(
            at: field, "id \(reader.text(field).cell) has another amount or time than at \(place)",
            hint: "neither row counts until one of them is removed")
    }
}
