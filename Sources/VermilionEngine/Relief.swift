import Synchronization

/// Asks an engine to make way for the next one: to begin nothing new, to leave its polls, which change nothing until they
/// are kept, and to end with the attempts that it has begun, which cannot be taken back.
package final class Relief: Sendable {
    private enum State {
        case waiting
        /// With what wakes the engine's loops.
        case serving(wake: @Sendable () -> Void)
        case asked
    }

    private let state = Mutex(State.waiting)
    private let polls = AsyncStream<Never>.makeStream()

    package init() {}

    /// Returns when no poll of the engine can be kept any more, or when the task is cancelled.
    package func pollsEnd() async { for await _ in polls.stream {} }

    func pollsHaveEnded() { polls.continuation.finish() }

    package var isAsked: Bool {
        state.withLock { if case .asked = $0 { true } else { false } }
    }

    package func ask() {
        let before = state.withLock { state in
            defer { state = .asked }
            return state
        }
        if case .serving(let wake) = before { wake() }
    }

    /// Begins the service of one engine.
    ///
    /// - Parameter wake: called once, when the relief is asked for, or at once when it was already.
    func serve(wake: @escaping @Sendable () -> Void) {
        let isAsked = state.withLock { state in
            if case .asked = state { return true }
            state = .serving(wake: wake)
            return false
        }
        if isAsked { wake() }
    }
}
