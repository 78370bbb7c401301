import Synchronization
import VermilionDomain

/// What attempts came to, until the courier looks.
final class Desk: Sendable {
    private let results = Mutex<[DeliveryID: Outcome?]>([:])

    func put(_ id: DeliveryID, _ outcome: Outcome?) { results.withLock { _ = $0.updateValue(outcome, forKey: id) } }

    func clear() -> [DeliveryID: Outcome?] {
        results.withLock { results in
            defer { results = [:] }
            return results
        }
    }
}
