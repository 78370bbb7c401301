package import VermilionDomain

/// Where usage comes from.
package protocol Source: Sendable {
    var id: SourceID { get }

    /// Reads what the source has now. What goes wrong is part of the reading. Ends early when the task is cancelled.
    func read(at now: Instant) async -> Reading
}
