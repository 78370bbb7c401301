import Synchronization
import VermilionDomain

/// How far a source was read that says itself when it has something new.
final class ReadingProgress: Sendable {
    private let known = Mutex<(mark: String, at: Instant)?>(nil)

    /// Corrections may come without a word: after a day all is read again.
    private static let longest = Duration.days(1)

    /// Whether all that the source has was read when it said the same.
    func isKnown(_ mark: String, at now: Instant) -> Bool {
        known.withLock { known in
            guard let known, known.mark == mark else { return false }
            return known.at <= now && now - known.at < Self.longest
        }
    }

    func note(_ mark: String, at now: Instant) { known.withLock { $0 = (mark, now) } }

    func forget() { known.withLock { $0 = nil } }
}
