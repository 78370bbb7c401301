import Testing

/// Waits for something that another process does; gives up after half a minute.
///
/// - Parameter pause: between two looks.
func eventually(
    _ what: Comment, every pause: Duration = .milliseconds(50), sourceLocation: SourceLocation = #_sourceLocation,
    _ isTrue: () throws -> Bool
) async throws {
    let patience = ContinuousClock.now + .seconds(30)
    while ContinuousClock.now < patience {
        if try isTrue() { return }
        try await Task.sleep(for: pause)
    }
    Issue.record(what, sourceLocation: sourceLocation)
}
