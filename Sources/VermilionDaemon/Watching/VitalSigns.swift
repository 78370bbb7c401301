import VermilionDomain
import VermilionEngine
import VermilionFormats

/// What is known of the running daemon: what polls and attempts told of, and what the configuration names. A value; it asks
/// nobody and reads no clock.
///
/// Its size is that of the configuration: teams, sources and channels that are not in it have no place here.
struct VitalSigns: Sendable {
    enum PollOutcome: String, CaseIterable {
        case good, failed
        /// The state could not be written.
        case notKept = "not_kept"
    }

    /// What could not use the state.
    enum Work: String, CaseIterable {
        case poll, delivery, scrape
    }

    struct Source: Sendable {
        var health: SourceHealth?
        /// Nil for files that are read together with others.
        var polls: [PollOutcome: Int]?
    }

    struct Team: Sendable {
        var watch: Watch
        /// Nil before a poll or the store told them, and while no source was ever read well.
        var figures: TeamFigures?
        var incidents: [OpenIncidents] = []
        var isKnown = false
        var sources: [SourceID: Source] = [:]
    }

    private(set) var order: [TeamName] = []
    private(set) var teams: [TeamName: Team] = [:]
    private(set) var channels: [ChannelName] = []
    private(set) var attempts: [ChannelName: [Outcome.Kind: Int]] = [:]
    private(set) var stateFailures: [Work: Int] = [:]
    /// What kept the state from being written, and no writing has worked since.
    private var stateProblem: String?
    private var isTrial = false
    /// When a poll ended last, or the daemon began; by a clock that nobody puts back.
    private(set) var lastPoll: Duration
    /// How often each source is due, and how long it may take until some poll ends; nil with nothing to poll.
    private var pace: (every: Duration, longestPause: Duration)?
    private(set) var isReloadSuccessful = true
    private(set) var lastReload: Instant

    init(startedAt start: Instant, uptime: Duration) { (lastReload, lastPoll) = (start, uptime) }

    /// What the configuration names from now on; what is known of the rest is forgotten.
    mutating func watch(teams watched: [WatchedTeam], channels: [ChannelName], schedule: PollSchedule) {
        let before = teams
        teams = [:]
        order = watched.map(\.name)
        for team in watched {
            var entry = before[team.name] ?? Team(watch: team.watch)
            entry.watch = team.watch
            let polled = Set(team.sources.map(\.id))
            let known = entry.sources
            entry.sources = [:]
            for id in team.watch.sources {
                var source = known[id] ?? Source()
                source.polls = polled.contains(id) ? source.polls ?? [:] : nil
                entry.sources[id] = source
            }
            teams[team.name] = entry
        }
        self.channels = channels
        attempts = attempts.filter { channels.contains($0.key) }
        let deadlines = watched.flatMap { $0.sources.map { max(schedule.deadline, $0.deadline ?? .zero) } }
        // A minute more, for polls that wait for each other.
        pace = deadlines.max().map {
            (schedule.every, schedule.every * (100 + schedule.jitter) / 100 + $0 + .minutes(1))
        }
    }

    mutating func record<C: Clock>(_ event: Engine<C>.Event, uptime: Duration) where C.Duration == Duration {
        switch event {
        case .polled(let poll):
            (lastPoll, stateProblem) = (uptime, nil)
            let outcome: PollOutcome = poll.failures.isEmpty ? .good : .failed
            teams[poll.team]?.sources[poll.reading.source]?.polls?[outcome, default: 0] += 1
            guard let zone = teams[poll.team]?.watch.zone else { return }
            let decision = poll.decision
            tell(
                poll.team, TeamFigures(decision.statement, sources: decision.sources, zone: zone),
                incidents: decision.incidents, sources: decision.sources)
        case .pollNotKept(let team, let source, let error):
            lastPoll = uptime
            teams[team]?.sources[source]?.polls?[.notKept, default: 0] += 1
            fail(.poll, error)
        case .attempted(let delivery):
            stateProblem = nil
            guard let outcome = delivery.attempts.last?.outcome, channels.contains(delivery.id.channel) else { return }
            attempts[delivery.id.channel, default: [:]][outcome, default: 0] += 1
        case .deliveryNotKept(_, let error): fail(.delivery, error)
        case .planned, .wentRound: break
        }
    }

    /// - Parameter figures: nil when no source was ever read well.
    mutating func tell(
        _ team: TeamName, _ figures: TeamFigures?, incidents: [Incident], sources: [SourceHealth]
    ) {
        guard var entry = teams[team] else { return }
        (entry.figures, entry.incidents, entry.isKnown) = (figures, OpenIncidents.counts(of: incidents), true)
        for health in sources { entry.sources[health.id]?.health = health }
        teams[team] = entry
    }

    /// Asking for figures is no writing.
    mutating func fail(_ work: Work, _ error: any Error) {
        stateFailures[work, default: 0] += 1
        if work != .scrape { stateProblem = "\(error)" }
    }

    /// Whether to try if the state can be written again: it could not, and nobody tries.
    mutating func beginTrial() -> Bool {
        guard stateProblem != nil, !isTrial else { return false }
        isTrial = true
        return true
    }

    mutating func endTrial(isWell: Bool) {
        isTrial = false
        if isWell { stateProblem = nil }
    }

    mutating func reloaded(success: Bool, at now: Instant) {
        isReloadSuccessful = success
        if success { lastReload = now }
    }

    /// Why the daemon does not do its work; in lines.
    ///
    /// Only what is wrong with the daemon itself, and what starting it anew or mending its disk may cure. A source that cannot
    /// be read, a channel that delivers nothing and uncharged usage are what it is there to tell of: it is ready while it does,
    /// and they are metrics and incidents. So is a reload that failed: the configuration of before goes on.
    func unready(uptime: Duration) -> [String] {
        var reasons: [String] = []
        if let stateProblem { reasons.append("the state cannot be written: \(stateProblem.singleLine)") }
        if let pace, uptime - lastPoll > pace.longestPause {
            let minutes = (uptime - lastPoll).components.seconds / 60
            reasons.append(
                "polling stands still: no poll has ended for \(minutes) min, and each source is due every "
                    + "\(pace.every.components.seconds) s")
        }
        return reasons
    }
}
