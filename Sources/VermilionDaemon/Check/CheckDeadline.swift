import Foundation
import Synchronization

/// Ends a command that takes too long, whatever holds it up: a lock, a file on a network disk that is gone, a server.
///
/// A thread that waits for nothing else cancels the work, which then gives back what it leased and kills the programs that it
/// started; half a second later the process ends without it. Every commit is whole, so nothing is half kept.
package struct CheckDeadline: Sendable {
    /// Nil waits for ever.
    private let limit: Duration?
    /// Prints that time is up and ends the process; is given what was outstanding.
    private let end: @Sendable (String) -> Never

    package init(_ limit: Duration?, end: @escaping @Sendable (String) -> Never) {
        (self.limit, self.end) = (limit, end)
    }

    private static let grace: TimeInterval = 0.5

    /// - Returns: what the work came to before the deadline.
    package func hold<Value: Sendable>(
        _ progress: CheckProgress, _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        guard let limit else { return try await work() }
        let task = Task { try await work() }
        let race = Race()
        Thread.detachNewThread {
            Thread.sleep(forTimeInterval: limit / .seconds(1))
            guard race.isLost(by: progress) else { return }
            task.cancel()
            Thread.sleep(forTimeInterval: Self.grace)
            if let outstanding = race.takeEnd() { end(outstanding) }
        }
        let outcome = await task.result
        if race.isInTime() { return try outcome.get() }
        if let outstanding = race.takeEnd() { end(outstanding) }
        // The other thread is about to end the process.
        while true { try? await Task.sleep(for: .seconds(1)) }
    }

    /// Between the end of the work and the deadline.
    private final class Race: Sendable {
        private enum Phase {
            case working
            case overdue(outstanding: String)
            case over
        }
        private let phase = Mutex(Phase.working)

        /// False when the work has ended.
        func isLost(by progress: CheckProgress) -> Bool {
            phase.withLock { phase in
                guard case .working = phase else { return false }
                phase = .overdue(outstanding: progress.outstanding)
                return true
            }
        }

        func isInTime() -> Bool {
            phase.withLock { phase in
                guard case .working = phase else { return false }
                phase = .over
                return true
            }
        }

        /// What was outstanding when time was up; nil for all but one.
        func takeEnd() -> String? {
            phase.withLock { phase in
                guard case .overdue(let outstanding) = phase else { return nil }
                phase = .over
                return outstanding
            }
        }
    }
}
