import Synchronization
import VermilionDomain
import VermilionEngine
import VermilionStore
import VermilionTestSupport

/// A month of a few teams with everything that may go wrong, as its seed draws it: sources that fail and correct
/// themselves, channels that are down, refuse or ask to wait, processes that end at any effect, a clock that is put back.
///
/// Everything is real but the sources, the channels, the disk and the time.
final class Month {
    let clock: ManualClock
    let store: Store
    let mail: Post
    let chat: Post
    let duty: Post
    private(set) var teams: [WatchedTeam] = []
    private var chance: SplitMix64
    private let world = World()
    private var lots: [TeamName: [Lot]] = [:]
    private var restarts = 0

    /// What the sources would tell, and which of them can.
    fileprivate final class World: Sendable {
        struct Facts: Sendable {
            var truth: [TeamName: [SourceID: [Usage]]] = [:]
            var faulty: Set<String> = []
            /// By how much the clock on the wall was put back.
            var putBack: Duration = .zero
        }

        let facts = Mutex(Facts())
    }

    init(seed: UInt64) throws {
        chance = SplitMix64(seed: seed)
        start = try .at("2025-07-01")
        clock = ManualClock(start: start)
        store = try Store.copy(ofStateIn: "/nonexistent")
        // Several at a time make the order of things depend on the machine; so not in most months.
        mail = Post(
            "mail", seed: seed, clock: clock, tempo: Tempo(atOnce: seed % 4 == 3 ? 4 : 1), recipients: ["ann", "bob"])
        chat = Post(
            "chat", seed: seed, clock: clock,
            tempo: Tempo(limit: Tempo.Limit(3, in: .seconds(20)), pausesWhenAsked: true))
        duty = Post("duty", seed: seed, clock: clock, tempo: Tempo())
        for _ in 0...chance.draw(0..<2) { try addTeam() }
    }

    var wasPutBack: Bool { world.facts.withLock { $0.putBack > .zero } }
    let start: Instant

    var posts: [Post] { [mail, chat, duty] }
    private var now: Instant { clock.wallTime - world.facts.withLock(\.putBack) }

    private func addTeam() throws {
        let name = TeamName("Team \(teams.count)")
        let sources = (["csv", "http"] as [SourceID]).prefix(chance.draw(1...2)).map { id in
            ScriptedSource(id: id) { [world] _ in
                world.facts.withLock { facts in
                    facts.faulty.contains("\(name) \(id)") ? .failed(id) : .good(id, facts.truth[name]?[id] ?? [])
                }
            }
        }
        var rules = AlertRules()
        rules.low = .init(below: .percent(20), runway: 7)
        var (gathered, urgent) = (Route("chat"), Route("duty"))
        urgent.severity = .critical
        if chance.happens(percent: 30) { urgent.after = .hours(4) }
        switch chance.draw(0..<4) {
        case 0: gathered.digest = .every(hours: 4)
        case 1: gathered.digest = .daily(TimeOfDay(secondsSinceMidnight: 8 * 3_600))
        case 2:
            gathered.quiet = QuietHours(
                hours: (TimeOfDay(secondsSinceMidnight: 79_200), TimeOfDay(secondsSinceMidnight: 25_200)),
                weekdays: [0, 6], days: [])
        default: break
        }
        teams.append(
            WatchedTeam(
                watch: Watch(
                    team: name, rules: rules, zone: .utc, sources: sources.map(\.id), lots: [],
                    channels: Set(posts.map(\.name))),
                sources: Array(sources), channels: posts, routes: [Route("mail"), gathered, urgent],
                reader: Reader(language: chance.happens(percent: 20) ? .japanese : .english, zone: .utc)))
    }

    /// Lives through the month, and everything that can be delivered in the end is.
    func live() async throws {
        let end = clock.wallTime + .days(30)
        while clock.wallTime < end { try await round() }
        world.facts.withLock { $0.faulty = [] }
        for post in posts { post.mood.withLock { $0 = .well } }
        for _ in 0..<1_000 {
            var next: Instant?
            for post in posts {
                let due = try await store.nextAttempt(from: post.name, tempo: post.tempo, at: now)
                next = [next, due].compactMap(\.self).min()
            }
            guard let next else { return }
            clock.advance(by: max(.seconds(1), next - now))
            try await deliver(store)
        }
    }

