/// Nobody is told of some incidents for a while. They are followed as ever, and a channel that was told that one opened
/// is told that it is over.
package struct Silence: Hashable, Sendable {
    /// Counts up in the state.
    package let number: Int64
    /// Nil for all teams.
    package let team: TeamName?
    /// Nil for all kinds.
    package let kind: Condition.Kind?
    package let until: Instant
    package let reason: String
    package let author: String
    package let made: Instant

    package init(
        number: Int64, team: TeamName?, kind: Condition.Kind?, until: Instant, reason: String, author: String,
        made: Instant
    ) {
        self.number = number
        self.team = team
        self.kind = kind
        self.until = until
        self.reason = reason
        self.author = author
        self.made = made
    }

    package func covers(_ notice: Notice) -> Bool {
        notice.at < until && notice.kind != .closed && team.map { $0 == notice.incident.team } ?? true
            && kind.map { $0 == notice.incident.kind } ?? true
    }
}
