/// Rings when there may be something to deliver, so that workers need not look every second.
///
/// A ring while nobody waits is kept; several are one.
package struct Bell: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    package init() {
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    package func ring() { continuation.yield() }

    /// Returns at the next ring, or when the task is cancelled. For one waiting task at a time.
    func wait() async {
        for await _ in stream { return }
    }
}
