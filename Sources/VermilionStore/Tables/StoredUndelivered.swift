import GRDB
import VermilionDomain

extension Store {
    /// Channels whose last settled message about a team did not get through, or not to everybody.
    func undelivered(_ db: Database, of team: TeamName) throws -> [Undelivered] {
        let counts = try Row.fetchAll(
            db,
            known: """
                SELECT channel, count(*) AS count FROM delivery JOIN incident ON incident.number = delivery.incident
                WHERE team = ? AND state = 'dead' GROUP BY channel ORDER BY channel
                """, arguments: [team.text])
        return try counts.compactMap { row in
            let channel = row.text("channel")
            let last = try Row.fetchOne(
                db,
                known: """
                    SELECT incident, notice, max(at) AS at FROM delivery
                    JOIN incident ON incident.number = delivery.incident
                    JOIN attempt USING (incident, notice, channel, recipient)
                    WHERE team = ? AND channel = ? AND state <> 'queued'
                    """, arguments: [team.text, channel])
            guard let last, let since = last.instant("at") else { return nil }
            let reason = try String.fetchOne(
                db,
                known: """
                    SELECT reply FROM delivery JOIN attempt USING (incident, notice, channel, recipient)
                    WHERE incident = ? AND notice = ? AND channel = ? AND state = 'dead'
                    ORDER BY at DESC, attempt.rowid DESC LIMIT 1
                    """, arguments: [last["incident"], last["notice"], channel])
            return reason.map {
                Undelivered(channel: ChannelName(channel), count: row["count"], reason: $0, since: since)
            }
        }
    }
}
