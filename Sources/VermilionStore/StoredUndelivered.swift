import GRDB
import VermilionDomain

extension Store {
    /// Channels whose last settled message about a team is dead.
    func undelivered(_ db: Database, of team: TeamName) throws -> [Undelivered] {
        let counts = try Row.fetchAll(
            db,
            sql: """
                SELECT channel, count(*) AS count FROM delivery JOIN incident ON incident.number = delivery.incident
                WHERE team = ? AND state = 'dead' GROUP BY channel ORDER BY channel
                """, arguments: [team.text])
        return try counts.compactMap { row in
            let channel = row.text("channel")
            let last = try Row.fetchOne(
                db,
                sql: """
                    SELECT state, reply, max(at) AS at FROM delivery
                    JOIN incident ON incident.number = delivery.incident
                    JOIN attempt USING (incident, notice, channel)
                    WHERE team = ? AND channel = ? AND state <> 'queued'
                    """, arguments: [team.text, channel])
            guard let last, (last["state"] as String?) == Delivery.State.dead.rawValue, let at = last.instant("at")
            else {
                return nil
            }
            return Undelivered(
                channel: ChannelName(channel), count: row["count"], reason: last.text("reply"), since: at)
        }
    }
}
