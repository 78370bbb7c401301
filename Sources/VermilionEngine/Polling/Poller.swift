package import VermilionDomain

/// Polls one source of a team: read, decide, commit.
package struct Poller<C: Clock>: Sendable where C.Duration == Duration {
    package let team: WatchedTeam
    package let source: any Source
    let schedule: PollSchedule
    let store: any LedgerStore
    let time: TimeSource<C>

    package init(
        team: WatchedTeam, source: any Source, schedule: PollSchedule, store: any LedgerStore, time: TimeSource<C>
    ) {
        self.team = team
        self.source = source
        self.schedule = schedule
        self.store = store
        self.time = time
    }

    /// One poll. Throws when the state cannot be written or the task is cancelled: then nothing has changed.
    package func poll() async throws -> Poll {
        let started = time.now()
        let answer = await time.within(limit) { [source] in await source.read(at: started) }
        // A reading that was cut off says nothing of the source, and must not count as its failure.
        try Task.checkCancellation()
        var reading = answer ?? overdue(limit)
        if !team.watch.lotPlaces.isEmpty {
            // Lots that are not read in time are as they were.
            reading.lots += await time.within(schedule.deadline, team.readLots) ?? []
            try Task.checkCancellation()
        }
        var isKept = false
        defer { if !isKept { source.forget() } }
        do {
            let poll = Poll(team: team.name, reading: reading, decision: try await commit(reading))
            isKept = reading.isGood
            return poll
        } catch let failure as Ledger.Failure {
            // The rows would break the books, so they are kept out; that the poll failed is committed.
            let refused = Reading(
                source: source.id, usage: [], failures: [Diagnostic(failure)] + reading.failures,
                warnings: reading.warnings)
            return Poll(team: team.name, reading: refused, decision: try await commit(refused))
        }
    }

    /// A reading that takes longer is given up.
    private var limit: Duration { max(schedule.deadline, source.deadline ?? .zero) }

    /// No poll lasts longer, with what the state may take to be written.
    var longest: Duration { limit + schedule.deadline + .minutes(1) }

    /// How long it is until the source is due.
    func wait(after last: Instant?) -> Duration {
        schedule.wait(after: last, now: time.now(), chance: time.chance())
    }

    private func overdue(_ limit: Duration) -> Reading {
        Reading(
            source: source.id, usage: [],
            failures: [
                Diagnostic(
                    at: Diagnostic.Place(file: source.id.text),
                    "gave no answer within \(limit.components.seconds) s",
                    hint: "it is polled again in time")
            ])
    }

    private func commit(_ reading: Reading) async throws -> Decision {
        let now = time.now()
        return try await store.commit(reading, of: team.watch, at: now) { [team] books, changes in
            let decision = try Decision(
                books: books, reading: reading, changes: changes, watch: team.watch, at: now)
            let deliveries = decision.notices.flatMap { notice in
                team.deliveries(
                    of: notice, told: books.told[notice.incident.id] ?? [], silences: books.silences)
            }
            return (decision, deliveries)
        }
    }
}

/// What a poll came to.
package struct Poll: Sendable {
    package let team: TeamName
    package let reading: Reading
    package let decision: Decision

    /// What kept the poll from being good: in the source, in a lots file, or between lots of several places.
    package var failures: [Diagnostic] {
        reading.failures + reading.lots.compactMap(\.problem) + decision.lotProblems
    }

    package var warnings: [Diagnostic] {
        reading.warnings + reading.lots.flatMap(\.warnings)
            + decision.shortages.map { Diagnostic($0, of: team) }
    }
}

extension Diagnostic {
    fileprivate init(_ shortage: Ledger.Shortage, of team: TeamName) {
        self.init(
            .warning,
            "\(shortage.departure.tokens) tokens of lot \(shortage.lot) of \(team) were transferred to "
                + "\(shortage.departure.to), but \(shortage.missing) of them were not left: usage of before became known "
                + "later",
            hint: "the ledger takes what was left; see what Autodesk moved, and enter the transfer anew")
    }
}
