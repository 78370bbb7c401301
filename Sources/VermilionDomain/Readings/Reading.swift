/// What one poll of one source brought.
package struct Reading: Hashable, Sendable {
    package let source: SourceID
    /// Usage of the team that the source belongs to; each key at most once.
    package let usage: [Usage]
    /// Days of which the reading tells all there is: a row that was known of them and is missing is gone. Nil when a
    /// source cannot know, such as a folder of exports.
    package let covers: ClosedRange<CivilDate>?
    /// What kept the reading, or a part of it, from being good. Rows from sound files still count.
    package let failures: [Diagnostic]
    /// Worth telling, but no reason to distrust the reading: rows of teams that are not configured.
    package let warnings: [Diagnostic]
    /// What the team's lots files came to, which are read together with each source.
    package var lots: [LotsReading] = []

    package init(
        source: SourceID, usage: [Usage], covers: ClosedRange<CivilDate>? = nil, failures: [Diagnostic] = [],
        warnings: [Diagnostic] = []
    ) {
        self.source = source
        self.usage = usage
        self.covers = covers
        self.failures = failures
        self.warnings = warnings
    }

    package var isGood: Bool { failures.isEmpty }
}

/// When a source was read, and how it went.
package struct SourceHealth: Hashable, Sendable {
    package let id: SourceID
    package private(set) var firstSeen: Instant
    package var lastPoll: Instant?
    package var lastGood: Instant?
    /// Why the last poll was not good; nil when it was.
    package var problem: Diagnostic?

    package init(
        id: SourceID, firstSeen: Instant, lastPoll: Instant? = nil, lastGood: Instant? = nil,
        problem: Diagnostic? = nil
    ) {
        self.id = id
        self.firstSeen = firstSeen
        self.lastPoll = lastPoll
        self.lastGood = lastGood
        self.problem = problem
    }

    package mutating func record(_ reading: Reading, at now: Instant) { record(reading.failures.first, at: now) }
    package mutating func record(_ reading: LotsReading, at now: Instant) { record(reading.problem, at: now) }

    private mutating func record(_ failure: Diagnostic?, at now: Instant) {
        lastPoll = now
        problem = failure
        // Instants in the future mean that the clock was put back: the silence counts from now on.
        firstSeen = min(firstSeen, now)
        lastGood = failure == nil ? now : lastGood.map { min($0, now) }
    }
}
