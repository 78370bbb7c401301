import VermilionDomain

/// Why a source could not be read.
struct SourceFailure: Error {
    let diagnostic: Diagnostic
    var obstacle: Obstacle?

    init(_ diagnostic: Diagnostic, _ obstacle: Obstacle? = nil) {
        self.diagnostic = diagnostic
        self.obstacle = obstacle
    }

    /// What a part of the reading throws, as the failure of the whole.
    static func of<Value>(_ read: () throws(Diagnostic) -> Value) throws(SourceFailure) -> Value {
        do {
            return try read()
        } catch {
            throw SourceFailure(error)
        }
    }

    func reading(of source: SourceID) -> Reading {
        var reading = Reading(source: source, usage: [], failures: [diagnostic])
        reading.obstacle = obstacle
        return reading
    }
}
