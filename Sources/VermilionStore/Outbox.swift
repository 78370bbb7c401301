import Foundation
import GRDB
package import VermilionDomain
package import VermilionEngine

extension Store: LedgerStore {
    package func claim(from channel: ChannelName, at now: Instant, lease: Lease) async throws -> Delivery? {
        try await write { db in
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT * FROM delivery AS this
                    WHERE channel = :channel AND \(Store.isHead)
                        AND (next_attempt <= :now OR next_attempt > :impossible)
                        AND (not_before IS NULL OR not_before <= :now OR not_before > :never)
                        AND (leased_until IS NULL OR leased_until <= :now OR leased_until > :impossible)
                    ORDER BY next_attempt, incident, notice
                    LIMIT 1
                    """,
                arguments: [
                    "channel": channel.text, "now": now.microseconds,
                    "impossible": (now + Store.longestWait).microseconds,
                    "never": (now + Store.longestSilence).microseconds,
                ])
            guard let row else { return nil }
            let delivery = try self.delivery(db, row, installation: try installation(db))
            _ = try self.lease(db, delivery.id, to: lease)
            return delivery
        }
    }

    package func renew(_ delivery: DeliveryID, lease: Lease) async throws -> Bool {
        try await write { db in
            guard try holder(db, of: delivery) == lease.worker.text else { return false }
            return try self.lease(db, delivery, to: lease)
        }
    }

    package func release(_ delivery: DeliveryID, worker: WorkerID) async throws {
        try await write { db in
            guard try holder(db, of: delivery) == worker.text else { return }
            _ = try lease(db, delivery, to: nil)
        }
    }

    package func settle(_ delivery: Delivery, worker: WorkerID) async throws {
        try await write { db in
            if let attempt = delivery.attempts.last {
                try db.execute(
                    sql: "INSERT INTO attempt VALUES (?, ?, ?, ?, ?, ?)",
                    arguments: delivery.id.columns + [
                        attempt.at.microseconds, attempt.outcome.rawValue, attempt.reply,
                    ])
            }
            // A worker that lost its lease still adds to the receipt, but decides nothing any more,
            // unless it has delivered: then nobody need try again.
            let isHolder = try holder(db, of: delivery.id) == worker.text
            guard isHolder || delivery.state == .delivered else { return }
            try save(db, stateOf: delivery)
            _ = try lease(db, delivery.id, to: nil)
        }
    }

    package func nextAttempt(from channel: ChannelName) async throws -> Instant? {
        try await read { db in
            try Int64.fetchOne(
                db,
                sql: """
                    SELECT min(max(next_attempt, coalesce(leased_until, next_attempt), coalesce(not_before, next_attempt)))
                    FROM delivery AS this
                    WHERE channel = ? AND \(Store.isHead)
                    """,
                arguments: [channel.text]
            ).map(Instant.init(microseconds:))
        }
    }

    /// Queued, and the first of its incident for its channel that is: the others wait behind it.
    private static let isHead = """
        this.state = 'queued' AND NOT EXISTS (
            SELECT 1 FROM delivery AS earlier
            WHERE earlier.incident = this.incident AND earlier.channel = this.channel
                AND earlier.notice < this.notice AND earlier.state = 'queued')
        """

    /// No wait and no lease is this long. What seems to be was written before the clock was put back, and is over.
    private static let longestWait = Duration.hours(2)
    /// The same of times before which nothing is to go out.
    private static let longestSilence = Duration.days(800)

    /// In the order in which they were made.
    package func deliveries() async throws -> [Delivery] {
        try await read { db in
            let installation = try installation(db)
            let attempts = try Row.fetchAll(db, sql: "SELECT * FROM attempt ORDER BY rowid")
            let receipts = Dictionary(grouping: attempts) { DeliveryID($0, installation: installation) }
            return try Row.fetchAll(db, sql: "SELECT * FROM delivery ORDER BY created, incident, notice, channel")
                .map { row in
                    let id = DeliveryID(row, installation: installation)
                    return try Delivery(id, row, attempts: receipts[id] ?? [])
                }
        }
    }

    /// Nil when there is no such delivery.
    package func resend(_ id: DeliveryID, at now: Instant) async throws -> Delivery? {
        try await write { db in
            let installation = try installation(db)
            guard installation == id.notice.incident.installation,
                let row = try Row.fetchOne(
                    db, sql: "SELECT * FROM delivery WHERE incident = ? AND notice = ? AND channel = ?",
                    arguments: id.columns)
            else { return nil }
            var delivery = try self.delivery(db, row, installation: installation)
            delivery.resend(at: now)
            try save(db, stateOf: delivery)
            return delivery
        }
    }

    private func delivery(_ db: Database, _ row: Row, installation: String) throws -> Delivery {
        let id = DeliveryID(row, installation: installation)
        let attempts = try Row.fetchAll(
            db, sql: "SELECT * FROM attempt WHERE incident = ? AND notice = ? AND channel = ? ORDER BY rowid",
            arguments: id.columns)
        return try Delivery(id, row, attempts: attempts)
    }

    func insert(_ db: Database, _ delivery: Delivery) throws {
        if delivery.notBefore == nil {
            // What cannot wait does not overtake what waits of the same incident.
            try db.execute(
                sql: "UPDATE delivery SET not_before = NULL WHERE incident = ? AND channel = ? AND state = 'queued'",
                arguments: [delivery.id.notice.incident.number, delivery.id.channel.text])
        }
        try db.execute(
            sql: "INSERT INTO delivery VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, ?)",
            arguments: delivery.id.columns + [
                delivery.kind.rawValue, Data(delivery.payload), delivery.created.microseconds,
                delivery.queued.microseconds, delivery.state.rawValue, delivery.nextAttempt?.microseconds,
                delivery.notBefore?.microseconds,
            ])
    }

    private func save(_ db: Database, stateOf delivery: Delivery) throws {
        try db.execute(
            sql: """
                UPDATE delivery SET queued = ?, state = ?, next_attempt = ?, not_before = ?
                WHERE incident = ? AND notice = ? AND channel = ?
                """,
            arguments: [
                delivery.queued.microseconds, delivery.state.rawValue, delivery.nextAttempt?.microseconds,
                delivery.notBefore?.microseconds,
            ] + delivery.id.columns)
    }

    private func holder(_ db: Database, of delivery: DeliveryID) throws -> String? {
        try String.fetchOne(
            db, sql: "SELECT worker FROM delivery WHERE incident = ? AND notice = ? AND channel = ?",
            arguments: delivery.columns)
    }

    private func lease(_ db: Database, _ delivery: DeliveryID, to lease: Lease?) throws -> Bool {
        try db.execute(
            sql: """
                UPDATE delivery SET worker = ?, leased_until = ? WHERE incident = ? AND notice = ? AND channel = ?
                """,
            arguments: [lease?.worker.text, lease?.until.microseconds] + delivery.columns)
        return db.changesCount == 1
    }
}

extension DeliveryID {
    fileprivate init(_ row: Row, installation: String) {
        let incident = IncidentID(installation: installation, number: row["incident"])
        self.init(
            notice: NoticeID(incident: incident, number: row["notice"]), channel: ChannelName(row.text("channel")))
    }

    fileprivate var columns: StatementArguments { [notice.incident.number, notice.number, channel.text] }
}

extension Delivery {
    fileprivate init(_ id: DeliveryID, _ row: Row, attempts: [Row]) throws {
        self.init(
            id: id, kind: try row.known("kind"), payload: [UInt8](row["payload"] as Data),
            created: row.instant("created") ?? .distantPast, queued: row.instant("queued"),
            state: try row.known("state"),
            attempts: try attempts.map {
                Attempt(at: $0.instant("at") ?? .distantPast, outcome: try $0.known("outcome"), reply: $0.text("reply"))
            }, nextAttempt: row.instant("next_attempt"), notBefore: row.instant("not_before"))
    }
}
