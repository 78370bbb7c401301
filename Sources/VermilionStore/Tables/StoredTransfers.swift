import GRDB
package import VermilionDomain

/// Why tokens cannot be transferred; nothing was changed.
package enum TransferRefusal: Error, Hashable, Sendable {
    /// The team has no such lot.
    case noSuchLot(LotID)
    /// The lot is not valid at that instant.
    case notValid(Lot, at: Instant)
    /// So much is left in the lot at that instant.
    case notEnough(Lot, left: Tokens, at: Instant)
    /// A transfer that is entered already, and is later, would lack so much.
    case laterLacks(Lot, missing: Tokens)
    /// The other team has a lot of that id.
    case received(StatedLot)
}

extension Store {
    /// Takes tokens out of a lot of one team and makes a lot of the other of them, which expires with it.
    ///
    /// What is left is what the ledger of now says of that instant, after lots that start and before what is used then.
    ///
    /// - Parameter tokens: nil for all that is left.
    package func transfer(
        _ tokens: Tokens?, of id: LotID, from watch: Watch, to other: Watch, as newID: LotID, at instant: Instant,
        author: String, now: Instant
    ) async throws -> Transfer {
        try await write { db in
            let lots = try lotBook(db, of: watch, known: try self.lots(db, of: watch.team)).lots.map(\.lot)
            guard let lot = lots.first(where: { $0.id == id }) else { throw TransferRefusal.noSuchLot(id) }
            guard lot.isValid(at: instant) else { throw TransferRefusal.notValid(lot, at: instant) }
            let theirs = try lotBook(db, of: other, known: try self.lots(db, of: other.team)).lots
            if let rival = theirs.first(where: { $0.lot.id == newID }) { throw TransferRefusal.received(rival) }

            let usage = try loadBooks(db, of: watch).usage
            let before = usage.filter { $0.time < instant }
            let then = try Ledger(lots: lots, usage: before, asOf: instant)
            let left = zip(then.lots, then.remaining).first { $0.0.id == id }?.1 ?? .zero
            let amount = tokens ?? left
            guard amount > .zero, amount <= left else {
                throw TransferRefusal.notEnough(lot, left: left, at: instant)
            }
            func missing(_ lots: [Lot]) throws -> Tokens {
                try Ledger(lots: lots, usage: usage, asOf: max(now, instant)).shortages
                    .reduce(.zero) { $1.lot == id ? $0 + $1.missing : $0 }
            }
            let departure = Departure(at: instant, tokens: amount, to: other.team)
            let given = lots.map { $0.id == id ? $0.with(departures: $0.departures + [departure]) : $0 }
            let lack = try missing(given) - missing(lots)
            guard lack <= .zero else { throw TransferRefusal.laterLacks(lot, missing: lack) }

            let transfer = Transfer(
                from: watch.team, lot: id, to: other.team,
                received: try Lot(id: newID, tokens: amount, start: instant, expires: lot.expires), author: author,
                knownAt: now)
            try db.execute(
                known: "INSERT INTO lot_transfer VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)",
                arguments: [watch.team.text, id.text, other.team.text] + transfer.received.columns
                    + [author, now.microseconds])
            return transfer
        }
    }

    /// Every transfer to or from a team, also those that were taken back, in the order of entry.
    package func allTransfers(of team: TeamName) async throws -> [Transfer] {
        try await read { db in
            try Row.fetchAll(
                db, known: "SELECT * FROM lot_transfer WHERE team = :team OR to_team = :team ORDER BY number",
                arguments: ["team": team.text]
            ).map { try Transfer($0) }
        }
    }

    /// Those that count, in the order of entry.
    func transfers(_ db: Database, from team: TeamName) throws -> [Transfer] {
        try Row.fetchAll(
            db, known: "SELECT * FROM lot_transfer WHERE team = ? AND voided_at IS NULL ORDER BY number",
            arguments: [team.text]
        ).map { try Transfer($0) }
    }

    /// Those that count, in the order of entry.
    func transfers(_ db: Database, to team: TeamName) throws -> [Transfer] {
        try Row.fetchAll(
            db, known: "SELECT * FROM lot_transfer WHERE to_team = ? AND voided_at IS NULL ORDER BY number",
            arguments: [team.text]
        ).map { try Transfer($0) }
    }

    func void(_ db: Database, _ transfer: Transfer, author: String, at now: Instant) throws {
        try db.execute(
            known: """
                UPDATE lot_transfer SET voided_at = ?, voided_by = ?
                WHERE to_team = ? AND id = ? AND voided_at IS NULL
                """, arguments: [now.microseconds, author, transfer.to.text, transfer.received.id.text])
    }
}

extension Transfer {
    fileprivate init(_ row: Row) throws {
        let voidedBy: String? = row["voided_by"]
        self.init(
            from: TeamName(row.text("team")), lot: LotID(row.text("lot")), to: TeamName(row.text("to_team")),
            received: try Lot(row), author: row.text("author"), knownAt: row.instant("known_at") ?? .distantPast,
            voided: row.instant("voided_at").map { LotByHand.Voiding(at: $0, author: voidedBy ?? "") })
    }
}

extension [Departure] {
    /// One a line: instant, micro-tokens, team. Names of teams have no line ends in them.
    var column: String { map { "\($0.at.microseconds) \($0.tokens.micro) \($0.to)" }.joined(separator: "\n") }

    init(column: String) throws {
        self = try column.split(separator: "\n").map { line in
            let parts = line.split(separator: " ", maxSplits: 2)
            guard parts.count == 3, let at = Int64(parts[0]), let tokens = Int64(parts[1]) else {
                throw UnknownValue(column: "departures", value: column)
            }
            return Departure(
                at: Instant(microseconds: at), tokens: Tokens(micro: tokens), to: TeamName(String(parts[2])))
        }
    }
}
