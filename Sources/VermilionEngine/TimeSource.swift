package import VermilionDomain

/// The two kinds of time that the loops need: a clock to wait by, and the time of day to decide by.
package struct TimeSource<C: Clock>: Sendable where C.Duration == Duration {
    package let clock: C
    package let now: @Sendable () -> Instant
    /// Drawn from 0 to 1 for jitter.
    package let chance: @Sendable () -> Double

    package init(
        clock: C, now: @escaping @Sendable () -> Instant,
        chance: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
    ) {
        self.clock = clock
        self.now = now
        self.chance = chance
    }

    /// The result of `work`, or nil after `limit`. The work is cancelled then, and must end soon.
    package func within<Value: Sendable>(
        _ limit: Duration, _ work: @escaping @Sendable () async -> Value
    ) async -> Value? {
        await withTaskGroup(of: Value?.self) { group in
            group.addTask { await work() }
            group.addTask {
                try? await clock.sleep(for: limit)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
    }
}
