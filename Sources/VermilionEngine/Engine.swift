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
        channels.map { Courier(channel: $0, store: store, worker: worker, time: time) }
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
            for poller in pollers {
                group.addTask {
                    await watch(poller) { event in
                        report(event)
                        if case .polled(let poll) = event, !poll.decision.notices.isEmpty {
                            for bell in bells { bell.ring() }
                        }
                    }
                }
            }
            for (courier, bell) in zip(couriers, bells) {
                group.addTask { await deliver(by: courier, bell: bell, report: report) }
            }
        }
    }

    private func watch(_ poller: Poller<C>, report: @Sendable (Event) -> Void) async {
        let health = try? await store.health(of: poller.source.id, team: poller.team.name)
        var last = health?.lastPoll
        while !Task.isCancelled {
            guard (try? await poller.wait(after: last)) != nil else { return }
            last = time.now()
            do {
                report(.polled(try await poller.poll()))
            } catch is CancellationError {
                return
            } catch {
                report(.pollNotKept(poller.team.name, poller.source.id, error))
            }
        }
    }

    /// A store that fails for a while (a full disk) must not end delivery for good.
    private func deliver(by courier: Courier<C>, bell: Bell, report: @escaping @Sendable (Event) -> Void) async {
        while !Task.isCancelled {
            do {
                try await courier.run(bell: bell) { report(.attempted($0)) }
            } catch {
                if Task.isCancelled { return }
                report(.deliveryNotKept(courier.channel.name, error))
                try? await time.clock.sleep(for: .seconds(10))
            }
        }
    }
}
