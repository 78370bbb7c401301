import Synchronization

/// Asks an engine to make way for the next one: to begin nothing new, to leave its polls, which change nothing until they
/// are kept, and to end with the attempts that it has begun, which cannot be taken back.
package final class Relief: Sendable {
    private enum State {
        case serving(watchers: [Int: @Sendable () -> Void], next: Int)
        case asked
    }

    private let state = Mutex(State.serving(watchers: [:], next: 0))
    private let polls = AsyncStream<Never>.makeStream()

    package init() {}

    /// Returns when no poll of the engine can be kept any more, or when the task is cancelled.
    package func pollsEnd() async { for await _ in polls.stream {} }

    func pollsHaveEnded() { polls.continuation.finish() }

    package var isAsked: Bool {
        state.withLock { if case .asked = $0 { true } else { false } }
    }

    package func ask() {
        let watchers = state.withLock { state in
            guard case .serving(let watchers, _) = state else { return [Int: @Sendable () -> Void]() }
            state = .asked
            return watchers
        }
        for watcher in watchers.values { watcher() }
    }

    /// Runs the work; calls `asked`, once, when the relief is asked for before the work has ended.
    func watching<Value>(asked: @escaping @Sendable () -> Void, _ work: () async -> Value) async -> Value {
        let number = state.withLock { state -> Int? in
            guard case .serving(var watchers, let next) = state else { return nil }
            watchers[next] = asked
            state = .serving(watchers: watchers, next: next + 1)
            return next
        }
        guard let number else {
            asked()
            return await work()
        }
        defer {
            state.withLock { state in
                guard case .serving(var watchers, let next) = state else { return }
                watchers[number] = nil
                state = .serving(watchers: watchers, next: next)
            }
        }
        return await work()
    }
}
