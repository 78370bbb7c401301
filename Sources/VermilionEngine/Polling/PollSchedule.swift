package import VermilionDomain

/// When a source is polled next.
package struct PollSchedule: Hashable, Sendable {
    package let every: Duration
    /// Percent of `every` by which polls are spread, so that many sources do not ask at once.
    package let jitter: Int
    /// A reading that takes longer is given up.
    package let deadline: Duration

    package init(every: Duration, jitter: Int, deadline: Duration) {
        self.every = every
        self.jitter = jitter
        self.deadline = deadline
    }

    /// How long to wait: not at all when the source was never polled or is overdue.
    ///
    /// - Parameter last: an instant in the future means that the clock was put back; it counts as now.
    /// - Parameter chance: from 0 to 1, drawn by the caller.
    package func wait(after last: Instant?, now: Instant, chance: Double) -> Duration {
        guard let last else { return .zero }
        let spread = every * jitter / 100
        let interval = every - spread + spread * 2 * min(max(chance, 0), 1)
        return max(.zero, interval - max(.zero, now - last))
    }
}
