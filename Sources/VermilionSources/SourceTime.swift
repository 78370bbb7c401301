package import VermilionDomain

/// Time as a source needs it: to stamp, and to wait by.
package struct SourceTime: Sendable {
    package let now: @Sendable () -> Instant
    /// Throws when the task is cancelled.
    package let pause: @Sendable (Duration) async throws -> Void

    package init(
        now: @escaping @Sendable () -> Instant, pause: @escaping @Sendable (Duration) async throws -> Void
    ) {
        (self.now, self.pause) = (now, pause)
    }
}
