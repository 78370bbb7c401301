import Glibc
package import VermilionDomain
package import VermilionEngine

extension TimeSource where C == ContinuousClock {
    /// The machine's clocks: waiting goes on counting while the machine sleeps, and is not moved by setting the time.
    package static var system: TimeSource { TimeSource(clock: ContinuousClock(), now: { .now }) }
}

extension Instant {
    /// The time of day, by the machine's clock.
    package static var now: Instant {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000)
    }
}
