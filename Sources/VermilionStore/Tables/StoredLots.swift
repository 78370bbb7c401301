import GRDB
package import VermilionDomain

extension Store {
    /// The lots of a team out of all places, as they would count now.
    ///
    /// - Parameter readings: lots files as they are now; for others counts what they said when they were last read well.
    package func lotBook(of watch: Watch, readings: [LotsReading] = []) async throws -> LotBook {
        try await read { db in
            try lotBook(db, of: watch, known: try lots(db, of: watch.team), readings: readings)
        }
    }

    /// How the books of a team changed, oldest first.
    package func lotChanges(of team: TeamName) async throws -> [RecordedLotChange] {
        try await read { db in
            try Row.fetchAll(
                db, known: "SELECT * FROM lot_change WHERE team = ? ORDER BY number", arguments: [team.text]
            ).map { row in
                RecordedLotChange(
                    id: LotID(row.text("id")), before: try StatedLot(row, side: "before"),
                    after: try StatedLot(row, side: "after"), knownAt: row.instant("known_at") ?? .distantPast)
            }
        }
    }

    func lotBook(
        _ db: Database, of watch: Watch, known: [StatedLot], readings: [LotsReading] = []
    ) throws -> LotBook {
        var stated = watch.lots.map { StatedLot($0, from: .configuration) }
        for file in watch.lotPlaces {
            let fresh = readings.first { $0.source == file }?.lots
            stated += try (fresh ?? lots(db, inFile: file, of: watch.team)).map { StatedLot($0, from: .file(file)) }
        }
        stated += try lotsByHand(db, of: watch.team).map { StatedLot($0.lot, from: .hand) }
        stated += try transfers(db, to: watch.team).map { StatedLot($0.received, from: .transfer(from: $0.from)) }
        return LotBook(
            stated: stated, known: known, given: try transfers(db, from: watch.team), team: watch.team)
    }

    /// As the books last had them.
    func lots(_ db: Database, of team: TeamName) throws -> [StatedLot] {
        try Row.fetchAll(db, known: "SELECT * FROM lot WHERE team = ? ORDER BY id", arguments: [team.text])
            .map { row in
                let departures = try [Departure](column: row.text("departures"))
                return StatedLot(
                    try Lot(row).with(departures: departures), from: LotOrigin(column: row.text("origin")))
            }
    }

    /// As the books had them at an earlier instant: every change since then taken back. What is configured and entered
    /// now but was not in the books at the last decision is no part of it.
    func lots(_ db: Database, of team: TeamName, knownAt instant: Instant) throws -> [Lot] {
        var known = Dictionary(uniqueKeysWithValues: try lots(db, of: team).map { ($0.lot.id, $0.lot) })
        let later = try Row.fetchAll(
            db, known: "SELECT * FROM lot_change WHERE team = ? AND known_at > ? ORDER BY number DESC",
            arguments: [team.text, instant.microseconds])
        for change in later { known[LotID(change.text("id"))] = try StatedLot(change, side: "before")?.lot }
        return known.values.sorted { $0.id < $1.id }
    }

    /// What the places of lots say now; one that cannot be trusted changes nothing of what it said before.
    ///
    /// - Parameter polled: the source whose reading brought them; how it is was recorded with its usage.
    func keep(
        _ db: Database, _ readings: [LotsReading], polled: SourceID, of team: TeamName, at now: Instant
    ) throws {
        for reading in readings {
            let file = try record(db, reading.source, of: team, at: now) { health in
                if reading.source != polled { health.record(reading, at: now) }
            }
            guard let lots = reading.lots else { continue }
            try db.execute(known: "DELETE FROM lot_in_file WHERE source = ?", arguments: [file])
            for lot in lots {
                try db.execute(
                    known: "INSERT INTO lot_in_file VALUES (?, ?, ?, ?, ?)", arguments: [file] + lot.columns)
            }
        }
    }

    /// The lots that the books have from now on, and how they differ from those of before.
    func keep(
        _ db: Database, _ lots: [StatedLot], insteadOf known: [StatedLot], of team: TeamName, at now: Instant
    ) throws {
        guard lots != known else { return }
        for change in LotChange.all(from: known.map(\.lot), to: lots.map(\.lot)) {
            let sides = [known, lots].map { side in side.first { $0.lot.id == change.id } }
            let columns = sides.map { $0?.changeColumns ?? [nil, nil, nil, nil] }
            let departures = sides.map { $0?.lot.departures.column ?? "" }
            try db.execute(
                known: "INSERT INTO lot_change VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                arguments: [team.text, change.id.text] + columns[0] + columns[1] + [now.microseconds]
                    + StatementArguments(departures))
        }
        try db.execute(known: "DELETE FROM lot WHERE team = ?", arguments: [team.text])
        for entry in lots {
            try db.execute(
                known: """
                    INSERT INTO lot (team, id, tokens, start, expires, origin, departures) VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [team.text] + entry.lot.columns + [entry.origin.column, entry.lot.departures.column])
        }
    }

    func lots(_ db: Database, inFile file: SourceID, of team: TeamName) throws -> [Lot] {
        try Row.fetchAll(
            db,
            known: """
                SELECT lot_in_file.* FROM lot_in_file JOIN source ON source.id = lot_in_file.source
                WHERE team = ? AND name = ? ORDER BY lot_in_file.id
                """, arguments: [team.text, file.text]
        ).map { try Lot($0) }
    }
}

/// A change of the books as it was recorded.
package struct RecordedLotChange: Hashable, Sendable {
    package let id: LotID
    package let before: StatedLot?
    package let after: StatedLot?
    package let knownAt: Instant
}

extension Lot {
    init(_ row: Row) throws { try self.init(row, suffix: "") }

    fileprivate init(_ row: Row, suffix: String) throws {
        try self.init(
            id: LotID(row.text("id")), tokens: Tokens(micro: row["tokens" + suffix]),
            start: Instant(microseconds: row["start" + suffix]),
            expires: Instant(microseconds: row["expires" + suffix]))
    }

    /// In the order id, tokens, start, expires.
    var columns: StatementArguments { [id.text, tokens.micro, start.microseconds, expires.microseconds] }
}

extension StatedLot {
    /// Nil when the lot was not there on that side.
    fileprivate init?(_ row: Row, side: String) throws {
        guard let origin = row["origin_" + side] as String? else { return nil }
        let departures = try [Departure](column: row.text("departures_" + side))
        self.init(try Lot(row, suffix: "_" + side).with(departures: departures), from: LotOrigin(column: origin))
    }

    fileprivate var changeColumns: StatementArguments {
        [origin.column, lot.tokens.micro, lot.start.microseconds, lot.expires.microseconds]
    }
}

extension LotOrigin {
    /// Names of files begin with `lots:`, so they are none of the others.
    init(column: String) {
        let transfer = "transfer:"
        switch column {
        case "configuration": self = .configuration
        case "hand": self = .hand
        case _ where column.hasPrefix(transfer):
            self = .transfer(from: TeamName(String(column.dropFirst(transfer.count))))
        default: self = .file(SourceID(column))
        }
    }

    var column: String {
        switch self {
        case .configuration: "configuration"
        case .file(let id): id.text
        case .hand: "hand"
        case .transfer(let team): "transfer:\(team)"
        }
    }
}
