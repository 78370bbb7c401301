import GRDB
package import VermilionDomain

extension Store {
    /// When a message last got through each channel.
    package func lastDelivered() async throws -> [ChannelName: Instant] {
        try await read { db in
            let rows = try Row.fetchAll(
                db, known: "SELECT channel, max(at) AS at FROM attempt WHERE outcome = 'delivered' GROUP BY channel")
            return Dictionary(
                uniqueKeysWithValues: rows.map { (ChannelName($0.text("channel")), $0.instant("at") ?? .distantPast) })
        }
    }

    /// Since when anything is watched; nil before the first poll.
    package func watchedSince() async throws -> Instant? {
        try await read { db in
            try Int64.fetchOne(db, known: "SELECT min(first_seen) FROM source").map(Instant.init(microseconds:))
        }
    }

    /// Puts messages about no incident into the outbox.
    ///
    /// - Parameter compose: from their number.
    package func queue(_ compose: @escaping @Sendable (NoticeID) throws -> [Delivery]) async throws -> [Delivery] {
        try await write { db in
            let deliveries = try compose(try nextMessage(db))
            for delivery in deliveries { try insert(db, delivery) }
            return deliveries
        }
    }

    /// Those of a notice, without reading any other.
    package func deliveries(of notice: NoticeID) async throws -> [Delivery] {
        try await read { db in
            let installation = try installation(db)
            return try Row.fetchAll(
                db, known: "SELECT * FROM delivery WHERE incident = ? AND notice = ? ORDER BY channel, recipient",
                arguments: [notice.incident.number, notice.number]
            ).map { try delivery(db, $0, installation: installation) }
        }
    }
}
