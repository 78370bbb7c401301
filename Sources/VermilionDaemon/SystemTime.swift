import Foundation
package import VermilionDomain
package import VermilionEngine
import VermilionSources

extension TimeSource where C == ContinuousClock {
    /// The machine's clocks: waiting goes on counting while the machine sleeps, and is not moved by setting the time.
    package static var system: TimeSource { TimeSource(clock: ContinuousClock(), now: { .now }) }
}

extension TimeSource {
    var forSources: SourceTime {
        SourceTime(now: now, pause: { [clock] in try await clock.sleep(for: $0) })
    }
}

extension Instant {
    /// The time of day, by the machine's clock.
    package static var now: Instant {
        Instant(microseconds: Int64((Date().timeIntervalSince1970 * 1_000_000).rounded(.down)))
    }
}
