package import VermilionDomain

/// The loops: sources are polled and decided on, and what comes of it is delivered.
///
/// The two meet only in the store: sending never holds up polling, and a crash between them loses nothing.
package struct Engine<C: Clock>: Sendable where C.Duration == Duration {
    /// What happened, for the log and for whoever waits.
    package enum Event: Sendable {
        case polled(Poll)
        /// The state could not be written; nothing has changed, and the poll is repeated in time.
        case pollNotKept(TeamName, SourceID, any Error)
        case attempted(Delivery)
        case deliveryNotKept(ChannelName, any Error)
        /// When a source is due next.
        case planned(Instant)
        /// A loop has gone round, as often as `rest` says while it works: all that was due was begun, and nothing that
        /// was begun lasts longer than it may.
        case wentRound(EngineLoop)
    }

    let teams: [WatchedTeam]
    let channels: [any Channel]
    private let schedule: PollSchedule
    let store: any LedgerStore
    private let worker: WorkerID
    let time: TimeSource<C>
    /// Of what is about no team that is watched.
    let reader: Reader
    /// So long at most until a loop goes round again, though nothing is due.
    private let rest: Duration

    package init(
        teams: [WatchedTeam], channels: [any Channel], schedule: PollSchedule, store: any LedgerStore,
        worker: WorkerID, time: TimeSource<C>, reader: Reader = Reader(language: .english, zone: .utc),
        rest: Duration = EngineLoop.usualRest
    ) {
        self.teams = teams
        self.channels = channels
        self.schedule = schedule
        self.store = store
        self.worker = worker
        self.time = time
        self.reader = reader
        self.rest = rest
    }

    /// All that go round while it runs.
    package var loops: Set<EngineLoop> { Set([.polling] + channels.map { .delivering($0.name) }) }

    private var pollers: [Poller<C>] {
        teams.flatMap { team in
            team.sources.map {
                Poller(team: team, source: $0, schedule: schedule, store: store, time: time)
            }
        }
    }

    private var couriers: [Courier<C>] {
        channels.map { Courier(channel: $0, zone: reader.zone, store: store, worker: worker, time: time, rest: rest) }
    }

    /// Polls every source once, in the order of the configuration.
    ///
    /// - Parameter begin: hears of each poll before it.
    package func pollAll(begin: (TeamName, SourceID) -> Void = { _, _ in }) async throws -> [Poll] {
        var polls: [Poll] = []
        for poller in pollers {
            begin(poller.team.name, poller.source.id)
            polls.append(try await poller.poll())
        }
        return polls
    }

    /// Delivers everything that is due, all channels at the same time, and returns what was tried.
    ///
    /// - Parameter end: hears of each channel that has nothing due any more.
    package func deliverDue(end: @escaping @Sendable (ChannelName) -> Void = { _ in }) async throws -> [Delivery] {
        try await withThrowingTaskGroup(of: [Delivery].self) { group in
            for courier in couriers {
                group.addTask {
                    let tried = try await courier.deliverDue()
                    end(courier.channel.name)
                    return tried
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    /// Polls each source on its own schedule and delivers from the outbox, until cancelled or relieved.
    package func run(until relief: Relief = Relief(), report: @escaping @Sendable (Event) -> Void) async {
        let bells = channels.map { _ in Bell() }
        let relieved = Bell()
        relief.serve {
            for bell in bells + [relieved] { bell.ring() }
        }
        await withDiscardingTaskGroup { group in
            group.addTask {
                await pollInTime(until: relieved) { event in
                    report(event)
                    if case .polled(let poll) = event, !poll.decision.notices.isEmpty {
                        for bell in bells { bell.ring() }
                    }
                }
                relief.pollsHaveEnded()
            }
            for (courier, bell) in zip(couriers, bells) {
                group.addTask {
                    await courier.run(bell: bell, until: relief) { progress in
                        switch progress {
                        case .attempted(let delivery): report(.attempted(delivery))
                        case .wentRound: report(.wentRound(.delivering(courier.channel.name)))
                        case .notKept(let error): report(.deliveryNotKept(courier.channel.name, error))
                        }
                    }
                }
            }
        }
    }

    /// More would only wait for the one state that all are kept in.
    private static var mostPollsAtOnce: Int { 64 }

    private enum Step: Sendable {
        case polled(Int, started: Instant)
        case woke(C.Instant)
        case relieved
    }

    /// Polls each source when it is due. Sources that wait take no task: a task that sleeps keeps all the memory that it
    /// ever needed, and there may be ten thousand.
    private func pollInTime(until relieved: Bell, report: @escaping @Sendable (Event) -> Void) async {
        let (pollers, clock) = (pollers, time.clock)
        var agenda = PollAgenda<C.Instant>()
        for (index, poller) in pollers.enumerated() {
            let health = try? await store.health(of: poller.source.id, team: poller.team.name)
            agenda.add(index, due: clock.now.advanced(by: poller.wait(after: health?.lastPoll)))
        }
        await withTaskGroup(of: Step.self) { group in
            // Polls that are underway, and when they should be over.
            var running: [Int: C.Instant] = [:]
            var timer: C.Instant?
            group.addTask {
                await relieved.wait()
                return .relieved
            }
            while !Task.isCancelled {
                while running.count < Self.mostPollsAtOnce, let index = agenda.next(at: clock.now) {
                    running[index] = clock.now.advanced(by: pollers[index].longest)
                    group.addTask { await poll(pollers[index], index, report: report) }
                }
                if running.values.allSatisfy({ $0 > clock.now }) { report(.wentRound(.polling)) }
                if let next = agenda.earliest { report(.planned(time.now() + clock.now.duration(to: next))) }
                let latest = clock.now.advanced(by: rest)
                let due = running.count < Self.mostPollsAtOnce ? min(agenda.earliest ?? latest, latest) : latest
                if timer.map({ due < $0 }) ?? true {
                    timer = due
                    group.addTask {
                        try? await clock.sleep(until: due, tolerance: nil)
                        return .woke(due)
                    }
                }
                switch await group.next() {
                case .polled(let index, let started):
                    running[index] = nil
                    agenda.add(index, due: clock.now.advanced(by: pollers[index].wait(after: started)))
                case .woke(let due):
                    if timer == due { timer = nil }
                case .relieved, nil:
                    group.cancelAll()
                    return
                }
            }
        }
    }

    private func poll(_ poller: Poller<C>, _ index: Int, report: @Sendable (Event) -> Void) async -> Step {
        let started = time.now()
        do {
            report(.polled(try await poller.poll()))
        } catch is CancellationError {
            // Nothing has changed, and nothing is to be told.
        } catch {
            report(.pollNotKept(poller.team.name, poller.source.id, error))
        }
        return .polled(index, started: started)
    }
}

/// What goes round in an engine.
package enum EngineLoop: Hashable, Sendable {
    case polling
    case delivering(ChannelName)

    /// How long a loop rests at most, where nothing asks for less.
    package static let usualRest = Duration.seconds(30)
}
