/// Which source is due when, the earliest first.
struct PollAgenda<Instant: InstantProtocol> {
    /// The earliest is the last, so that taking it moves nothing.
    private var entries: [(due: Instant, source: Int)] = []

    /// When the next source is due; nil when none waits.
    var earliest: Instant? { entries.last?.due }

    mutating func add(_ source: Int, due: Instant) {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].due > due { low = middle + 1 } else { high = middle }
        }
        entries.insert((due, source), at: low)
    }

    /// Takes out the source that has been due for longest; nil when none is.
    mutating func next(at now: Instant) -> Int? {
        guard let last = entries.last, last.due <= now else { return nil }
        entries.removeLast()
        return last.source
    }
}
