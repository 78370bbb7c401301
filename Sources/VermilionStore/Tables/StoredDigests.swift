import Foundation
import GRDB
import VermilionDomain
import VermilionEngine

extension Store {
    /// Puts what waits for a digest and is due into one message, where it is several for the same readers.
    ///
    /// What was tried before by itself, and what waits behind such, goes on by itself.
    func bind(_ db: Database, _ turn: Turn, at now: Instant) throws {
        let rows = try Row.fetchAll(
            db,
            known: """
                SELECT incident, notice, channel, recipient, digest FROM delivery
                WHERE channel = :channel AND state = 'queued' AND digest IS NOT NULL AND within IS NULL
                    AND not_before <= :now AND next_attempt <= :now AND \(Store.isUntried)
                    AND NOT EXISTS (SELECT 1 FROM delivery AS earlier
                        WHERE earlier.incident = delivery.incident AND earlier.channel = delivery.channel
                            AND earlier.recipient = delivery.recipient AND earlier.notice < delivery.notice
                            AND earlier.state = 'queued' AND (earlier.digest IS NULL OR earlier.not_before IS NULL
                                OR earlier.within IS NOT NULL OR earlier.worker IS NOT NULL))
                ORDER BY created, incident, notice
                """, arguments: ["channel": turn.channel.text, "now": now.microseconds])
        guard rows.count > 1 else { return }
        let installation = try installation(db)
        let waiting = try rows.map { row in
            (id: DeliveryID(row, installation: installation), entry: try Digest.Entry(column: row.text("digest")))
        }
        let groups = Dictionary(grouping: waiting) { [$0.id.recipient ?? "", $0.entry.language] }
        for group in groups.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }).map(\.value) where group.count > 1
        {
            let (id, recipient) = (try nextMessage(db), group[0].id.recipient)
            guard let payload = turn.bind(Digest(group.map(\.entry)), id, recipient) else { continue }
            try insert(
                db,
                Delivery(
                    id: DeliveryID(notice: id, channel: turn.channel, recipient: recipient), kind: .digest,
                    payload: payload, created: now))
            for member in group {
                try db.execute(
                    known: "UPDATE delivery SET within = ? WHERE \(Store.isThis)",
                    arguments: [id.number] + member.id.columns)
            }
        }
    }

    /// What became of a digest became of all in it.
    func settle(_ db: Database, membersOf digest: Delivery) throws {
        let rows = try Row.fetchAll(
            db,
            known: "SELECT * FROM delivery WHERE channel = ? AND recipient = ? AND within = ? AND state <> 'delivered'",
            arguments: [digest.id.channel.text, digest.id.recipient ?? "", digest.id.notice.number])
        let installation = try installation(db)
        for row in rows {
            var member = try delivery(db, row, installation: installation)
            member.join(digest)
            try keepAttempt(db, of: member)
            try save(db, stateOf: member)
        }
    }

    /// The next message that is about no incident.
    func nextMessage(_ db: Database) throws -> NoticeID {
        let last = try Int.fetchOne(db, known: "SELECT max(notice) FROM delivery WHERE incident = 0") ?? 0
        return NoticeID(
            incident: IncidentID(installation: try installation(db), number: 0), number: last + 1)
    }
}

extension Digest.Entry {
    var column: String { get throws { String(decoding: try JSONEncoder().encode(self), as: UTF8.self) } }

    init(column: String) throws {
        do {
            self = try JSONDecoder().decode(Digest.Entry.self, from: Data(column.utf8))
        } catch {
            throw UnknownValue(column: "digest", value: column)
        }
    }
}
