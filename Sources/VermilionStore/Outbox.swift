import Foundation
import GRDB
package import VermilionDomain
package import VermilionEngine

extension Store: LedgerStore {
    package func take(_ turn: Turn, at now: Instant) async throws -> [Delivery] {
        try await write { db in
            // First what is about single recipients: that the others got it is the last word about the channel.
            for part in turn.parts { try insert(db, part: part) }
            for delivery in turn.settled { try settle(db, delivery, worker: turn.lease.worker) }
            for id in turn.released { try lease(db, id, of: turn.lease.worker, to: nil) }
            for id in turn.held { try lease(db, id, of: turn.lease.worker, to: turn.lease) }
            guard turn.wanted > 0, case .free(let room) = try room(db, for: turn.channel, turn.tempo, at: now)
            else { return [] }
            try bind(db, turn, at: now)
            return try claim(db, min(room, turn.wanted), from: turn.channel, at: now, lease: turn.lease)
        }
    }

    private func claim(
        _ db: Database, _ count: Int, from channel: ChannelName, at now: Instant, lease: Lease
    ) throws -> [Delivery] {
        // In the order of the index, and without their messages.
        let due = try Row.fetchAll(
            db,
            known: """
                SELECT incident, notice, channel, recipient FROM delivery AS this
                WHERE channel = :channel AND \(Store.isHead)
                    AND (next_attempt <= :now OR next_attempt > :impossible)
                    AND (not_before IS NULL OR not_before <= :now OR not_before > :never)
                    AND (leased_until IS NULL OR leased_until <= :now OR leased_until > :impossible)
                ORDER BY next_attempt, incident, notice, recipient
                LIMIT :count
                """,
            arguments: [
                "channel": channel.text, "now": now.microseconds,
                "impossible": (now + Store.longestWait).microseconds,
                "never": (now + Store.longestSilence).microseconds, "count": count,
            ])
        let installation = try installation(db)
        return try due.compactMap { row in
            let id = DeliveryID(row, installation: installation)
            let whole = try Row.fetchOne(
                db, known: "SELECT * FROM delivery WHERE \(Store.isThis)", arguments: id.columns)
            guard var delivery = try whole.map({ try self.delivery(db, $0, installation: installation) }) else {
                return nil
            }
            try db.execute(
                known: "UPDATE delivery SET worker = ?, leased_until = ? WHERE \(Store.isThis)",
                arguments: [lease.worker.text, lease.until.microseconds] + delivery.id.columns)
            try join(db, &delivery)
            return delivery
        }
    }

    /// What earlier messages about the incident mean for one that goes out now.
    private func join(_ db: Database, _ delivery: inout Delivery) throws {
        let before: StatementArguments = [
            delivery.id.notice.incident.number, delivery.id.channel.text, delivery.id.notice.number,
        ]
        let earlier = "FROM delivery WHERE incident = ? AND channel = ? AND notice < ?"
        delivery.thread = try String.fetchOne(
            db, known: "SELECT reference \(earlier) AND reference IS NOT NULL ORDER BY notice LIMIT 1",
            arguments: before)
        delivery.waiting = Set(
            try String.fetchAll(
                db, known: "SELECT recipient \(earlier) AND state = 'queued' AND recipient <> ''", arguments: before))
    }

    private func settle(_ db: Database, _ delivery: Delivery, worker: WorkerID) throws {
        try keepAttempt(db, of: delivery)
        // A worker that lost its lease still adds to the receipt, but decides nothing any more,
        // unless it has delivered: then nobody need try again.
        let holder = try String.fetchOne(
            db, known: "SELECT worker FROM delivery WHERE \(Store.isThis)", arguments: delivery.id.columns)
        guard holder == worker.text || delivery.state == .delivered else { return }
        try save(db, stateOf: delivery)
        if delivery.kind == .digest, delivery.state != .queued { try settle(db, membersOf: delivery) }
    }

