import GRDB
import VermilionDomain

extension Store {
    func usage(_ db: Database, of source: Int64, named name: SourceID) throws -> [Usage] {
        let rows = try Row.fetchCursor(
            db, known: "SELECT app, api, day, row, time, tokens FROM usage WHERE source = ?", arguments: [source])
        var usage: [Usage] = []
        while let row = try rows.next() { usage.append(Usage(row, source: name)) }
        return usage
    }

    /// The rows of a source as they were known at an earlier instant. What a row was told to be, it was from the
    /// instant at which that became known until the next restatement.
    func usage(
        _ db: Database, of source: Int64, named name: SourceID, knownAt instant: Instant
    ) throws -> [Usage] {
        try Row.fetchAll(
            db,
            known: """
                SELECT app, api, day, row, time, tokens FROM usage WHERE source = :source AND known_at <= :instant
                UNION ALL
                SELECT app, api, day, row, time_before, tokens_before FROM restatement
                WHERE source = :source AND known_before <= :instant AND known_at > :instant
                """, arguments: ["source": source, "instant": instant.microseconds]
        ).map { Usage($0, source: name) }
    }

    /// The same key with the same content is nothing new; with other content it is a restatement.
    ///
    /// Rows with generated ids are told apart by their number only. When a good reading has fewer of them for an app,
    /// API and day than are known, the others were merged or taken out at the source, and are restated to nothing:
    /// they would count twice. The same goes for every row of the days of which a reading tells all there is.
    ///
    /// A reading that is not good adds what nobody knew and restates nothing: it proves no absence, and without the
    /// file that could not be read an older one would seem to have the last word.
    func merge(
        _ db: Database, _ reading: Reading, into source: Int64, at now: Instant
    ) throws -> Changes {
        var changes = Changes()
        for rows in UsageGroup.groups(of: reading.usage) {
            var known = try knownRows(db, of: rows, in: source)
            for row in rows where reading.isGood || known[row.key.id] == nil {
                let before = known.updateValue(KnownRow(usage: row, knownAt: now), forKey: row.key.id)
                guard before?.usage != row else { continue }
                if let before {
                    changes.restatements.append(Restatement(before: before.usage, after: row))
                    try keep(db, before, restatedTo: row, in: source, at: now)
                } else {
                    changes.added.insert(row.key)
                }
                try keep(db, row, in: source, at: now)
            }
            let ids = Set(rows.map(\.key.id))
            guard reading.isGood, ids.contains(where: { $0.generatedNumber != nil }) else { continue }
            let leftOver = known.values.filter { row in
                let id = row.usage.key.id
                return id.generatedNumber != nil && !ids.contains(id) && row.usage.tokens != .zero
            }
            try restateToNothing(db, leftOver, in: source, at: now, changes: &changes)
        }
        if reading.isGood, let days = reading.covers {
            let told = Set(reading.usage.map(\.key))
            let gone = try knownRows(db, of: days, source: reading.source, in: source)
                .filter { !told.contains($0.usage.key) && $0.usage.tokens != .zero }
            try restateToNothing(db, gone, in: source, at: now, changes: &changes)
        }
        try keepSums(db, of: changes, in: source)
        return changes
    }

    private func restateToNothing(
        _ db: Database, _ rows: [KnownRow], in source: Int64, at now: Instant, changes: inout Changes
    ) throws {
        for row in rows.sorted(by: { Usage.isPaidBefore($0.usage, $1.usage) }) {
            let nothing = Usage(key: row.usage.key, time: row.usage.time, tokens: .zero)
            changes.restatements.append(Restatement(before: row.usage, after: nothing))
            try keep(db, row, restatedTo: nothing, in: source, at: now)
            try keep(db, nothing, in: source, at: now)
        }
    }

    private func knownRows(
        _ db: Database, of days: ClosedRange<CivilDate>, source name: SourceID, in source: Int64
    ) throws -> [KnownRow] {
        let rows = try Row.fetchCursor(
            db,
            known: """
                SELECT app, api, day, row, time, tokens, known_at FROM usage
                WHERE source = ? AND day BETWEEN ? AND ?
                """, arguments: [source, days.lowerBound.daysSince1970, days.upperBound.daysSince1970])
        var known: [KnownRow] = []
        while let row = try rows.next() {
            known.append(KnownRow(usage: Usage(row, source: name), knownAt: Instant(microseconds: row[6])))
        }
        return known
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

extension Usage {
    /// From the columns app, api, day, row, time, tokens, in that order.
    init(_ row: Row, source: SourceID) {
        self.init(
            key: Key(
                source: source, app: AppName(row[0]), api: APIName(row[1]), day: CivilDate(daysSince1970: row[2]),
                id: RowID(row[3])),
            time: Instant(microseconds: row[4]), tokens: Tokens(micro: row[5]))
    }
}

private struct KnownRow {
    let usage: Usage
    let knownAt: Instant
}

/// The rows of one app, API and day.
struct UsageGroup: Hashable {
    let day: CivilDate
    let app: AppName
    let api: APIName

    init(_ key: Usage.Key) { (day, app, api) = (key.day, key.app, key.api) }

    /// In the order in which each group first occurs.
    static func groups(of usage: [Usage]) -> [[Usage]] {
        var positions: [UsageGroup: Int] = [:]
        var groups: [[Usage]] = []
        for row in usage {
            let group = UsageGroup(row.key)
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
