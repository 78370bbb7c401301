import Foundation
import Synchronization

/// Runs blocking work on a thread of its own, so that it holds up none of the few that tasks share.
///
/// - Parameter work: gets a question that it asks from time to time: whether it should stop early.
package func onOwnThread<Value: Sendable>(
    _ work: @escaping @Sendable (_ isCancelled: () -> Bool) -> Value
) async -> Value {
    let flag = CancellationFlag()
    return await withTaskCancellationHandler {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: work { flag.isSet }) }
        }
    } onCancel: {
        flag.set()
    }
}

private final class CancellationFlag: Sendable {
    private let value = Atomic(false)
    var isSet: Bool { value.load(ordering: .relaxed) }
    func set() { value.store(true, ordering: .relaxed) }
}