    func keepAttempt(_ db: Database, of delivery: Delivery) throws {
        guard let attempt = delivery.attempts.last else { return }
        try db.execute(
            known: "INSERT INTO attempt VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            arguments: delivery.id.columns + [
                attempt.at.microseconds, attempt.outcome.rawValue, attempt.reply, attempt.pauseUntil?.microseconds,
            ])
    }

    /// Only its holder renews a lease or gives it up.
    private func lease(_ db: Database, _ id: DeliveryID, of worker: WorkerID, to lease: Lease?) throws {
        try db.execute(
            known: "UPDATE delivery SET worker = ?, leased_until = ? WHERE \(Store.isThis) AND worker = ?",
            arguments: [lease?.worker.text, lease?.until.microseconds] + id.columns + [worker.text])
    }

    private func room(
        _ db: Database, for channel: ChannelName, _ tempo: Tempo, at now: Instant
    ) throws -> Tempo.Room {
        let installation = try installation(db)
        // Before what got through nothing counts.
        var attempts: [(DeliveryID, Delivery.Attempt)] = []
        let rows = try Row.fetchCursor(
            db, known: "SELECT * FROM attempt WHERE channel = ? ORDER BY rowid DESC LIMIT ?",
            arguments: [channel.text, Tempo.Past.depth])
        while let row = try rows.next() {
            let attempt = try Delivery.Attempt(row)
            guard attempt.outcome != .delivered else { break }
            attempts.append((DeliveryID(row, installation: installation), attempt))
        }
        var counted: [Instant] = []
        if let limit = tempo.limit {
            counted = try Int64.fetchAll(
                db,
                known: "SELECT at FROM attempt WHERE channel = ? AND at > ? AND at <= ? ORDER BY at DESC LIMIT ?",
                arguments: [channel.text, (now - limit.period).microseconds, now.microseconds, limit.count]
            ).map(Instant.init(microseconds:))
        }
        let inFlight = try Int.fetchOne(
            db,
            known: """
                SELECT count(*) FROM delivery
                WHERE channel = ? AND state = 'queued' AND leased_until > ? AND leased_until <= ?
                """,
            arguments: [channel.text, now.microseconds, (now + Store.longestWait).microseconds])
        return tempo.room(
            after: Tempo.Past(attempts: attempts, counted: counted, inFlight: inFlight ?? 0), at: now)
    }

    package func nextAttempt(from channel: ChannelName, tempo: Tempo, at now: Instant) async throws -> Instant? {
        try await read { db in
            let due = try Int64.fetchOne(
                db,
                known: """
                    SELECT min(max(next_attempt, coalesce(leased_until, next_attempt), coalesce(not_before, next_attempt)))
                    FROM delivery AS this
                    WHERE channel = ? AND \(Store.isHead)
                    """,
                arguments: [channel.text]
            ).map(Instant.init(microseconds:))
            guard let due else { return nil }
            switch try room(db, for: channel, tempo, at: now) {
            case .free: return due
            case .none(let until): return max(due, until)
            }
        }
    }

    /// Queued, and the first of its incident for its channel and recipients that is: the others wait behind it.
    static let isHead = """
        this.state = 'queued' AND this.within IS NULL AND NOT EXISTS (
            SELECT 1 FROM delivery AS earlier
            WHERE earlier.incident = this.incident AND earlier.channel = this.channel
                AND earlier.recipient = this.recipient AND earlier.notice < this.notice AND earlier.state = 'queued')
        """

    /// Nobody has begun with it: also not before the clock was put back, by a process that is gone.
    static let isUntried = """
        worker IS NULL AND NOT EXISTS (SELECT 1 FROM attempt WHERE attempt.incident = delivery.incident
            AND attempt.notice = delivery.notice AND attempt.channel = delivery.channel
            AND attempt.recipient = delivery.recipient)
        """

    static let isThis = "incident = ? AND notice = ? AND channel = ? AND recipient = ?"

    /// No wait and no lease is this long. What seems to be was written before the clock was put back, and is over.
    private static let longestWait = Duration.hours(2)
    /// The same of times before which nothing is to go out.
    private static let longestSilence = Duration.days(800)

    /// In the order in which they were made.
    package func deliveries() async throws -> [Delivery] {
        try await read { db in
            let installation = try installation(db)
            let attempts = try Row.fetchAll(db, known: "SELECT * FROM attempt ORDER BY rowid")
            let receipts = Dictionary(grouping: attempts) { DeliveryID($0, installation: installation) }
            return try Row.fetchAll(
                db,
                known: """
                    SELECT * FROM delivery JOIN message USING (incident, notice, channel, recipient)
                    ORDER BY created, incident, notice, channel, recipient
                    """
            ).map { row in
                let id = DeliveryID(row, installation: installation)
                return try Delivery(id, row, attempts: receipts[id] ?? [], payload: row["payload"])
            }
        }
    }

    /// Nil when there is no such delivery.
    package func resend(_ id: DeliveryID, at now: Instant) async throws -> Delivery? {
        try await write { db in
            let installation = try installation(db)
            guard installation == id.notice.incident.installation,
                let row = try Row.fetchOne(
                    db, known: "SELECT * FROM delivery WHERE \(Store.isThis)", arguments: id.columns)
            else { return nil }
            var delivery = try self.delivery(db, row, installation: installation)
            delivery.resend(at: now)
            try save(db, stateOf: delivery)
            return delivery
        }
    }

    func delivery(_ db: Database, _ row: Row, installation: String) throws -> Delivery {
        let id = DeliveryID(row, installation: installation)
        let attempts = try Row.fetchAll(
            db, known: "SELECT * FROM attempt WHERE \(Store.isThis) ORDER BY rowid", arguments: id.columns)
        let payload = try Data.fetchOne(
            db, known: "SELECT payload FROM message WHERE \(Store.isThis)", arguments: id.columns)
        return try Delivery(id, row, attempts: attempts, payload: payload ?? Data())
    }

    func insert(_ db: Database, _ delivery: Delivery) throws {
        if delivery.notBefore == nil {
            // What cannot wait does not overtake what waits of the same incident.
            try db.execute(
                known: "UPDATE delivery SET not_before = NULL WHERE incident = ? AND channel = ? AND state = 'queued'",
                arguments: [delivery.id.notice.incident.number, delivery.id.channel.text])
        }
        try add(db, delivery)
    }

    /// What the others got and one recipient did not; after a repeat it may be there already.
    private func insert(_ db: Database, part: Delivery) throws {
        try add(db, part, orElse: "UPDATE SET state = excluded.state, next_attempt = excluded.next_attempt")
        try keepAttempt(db, of: part)
    }

    private func add(_ db: Database, _ delivery: Delivery, orElse change: String? = nil) throws {
        try db.execute(
            known: """
                INSERT INTO delivery (incident, notice, channel, recipient, kind, created, queued, state,
                    next_attempt, not_before, digest)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \(change.map { "ON CONFLICT DO \($0)" } ?? "")
                """,
            arguments: delivery.id.columns + [
                delivery.kind.rawValue, delivery.created.microseconds,
                delivery.queued.microseconds, delivery.state.rawValue, delivery.nextAttempt?.microseconds,
                delivery.notBefore?.microseconds, try delivery.digest?.column,
            ])
        try db.execute(
            known: "INSERT INTO message VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            arguments: delivery.id.columns + [Data(delivery.payload)])
    }

    /// Ends the lease, too.
    func save(_ db: Database, stateOf delivery: Delivery) throws {
        try db.execute(
            known: """
                UPDATE delivery SET queued = ?, state = ?, next_attempt = ?, not_before = ?, reference = ?,
                    worker = NULL, leased_until = NULL, within = CASE WHEN ? = 'queued' THEN NULL ELSE within END
                WHERE \(Store.isThis)
                """,
            arguments: [
                delivery.queued.microseconds, delivery.state.rawValue, delivery.nextAttempt?.microseconds,
                delivery.notBefore?.microseconds, delivery.reference, delivery.state.rawValue,
            ] + delivery.id.columns)
    }
}

