package import VermilionDomain

/// How the simulated time goes.
package enum SimulatedClock: Sendable, Hashable {
    /// With the machine's clock.
    case real
    /// So much simulated time in a second.
    case running(from: Instant, perSecond: Duration)
    /// Only when it is told to.
    case standing(at: Instant)

    /// - Parameter elapsed: since the simulator was started.
    package func now(launched: Instant, elapsed: Duration) -> Instant {
        switch self {
        case .real: launched + elapsed
        case .running(let start, let rate): Self.run(from: start, rate, elapsed)
        case .standing(let start): start
        }
    }

    /// It ends with the year 9999.
    private static func run(from start: Instant, _ rate: Duration, _ elapsed: Duration) -> Instant {
        let (passed, overflow) = elapsed.microseconds.multipliedReportingOverflow(by: rate.components.seconds)
        guard !overflow, passed < (Instant.distantFuture - start).microseconds else { return .distantFuture }
        return Instant(microseconds: start.microseconds + passed)
    }
}
