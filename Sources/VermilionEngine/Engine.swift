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
    }

    private let teams: [WatchedTeam]
    private let channels: [any Channel]
    private let schedule: PollSchedule
    private let store: any LedgerStore
    private let worker: WorkerID
    private let time: TimeSource<C>

    package init(
        teams: [WatchedTeam], channels: [any Channel], schedule: PollSchedule, store: any LedgerStore,
        worker: WorkerID, time: TimeSource<C>
    ) {
        self.teams = teams
        self.channels = channels
        self.schedule = schedule
        self.store = store
        self.worker = worker
        self.time = time
    }

    private var pollers: [Poller<C>] {
        teams.flatMap { team in
            team.sources.map {
                Poller(team: team, source: $0, schedule: schedule, store: store, time: time)
            }
        }
    }

    private var couriers: [Courier<C>] {
        let zone = teams.first?.reader.zone ?? .utc
        return channels.map { Courier(channel: $0, zone: zone, store: store, worker: worker, time: time) }
    }

    /// Polls every source once, in the order of the configuration.
    package func pollAll() async throws -> [Poll] {
        var polls: [Poll] = []
        for poller in pollers { polls.append(try await poller.poll()) }
        return polls
    }

    /// Delivers everything that is due, all channels at the same time, and returns what was tried.
    package func deliverDue() async throws -> [Delivery] {
        try await withThrowingTaskGroup(of: [Delivery].self) { group in
            for courier in couriers { group.addTask { try await courier.deliverDue() } }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    /// Polls each source on its own schedule and delivers from the outbox, until cancelled.
    package func run(report: @escaping @Sendable (Event) -> Void) async {
        let bells = channels.map { _ in Bell() }
        await withDiscardingTaskGroup { group in
            group.addTask {
                await pollInTime { event in
                    report(event)
                    if case .polled(let poll) = event, !poll.decision.notices.isEmpty {
                        for bell in bells { bell.ring() }
                    }
                }
            }
            for (courier, bell) in zip(couriers, bells) {
                group.addTask {
                    await courier.run(bell: bell) { progress in
                        switch progress {
                        case .attempted(let delivery): report(.attempted(delivery))
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
    }

    /// Polls each source when it is due. Sources that wait take no task: a task that sleeps keeps all the memory that it
    /// ever needed, and there may be ten thousand.
    private func pollInTime(report: @escaping @Sendable (Event) -> Void) async {
        let (pollers, clock) = (pollers, time.clock)
        var agenda = PollAgenda<C.Instant>()
        for (index, poller) in pollers.enumerated() {
            let health = try? await store.health(of: poller.source.id, team: poller.team.name)
            agenda.add(index, due: clock.now.advanced(by: poller.wait(after: health?.lastPoll)))
        }
        await withTaskGroup(of: Step.self) { group in
            var (running, timer): (Int, C.Instant?) = (0, nil)
            while !Task.isCancelled {
                while running < Self.mostPollsAtOnce, let index = agenda.next(at: clock.now) {
                    running += 1
                    group.addTask { await poll(pollers[index], index, report: report) }
                }
                if running < Self.mostPollsAtOnce, let due = agenda.earliest, timer.map({ due < $0 }) ?? true {
                    timer = due
                    group.addTask {
                        try? await clock.sleep(until: due, tolerance: nil)
                        return .woke(due)
                    }
                }
                switch await group.next() {
                case .polled(let index, let started):
                    running -= 1
                    agenda.add(index, due: clock.now.advanced(by: pollers[index].wait(after: started)))
                case .woke(let due):
                    if timer == due { timer = nil }
                case nil: return
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
