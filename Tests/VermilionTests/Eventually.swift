import Testing

/// Waits for something that another process does; gives up after half a minute.
func eventually(
    _ what: Comment, sourceLocation: SourceLocation = #_sourceLocation, _ isTrue: () throws -> Bool
) async throws {
    for _ in 0..<600 {
        if try isTrue() { return }
        try await Task.sleep(for: .milliseconds(50))
    }
    Issue.record(what, sourceLocation: sourceLocation)
}
