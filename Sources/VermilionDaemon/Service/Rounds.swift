import VermilionEngine

/// Whether every loop of an engine has gone round: real progress, and not only a process that is there.
struct Rounds: Hashable, Sendable {
    private let all: Set<EngineLoop>
    private var missing: Set<EngineLoop>

    init(of loops: Set<EngineLoop>) { (all, missing) = (loops, loops) }

    /// - Returns: whether all have gone round since that was true for the last time.
    mutating func hear(_ loop: EngineLoop) -> Bool {
        missing.remove(loop)
        guard missing.isEmpty else { return false }
        missing = all
        return true
    }

    /// All must go round once more.
    mutating func beginAnew() { missing = all }
}
