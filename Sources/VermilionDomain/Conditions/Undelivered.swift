/// A channel whose last message did not get through, and will not by itself.
package struct Undelivered: Hashable, Sendable {
    package let channel: ChannelName
    /// Messages of the team that lie there undelivered.
    package let count: Int
    /// What the last attempt came to.
    package let reason: String
    package let since: Instant

    package init(channel: ChannelName, count: Int, reason: String, since: Instant) {
        self.channel = channel
        self.count = count
        self.reason = reason
        self.since = since
    }
}

extension Condition {
    /// One for each channel that the team is told through. It is over when a message gets through again.
    static func undelivered(_ channels: [Undelivered], watched: Set<ChannelName>) -> [Condition] {
        channels.filter { watched.contains($0.channel) }.map { dead in
            Condition(subject: .channel(dead.channel), severity: .warning, stage: 0, facts: .undelivered(dead))
        }
    }
}