    private func round() async throws {
        clock.advance(by: chance.happens(percent: 30) ? .minutes(chance.draw(1...90)) : .hours(chance.draw(4...60)))
        if chance.happens(percent: 3) {
            let hours = chance.draw(1...5)
            world.facts.withLock { $0.putBack += .hours(hours) }
        }
        for post in posts where chance.happens(percent: 25) {
            let mood = chance.pick(Post.Mood.allCases)
            post.mood.withLock { $0 = mood }
        }
        for index in teams.indices { try use(team: index) }
        if chance.happens(percent: 5) { try await acknowledgeOne() }
        let kill = chance.happens(percent: 15) ? chance.draw(0..<14) : -1
        let fault = chance.pick(FallibleStore.Fault.allCases)
        let fallible = FallibleStore(store) { _, number in number == kill ? fault : nil }
        do {
            try await work(fallible)
        } catch is FallibleStore.Killed {
            restarts += 1
            // The next process comes when the leases of this one are over, or before that.
            clock.advance(by: .seconds(chance.draw(1...60)))
            try await work(store)
        }
    }

    private func use(team index: Int) throws {
        let team = teams[index]
        let today = Zone.utc.day(of: now)
        for source in team.sources.map(\.id) {
            let name = "\(team.name) \(source)"
            if chance.happens(percent: 8) { world.facts.withLock { _ = $0.faulty.insert(name) } }
            if chance.happens(percent: 30) { world.facts.withLock { _ = $0.faulty.remove(name) } }
            if chance.happens(percent: 40) {
                let row = try Usage.on(
                    "\(today)", "\(chance.draw(0...60))", id: .generated(chance.draw(1...3)), source: source)
                world.facts.withLock { $0.state(row, of: team.name) }
            }
            let rows = world.facts.withLock { $0.truth[team.name]?[source] ?? [] }
            if chance.happens(percent: 10), !rows.isEmpty {
                let old = chance.pick(rows).key
                let row = try Usage.on("\(old.day)", "\(chance.draw(0...60))", id: old.id, source: source)
                world.facts.withLock { $0.state(row, of: team.name) }
            }
        }
        guard chance.happens(percent: 12) else { return }
        let lots =
            (self.lots[team.name] ?? []) + [
                try Lot(
                    id: LotID("LOT-\(self.lots[team.name]?.count ?? 0)"), tokens: Tokens(chance.draw(1...400)),
                    start: now,
                    expires: now + .days(chance.draw(1...60)))
            ]
        self.lots[team.name] = lots
        teams[index] = team.with(lots: lots)
    }

    private func acknowledgeOne() async throws {
        let open = try await store.incidents(includingClosed: false).filter { $0.phase == .open }
        guard !open.isEmpty else { return }
        _ = try await store.acknowledge(chance.pick(open).id, at: now)
    }

    private func work(_ store: any LedgerStore) async throws {
        for team in teams {
            for source in team.sources {
                let schedule = PollSchedule(every: .hours(1), jitter: 0, deadline: .minutes(1))
                _ = try await Poller(team: team, source: source, schedule: schedule, store: store, time: time).poll()
            }
        }
        try await deliver(store)
    }

    /// One channel after the other, so that everything comes in the same order again.
    private func deliver(_ store: any LedgerStore) async throws {
        for post in posts {
            _ = try await Courier(channel: post, store: store, worker: WorkerID("process \(restarts)"), time: time)
                .deliverDue(patience: .zero)
        }
    }

    private var time: TimeSource<ManualClock> {
        TimeSource(
            clock: clock, now: { [clock, world] in clock.wallTime - world.facts.withLock(\.putBack) }, chance: { 0.5 })
    }
}

extension Month.World.Facts {
    fileprivate mutating func state(_ row: Usage, of team: TeamName) {
        var rows = truth[team]?[row.key.source] ?? []
        if let index = rows.firstIndex(where: { $0.key == row.key }) { rows[index] = row } else { rows.append(row) }
        truth[team, default: [:]][row.key.source] = rows
    }
}

extension WatchedTeam {
    fileprivate func with(lots: [Lot]) -> WatchedTeam {
        WatchedTeam(
            watch: Watch(
                team: name, rules: watch.rules, zone: watch.zone, sources: watch.sources, lots: lots,
                channels: watch.channels), sources: sources, channels: channels, routes: routes, reader: reader)
    }
}
