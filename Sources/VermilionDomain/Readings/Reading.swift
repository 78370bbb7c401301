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
    /// Balances that the source reports.
    package var observations: [ObservedBalance] = []
    package var report = SourceReport()
    /// Only of a reading that is not good.
    package var obstacle: Obstacle?

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
    /// Met at the last poll or before, and no reading was good since.
    package var obstacle: StandingObstacle?
    /// What the source said of itself: of its data when it was last read well, of its account at the last poll.
    package var report = SourceReport()

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

    package mutating func record(_ reading: Reading, at now: Instant) {
        record(reading.failures.first, at: now)
        // Another failure is no sign that the obstacle is gone.
        if reading.isGood {
            obstacle = nil
            report = reading.report
        } else if let met = reading.obstacle {
            let known = obstacle.flatMap { $0.obstacle == met ? $0 : nil }
            if case .login(let name) = met { report.account = name }
            obstacle = StandingObstacle(
                met, since: known.map { min($0.since, now) } ?? now, polls: (known?.polls ?? 0) + 1)
        }
        // The login may have been renewed by a poll that then failed for another reason.
        if let account = reading.report.account {
            (report.account, report.loginEnds) = (account, reading.report.loginEnds)
        }
    }

    package mutating func record(_ reading: LotsReading, at now: Instant) { record(reading.problem, at: now) }

    private mutating func record(_ failure: Diagnostic?, at now: Instant) {
        lastPoll = now
        problem = failure
        // Instants in the future mean that the clock was put back: the silence counts from now on.
        firstSeen = min(firstSeen, now)
        lastGood = failure == nil ? now : lastGood.map { min($0, now) }
    }
}
