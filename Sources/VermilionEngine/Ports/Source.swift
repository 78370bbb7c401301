package import VermilionDomain

/// Where usage comes from.
package protocol Source: Sendable {
    var id: SourceID { get }

    /// How long a reading may take, where the usual deadline is too short for what it asks.
    var deadline: Duration? { get }

    /// Reads what the source has now. What goes wrong is part of the reading. Ends early when the task is cancelled.
    func read(at now: Instant) async -> Reading

    /// What was read last was not kept: it must not be taken for known.
    func forget()
}

extension Source {
    package var deadline: Duration? { nil }

    package func forget() {}
}
