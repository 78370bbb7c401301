import GRDB
import VermilionDomain

extension Store {
    func usage(_ db: Database, of source: Int64, named name: SourceID) throws -> [Usage] {
        let rows = try Row.fetchCursor(
            db, sql: "SELECT app, api, day, row, time, tokens FROM usage WHERE source = ?", arguments: [source])
        var usage: [Usage] = []
        while let row = try rows.next() {
            usage.append(
                Usage(
                    key: Usage.Key(
                        source: name, app: AppName(row[0]), api: APIName(row[1]),
                        day: CivilDate(daysSince1970: row[2]), id: RowID(row[3])),
                    time: Instant(microseconds: row[4]), tokens: Tokens(micro: row[5])))
        }
        return usage
    }

    /// The same key with the same content is nothing new; with other content it is a restatement.
    ///
    /// Rows with generated ids are told apart by their number only. When a good reading has fewer of them for an app,
    /// API and day than are known, the others were merged or taken out at the source, and are restated to nothing:
    /// they would count twice.
    ///
    /// A reading that is not good adds what nobody knew and restates nothing: it proves no absence, and without the
    /// file that could not be read an older one would seem to have the last word.
    func merge(
        _ db: Database, _ reading: Reading, into source: Int64, at now: Instant
    ) throws -> [Restatement] {
        var restatements: [Restatement] = []
        for rows in UsageGroup.groups(of: reading.usage) {
            var known = try knownRows(db, of: rows, in: source)
            for row in rows where reading.isGood || known[row.key.id] == nil {
                let before = known.updateValue(KnownRow(usage: row, knownAt: now), forKey: row.key.id)
                guard before?.usage != row else { continue }
                if let before {
                    restatements.append(Restatement(before: before.usage, after: row))
                    try keep(db, before, restatedTo: row, in: source, at: now)
                }
                try keep(db, row, in: source, at: now)
            }
            let ids = Set(rows.map(\.key.id))
            guard reading.isGood, ids.contains(where: { $0.generatedNumber != nil }) else { continue }
            let leftOver = known.values.filter { row in
                let id = row.usage.key.id
                return id.generatedNumber != nil && !ids.contains(id) && row.usage.tokens != .zero
            }
            for row in leftOver.sorted(by: { Usage.isPaidBefore($0.usage, $1.usage) }) {
                let nothing = Usage(key: row.usage.key, time: row.usage.time, tokens: .zero)
                restatements.append(Restatement(before: row.usage, after: nothing))
                try keep(db, row, restatedTo: nothing, in: source, at: now)
                try keep(db, nothing, in: source, at: now)
            }
        }
        return restatements
    }

    private func knownRows(_ db: Database, of group: [Usage], in source: Int64) throws -> [RowID: KnownRow] {
        guard let any = group.first?.key else { return [:] }
        let rows = try Row.fetchCursor(
            try db.cachedStatement(
                sql: """
                    SELECT row, time, tokens, known_at FROM usage
                    WHERE source = ? AND day = ? AND app = ? AND api = ?
                    """), arguments: [source, any.day.daysSince1970, any.app.text, any.api.text])
        var known: [RowID: KnownRow] = [:]
        while let row = try rows.next() {
            let id = RowID(row[0])
            let key = Usage.Key(source: any.source, app: any.app, api: any.api, day: any.day, id: id)
            known[id] = KnownRow(
                usage: Usage(key: key, time: Instant(microseconds: row[1]), tokens: Tokens(micro: row[2])),
                knownAt: Instant(microseconds: row[3]))
        }
        return known
    }

    private func keep(_ db: Database, _ row: Usage, in source: Int64, at now: Instant) throws {
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO usage VALUES (?, ?, ?, ?, ?, ?, ?, ?)").execute(
            arguments: row.key.columns(in: source) + [row.time.microseconds, row.tokens.micro, now.microseconds])
    }

    private func keep(
        _ db: Database, _ before: KnownRow, restatedTo row: Usage, in source: Int64, at now: Instant
    ) throws {
        try db.cachedStatement(sql: "INSERT INTO restatement VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)").execute(
            arguments: row.key.columns(in: source) + [
                before.usage.time.microseconds, before.usage.tokens.micro, before.knownAt.microseconds,
                row.time.microseconds, row.tokens.micro, now.microseconds,
            ])
    }
}

private struct KnownRow {
    let usage: Usage
    let knownAt: Instant
}

/// The rows of one app, API and day.
private struct UsageGroup: Hashable {
    let day: CivilDate
    let app: AppName
    let api: APIName

    /// In the order in which each group first occurs.
    static func groups(of usage: [Usage]) -> [[Usage]] {
        var positions: [UsageGroup: Int] = [:]
        var groups: [[Usage]] = []
        for row in usage {
            let group = UsageGroup(day: row.key.day, app: row.key.app, api: row.key.api)
            if let position = positions[group] {
                groups[position].append(row)
            } else {
                positions[group] = groups.count
                groups.append([row])
            }
        }
        return groups
    }
}

extension Usage.Key {
    fileprivate func columns(in source: Int64) -> StatementArguments {
        [source, day.daysSince1970, app.text, api.text, id.text]
    }
}
