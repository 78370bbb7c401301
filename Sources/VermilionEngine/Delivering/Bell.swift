import Synchronization

/// Rings when there may be something to deliver, so that workers need not look every second.
///
/// A ring while nobody waits is kept; several are one. Not an `AsyncStream`, which ends for good when a task that
/// waits for it is cancelled, as every wait with a limit is.
package final class Bell: Sendable {
    private enum State {
        case quiet
        case rung
        case awaited(CheckedContinuation<Void, Never>)
    }

    private let state = Mutex(State.quiet)

    package init() {}

    package func ring() { wake(orKeep: .rung) }

    /// Returns at the next ring, or when the task is cancelled. For one waiting task at a time.
    func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if case .rung = state {
                        state = .quiet
                        return true
                    }
                    if Task.isCancelled { return true }
                    state = .awaited(continuation)
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            wake(orKeep: nil)
        }
    }

    private func wake(orKeep kept: State?) {
        let waiting: CheckedContinuation<Void, Never>? = state.withLock { state in
            guard case .awaited(let continuation) = state else {
                if let kept { state = kept }
                return nil
            }
            state = .quiet
            return continuation
        }
        waiting?.resume()
    }
}
