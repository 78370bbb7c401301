import GRDB
package import VermilionDomain

/// Why a lot cannot be entered, changed or removed; nothing was changed.
package enum LotRefusal: Error, Hashable, Sendable {
    /// It is entered by hand already.
    case entered(LotByHand)
    /// Another place says something else about it.
    case stated(StatedLot)
    /// No lot of this id counts that was entered by hand.
    case notByHand(LotID, statedBy: LotOrigin?)
    /// Tokens of it were transferred.
    case given(Transfer)
}

extension Store {
    /// Enters a lot by hand.
    package func addLot(_ lot: Lot, of watch: Watch, author: String, at now: Instant) async throws {
        try await write { db in
            if let entered = try lotsByHand(db, of: watch.team).first(where: { $0.lot.id == lot.id }) {
                throw LotRefusal.entered(entered)
            }
            try refuseRival(db, of: lot, of: watch)
            try insert(db, lot, team: watch.team, author: author, at: now)
        }
    }

    /// Takes a lot that was entered by hand or received out of the books; it is kept as it was. What was received is
    /// in the lot that gave it again. Returns what it was.
    package func removeLot(_ id: LotID, of watch: Watch, author: String, at now: Instant) async throws -> StatedLot {
        try await write { db in
            if let given = try transfers(db, from: watch.team).first(where: { $0.lot == id }) {
                throw LotRefusal.given(given)
            }
            if let transfer = try transfers(db, to: watch.team).first(where: { $0.received.id == id }) {
                try void(db, transfer, author: author, at: now)
                return StatedLot(transfer.received, from: .transfer(from: transfer.from))
            }
            let lot = try lotByHand(db, id, of: watch)
            try void(db, lot, author: author, at: now)
            return StatedLot(lot.lot, from: .hand)
        }
    }

    /// Puts another version in the place of a lot that was entered by hand. Returns what it was, and what it is.
    package func changeLot(
        _ id: LotID, of watch: Watch, author: String, at now: Instant,
        to change: @escaping @Sendable (Lot) throws -> Lot
    ) async throws -> LotChange {
        try await write { db in
            let before = try lotByHand(db, id, of: watch)
            let lot = try change(before.lot)
            guard lot != before.lot else { return LotChange(from: lot, to: lot) }
            try refuseRival(db, of: lot, of: watch)
            try void(db, before, author: author, at: now)
            try insert(db, lot, team: watch.team, author: author, at: now)
            return LotChange(from: before.lot, to: lot)
        }
    }

    /// Every version of every lot of a team that was entered by hand, in the order of entry.
    package func allLotsByHand(of team: TeamName) async throws -> [LotByHand] {
        try await read { db in
            try Row.fetchAll(
                db, known: "SELECT * FROM lot_by_hand WHERE team = ? ORDER BY number", arguments: [team.text]
            ).map { try LotByHand($0) }
        }
    }

    /// Those that count.
    func lotsByHand(_ db: Database, of team: TeamName) throws -> [LotByHand] {
        try Row.fetchAll(
            db, known: "SELECT * FROM lot_by_hand WHERE team = ? AND voided_at IS NULL ORDER BY id",
            arguments: [team.text]
        ).map { try LotByHand($0) }
    }

    private func lotByHand(_ db: Database, _ id: LotID, of watch: Watch) throws -> LotByHand {
        if let lot = try lotsByHand(db, of: watch.team).first(where: { $0.lot.id == id }) { return lot }
        throw LotRefusal.notByHand(id, statedBy: try others(db, of: watch).first { $0.lot.id == id }?.origin)
    }

    private func refuseRival(_ db: Database, of lot: Lot, of watch: Watch) throws {
        if let rival = try others(db, of: watch).first(where: { $0.lot.id == lot.id && $0.lot != lot }) {
            throw LotRefusal.stated(rival)
        }
    }

    /// What the configuration, lots files and transfers say.
    private func others(_ db: Database, of watch: Watch) throws -> [StatedLot] {
        let files = try watch.lotPlaces.flatMap { file in
            try lots(db, inFile: file, of: watch.team).map { StatedLot($0, from: .file(file)) }
        }
        let received = try transfers(db, to: watch.team).map {
            StatedLot($0.received, from: .transfer(from: $0.from))
        }
        return watch.lots.map { StatedLot($0, from: .configuration) } + files + received
    }

    private func insert(_ db: Database, _ lot: Lot, team: TeamName, author: String, at now: Instant) throws {
        try db.execute(
            known: "INSERT INTO lot_by_hand VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)",
            arguments: [team.text] + lot.columns + [author, now.microseconds])
    }

    private func void(_ db: Database, _ lot: LotByHand, author: String, at now: Instant) throws {
        try db.execute(
            known: """
                UPDATE lot_by_hand SET voided_at = ?, voided_by = ? WHERE team = ? AND id = ? AND voided_at IS NULL
                """, arguments: [now.microseconds, author, lot.team.text, lot.lot.id.text])
    }
}

extension LotByHand {
    fileprivate init(_ row: Row) throws {
        let voidedBy: String? = row["voided_by"]
        self.init(
            team: TeamName(row.text("team")), lot: try Lot(row), author: row.text("author"),
            knownAt: row.instant("known_at") ?? .distantPast,
            voided: row.instant("voided_at").map { Voiding(at: $0, author: voidedBy ?? "") })
    }
}
