import VermilionDomain

/// Reads a usage file row by row; bad rows are kept aside.
struct UsageTableReading {
    private var reader: CSVReader
    private let header: CSVHeader
    private let layout: UsageLayout

    private var entries = EntryLog()
    private var names = UsageTable.Names()
    private var problems = ProblemList()

    private var identities = RowIdentities()
    /// Rows follow each other on the same day.
    private var latest: (cell: [UInt8], moment: CivilMoment)?

    /// By number of the team.
    private var standings: [UsageTable.Standing] = []
    private var conflicts: [ProblemList] = []
    /// Numbers of rows that do not count.
    private var left: Set<Int> = []

    init(_ reader: CSVReader) throws(Diagnostic) {
        self.reader = reader
        header = try CSVHeader(&self.reader, layout: UsageLayout.description)
        layout = try UsageLayout(header)
    }

    mutating func readAll() throws(Diagnostic) {
        while true {
            switch try reader.advance() {
            case .record: take()
            case .malformed(let diagnostic): note(diagnostic)
            case .end:
                (names.cells, names.ids) = (identities.cells, identities.ids)
                return
            }
        }
    }

    /// What was read, row by row.
    func table() -> UsageTable {
        var byTeam: [TeamName: UsageTable.Standing] = [:]
        for (number, standing) in standings.enumerated() {
            var standing = standing
            standing.conflicts = conflicts[number].diagnostics(file: reader.file)
            byTeam[names.teams.names[number]] = standing
        }
        return UsageTable(
            entries: entries, names: names, problems: problems.diagnostics(file: reader.file), standings: byTeam,
            leavingOut: left)
    }

    /// What was read, as rolls. Rows are let go as they are laid down: more than a few are never there twice.
    mutating func rolls(source: SourceID, zone: Zone) -> UsageRolls {
        let order = PaymentOrder(names, zone: zone)
        let table = NameTable(
            groups: names.cells.map {
                NameTable.Group(source: source, app: names.apps[$0.app], api: names.apis[$0.api], day: $0.day)
            }, ids: names.ids)
        var rolls = isInOrder(order).map { RollBuilder(order, names: table, isInOrder: $0) }
        let (cells, left) = (names.cells, left)
        entries.drain { row, entry in
            guard left.isEmpty || !left.contains(row) else { return }
            rolls[Int(cells[Int(entry.cell)].team)].take(order.place(of: entry))
        }
        let told = conflicts.map { $0.diagnostics(file: reader.file) }
        return UsageRolls(
            byTeam: Dictionary(uniqueKeysWithValues: zip(names.teams.names, rolls.map { $0.roll() })),
            problems: problems.diagnostics(file: reader.file) + told.joined())
    }

    /// By number of the team.
    private func isInOrder(_ order: PaymentOrder) -> [Bool] {
        var latest = [Int64](repeating: .min, count: names.teams.names.count)
        var isInOrder = [Bool](repeating: true, count: latest.count)
        entries.visit { _, entry in
            let team = Int(names.cells[Int(entry.cell)].team)
            let time = order.microseconds(of: entry)
            if time < latest[team] { isInOrder[team] = false }
            latest[team] = time
        }
        return isInOrder
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
        if let latest, !field.hasDoubledQuotes,
            reader.bytes.span.extracting(field.contents).isEqual(to: latest.cell)
        {
            return latest.moment
        }
        let moment = try reader.moment(field, column: header.names[layout.time])
        latest = (Array(reader.value(field)), moment)
        return moment
    }

    private func tokens() throws(Diagnostic) -> Tokens {
        let field = reader.fields[layout.tokens]
        if let tokens = Tokens(plain: reader.bytes.span.extracting(field.contents)) { return tokens }
        let tokens = try reader.tokens(field, column: header.names[layout.tokens])
        guard tokens >= .zero else {
            throw reader.problem(
                at: field, "\(reader.text(field).cell) is negative",
                hint: "to take usage back, state the earlier row again with its right amount")
        }
        return tokens
    }

    private mutating func add(_ moment: CivilMoment, _ tokens: Tokens) {
        let team = Self.number(of: layout.team, in: &names.teams, reader)
        let app = Self.number(of: layout.app, in: &names.apps, reader)
        let api = apiNumber()
        if Int(team) == standings.count {
            standings.append(UsageTable.Standing(firstLine: reader.recordLine))
            conflicts.append(ProblemList())
        }
        standings[Int(team)].rows += 1
        let cell = identities.number(of: RowIdentities.Cell(team: team, app: app, api: api, day: moment.day))
        let given = layout.id.flatMap {
            reader.fields[$0].isEmpty ? nil : identities.givenID(reader.value(reader.fields[$0]))
        }
        if names.moments.last != moment { names.moments.append(moment) }
        // A file of at most 1 GiB has fewer rows and lines than 2^31.
        let row = UsageTable.Entry(
            cell: cell, moment: Int32(names.moments.count - 1), line: Int32(reader.recordLine),
            id: given ?? identities.generatedID(in: cell), tokens: tokens)
        if given != nil, let first = identities.first(like: row, of: entries) {
            left.insert(entries.count)
            if names.moments[Int(entries[first].moment)] != moment || entries[first].tokens != tokens {
                left.insert(first)
                let problem = conflicts[Int(team)].isFull ? .untold : conflict(with: entries[first])
                conflicts[Int(team)].append(problem, line: reader.recordLine)
            }
        }
        entries.append(row)
    }

    private mutating func apiNumber() -> Int32 {
        if let column = layout.api, !layout.namesProducts || !reader.fields[column].isEmpty {
            return Self.number(of: column, in: &names.apis, reader)
        }
        let name = layout.namesProducts ? UsageLayout.apiOfProducts.text : ""
        return names.apis.number(of: Array(name.utf8).span)
    }

    private static func number<Of>(
        of column: Int, in names: inout NamePool<Of>, _ reader: borrowing CSVReader
    ) -> Int32 {
        let field = reader.fields[column]
        if field.hasDoubledQuotes { return names.number(of: Array(reader.value(field)).span) }
        return names.number(of: reader.bytes.span.extracting(field.contents))
    }

    private func conflict(with first: UsageTable.Entry) -> Diagnostic {
        let field = reader.fields[layout.id ?? 0]
        let place = Diagnostic.Place(file: reader.file, line: Int(first.line))
        return reader.problem(
            at: field, "id \(reader.text(field).cell) has another amount or time than at \(place)",
            hint: "neither row counts until one of them is removed")
    }
}
