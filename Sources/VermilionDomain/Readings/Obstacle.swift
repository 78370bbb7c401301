/// What kept a source from answering, where it says more than that something failed.
package enum Obstacle: Hashable, Sendable {
    /// Autodesk refuses access because the team's capacity is exceeded.
    case capacityExceeded
    /// The account that the source asks with is not let in.
    case login(AccountName)
}

/// An obstacle over time, from poll to poll.
package struct StandingObstacle: Hashable, Sendable {
    package let obstacle: Obstacle
    /// When it was met first.
    package internal(set) var since: Instant
    /// At how many polls it was met.
    package internal(set) var polls: Int

    package init(_ obstacle: Obstacle, since: Instant, polls: Int) {
        self.obstacle = obstacle
        self.since = since
        self.polls = polls
    }
}
