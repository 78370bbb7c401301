import GRDB
package import VermilionDomain

extension Store {
    /// How usage was paid as of an instant, with the lots as they are configured and entered now.
    package func explanations(
        of selection: UsageSelection, watch: Watch, asOf: Instant
    ) async throws -> [Explanation] {
        try await read { db in
            try answer(db, watch, asOf: asOf) {
                try $0.explanations(of: selection, team: watch.team)
            } fromRows: {
                $0.explanations(of: selection, team: watch.team)
            }
        }
    }

    /// What a team's ledger comes to as of an instant, with the lots as they are configured and entered now.
    package func statement(of watch: Watch, asOf: Instant) async throws -> VermilionDomain.Statement {
        try await read { db in
            try answer(db, watch, asOf: asOf) {
                try $0.statement(of: watch.team)
            } fromRows: {
                VermilionDomain.Statement(of: $0, team: watch.team)
            }
        }
    }

    /// From the sums; where there is no ledger of them, the rows say why.
    private func answer<Value>(
        _ db: Database, _ watch: Watch, asOf: Instant, fromSums: (SummedLedger<StoredSums>) throws -> Value,
        fromRows: (Ledger) throws -> Value
    ) throws -> Value {
        let lots = try lotBook(db, of: watch, known: try lots(db, of: watch.team)).lots.map(\.lot)
        let polled = try sources(db, of: watch)
        if let sums = try StoredSums(db, of: polled) {
            do {
                return try fromSums(SummedLedger(lots: lots, usage: sums, asOf: asOf))
            } catch is Ledger.Failure {}
        }
        let rows = try polled.flatMap { try usage(db, of: $0["id"], named: SourceID($0.text("name"))) }
        return try fromRows(Ledger(lots: lots, usage: rows, asOf: asOf))
    }

    /// Brings the sums up to what the rows are after some of them changed.
    func keepSums(_ db: Database, of changes: Changes, in source: Int64) throws {
        var cells = Set(changes.added.map(UsageGroup.init))
        cells.formUnion(changes.restatements.map { UsageGroup($0.after.key) })
        for (day, cells) in Dictionary(grouping: cells, by: \.day).sorted(by: { $0.key < $1.key }) {
            for cell in cells {
                try db.cachedStatement(
                    sql: """
                        INSERT OR REPLACE INTO usage_sum
                        \(Schema.sums(ofRows: "source = ? AND day = ? AND app = ? AND api = ?"))
                        """
                ).execute(arguments: [source, day.daysSince1970, cell.app.text, cell.api.text])
            }
            try db.cachedStatement(
                sql: "INSERT OR REPLACE INTO usage_day \(Schema.days(ofSums: "source = ? AND day = ?"))"
            ).execute(arguments: [source, day.daysSince1970])
        }
    }
}

/// Usage of a team in the state, as long as a transaction lasts.
struct StoredSums: UsageInSums {
    private let db: Database
    private let sources: [SourceID: Int64]
    let days: [DaySum]

    /// Nil when there is a day whose rows cannot be summed.
    init?(_ db: Database, of sources: [Row]) throws {
        self.db = db
        self.sources = Dictionary(uniqueKeysWithValues: sources.map { (SourceID($0.text("name")), $0["id"]) })
        var days: [DaySum] = []
        for (name, source) in self.sources {
            let rows = try Row.fetchCursor(
                db, known: "SELECT day, tokens, first, last FROM usage_day WHERE source = ?", arguments: [source])
            while let row = try rows.next() {
                guard let tokens = row[1] as Int64? else { return nil }
                days.append(
                    DaySum(
                        source: name, day: CivilDate(daysSince1970: row[0]), tokens: Tokens(micro: tokens),
                        times: Instant(microseconds: row[2])...Instant(microseconds: row[3])))
            }
        }
        self.days = days
    }

    func tokens(of day: DaySum, before instant: Instant) throws -> Tokens {
        let sum = try Int64.fetchOne(
            try db.cachedStatement(sql: "SELECT sum(tokens) FROM usage WHERE source = ? AND day = ? AND time < ?"),
            arguments: [sources[day.source], day.day.daysSince1970, instant.microseconds])
        return Tokens(micro: sum ?? 0)
    }

    func cells(of day: DaySum, matching selection: UsageSelection) throws -> [Usage] {
        try usage(
            of: day, matching: selection, sql: "SELECT app, api, day, '', coalesce(used, first), tokens FROM usage_sum")
    }

    /// A row with an id is looked up in each app and API of the day, which are few beside its rows.
    func rows(of day: DaySum, matching selection: UsageSelection) throws -> [Usage] {
        let table = selection.row == nil ? "usage" : "usage_sum CROSS JOIN usage USING (source, day, app, api)"
        return try usage(
            of: day, matching: selection, sql: "SELECT app, api, day, row, time, usage.tokens FROM \(table)")
    }

    private func usage(of day: DaySum, matching selection: UsageSelection, sql: String) throws -> [Usage] {
        let conditions: [(column: String, value: String)] = [
            ("app", selection.app?.text), ("api", selection.api?.text), ("row", selection.row?.text),
        ].compactMap { column, value in value.map { (column, $0) } }
        let condition = (["source = ?", "day = ?"] + conditions.map { "\($0.column) = ?" }).joined(separator: " AND ")
        let rows = try Row.fetchCursor(
            try db.cachedStatement(sql: "\(sql) WHERE \(condition)"),
            arguments: [sources[day.source], day.day.daysSince1970] + StatementArguments(conditions.map(\.value)))
        var usage: [Usage] = []
        while let row = try rows.next() { usage.append(Usage(row, source: day.source)) }
        return usage
    }
}