extension DeliveryID {
    init(_ row: Row, installation: String) {
        let incident = IncidentID(installation: installation, number: row["incident"])
        self.init(
            notice: NoticeID(incident: incident, number: row["notice"]), channel: ChannelName(row.text("channel")),
            recipient: row.text("recipient").isEmpty ? nil : row.text("recipient"))
    }

    var columns: StatementArguments {
        [notice.incident.number, notice.number, channel.text, recipient ?? ""]
    }
}

extension Delivery {
    fileprivate init(_ id: DeliveryID, _ row: Row, attempts: [Row], payload: Data) throws {
        self.init(
            id: id, kind: try row.known("kind"), payload: [UInt8](payload),
            created: row.instant("created") ?? .distantPast, queued: row.instant("queued"),
            state: try row.known("state"),
            attempts: try attempts.map { try Attempt($0) }, nextAttempt: row.instant("next_attempt"),
            notBefore: row.instant("not_before"), reference: row["reference"],
            digest: try (row["digest"] as String?).map { try Digest.Entry(column: $0) })
    }
}

extension Delivery.Attempt {
    fileprivate init(_ row: Row) throws {
        self.init(
            at: row.instant("at") ?? .distantPast, outcome: try row.known("outcome"), reply: row.text("reply"),
            pauseUntil: row.instant("pause_until"))
    }
}
