import VermilionDomain
package import VermilionEngine
import VermilionMessages
package import VermilionStore

/// A one-shot check: polls every source once, decides, delivers what is due.
package struct Check<C: Clock>: Sendable where C.Duration == Duration {
    private let assembly: Assembly
    private let store: Store
    private let time: TimeSource<C>

    package init(_ assembly: Assembly, store: Store, time: TimeSource<C>) {
        self.assembly = assembly
        self.store = store
        self.time = time
    }

    /// - Parameter delivers: false for a dry run, which tells what it would send instead.
    /// - Throws: when the state cannot be read or written; what was not kept was not sent either.
    package func run(delivers: Bool, progress: CheckProgress = CheckProgress()) async throws -> CheckReport {
        let engine = assembly.engine(store: store, worker: .process, time: time)
        let retired = try await engine.retireOthers(under: assembly.configuration)
        let polls = try await engine.pollAll { progress.step = .polling($0, $1) }
        let attempted = delivers ? try await deliver(with: engine, progress: progress) : []
        progress.step = .state
        let open = try await store.incidents(includingClosed: false).filter { $0.phase == .open }
        let pollsOf = Dictionary(grouping: polls, by: \.team)
        let openOf = Dictionary(grouping: open, by: \.team)
        let teams = assembly.teams.compactMap { team -> TeamState? in
            guard let mine = pollsOf[team.name], let last = mine.last else { return nil }
            let incidents = openOf[team.name] ?? []
            // A source that could not be read leaves the state unknown, unless it is critical anyway.
            let unread: [TeamState.Status] = mine.allSatisfy(\.failures.isEmpty) ? [] : [.unknown]
            return TeamState(
                status: .worst(of: incidents.map(TeamState.Status.init) + unread),
                statement: last.decision.statement, incidents: incidents, sources: last.decision.sources,
                rules: team.watch.rules, zone: team.watch.zone)
        }
        let unproven = try await unproven()
        return CheckReport(
            teams: teams, news: retired.flatMap(news) + polls.flatMap(news),
            problems: problems(of: polls) + unproven.map(\.diagnostic),
            unproven: unproven, attempted: attempted,
            bookChanges: polls.flatMap { poll in
                poll.decision.lotChanges.map { CheckReport.BookChange(team: poll.team, change: $0) }
            },
            undelivered: try await store.deliveries().filter { $0.state != .delivered }, asOf: time.now())
    }

    /// Whoever was told hears of it, where the channel is still there.
    private func news(of retirement: Retirement) -> [CheckReport.News] {
        retirement.notices.map { notice in
            CheckReport.News(
                notice: notice, reader: assembly.reader,
                channels: assembly.channels.map(\.name).filter { retirement.concerns($0, notice) },
                templates: assembly.templates)
        }
    }

    private func deliver(with engine: Engine<C>, progress: CheckProgress) async throws -> [Delivery] {
        progress.step = .delivering(assembly.channels.map(\.name))
        return try await engine.deliverDue { progress.isDone(with: $0) }
    }

    private func news(of poll: Poll) -> [CheckReport.News] {
        // Most polls bring none, and there may be ten thousand teams.
        guard !poll.decision.notices.isEmpty, let team = assembly.teams.first(where: { $0.name == poll.team }) else {
            return []
        }
        return poll.decision.notices.map {
            CheckReport.News(
                notice: $0, reader: team.reader, channels: team.channels.map(\.name), templates: assembly.templates)
        }
    }

    /// Channels through which nothing has got for too long. A state that is younger than that accuses nobody.
    private func unproven() async throws -> [UnprovenChannel] {
        let now = time.now()
        guard let begun = try await store.watchedSince(), now - begun >= assembly.unprovenAfter else { return [] }
        let last = try await store.lastDelivered()
        return assembly.channels.map { UnprovenChannel(name: $0.name, lastDelivered: last[$0.name]) }
            .filter { $0.lastDelivered.map { now - $0 >= assembly.unprovenAfter } ?? true }
    }

    private func problems(of polls: [Poll]) -> [Diagnostic] {
        var seen: Set<Diagnostic> = []
        return polls.flatMap { $0.failures + $0.warnings }.filter { seen.insert($0).inserted }.sorted()
    }
}
