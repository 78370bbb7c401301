import VermilionTestSupport

@testable import VermilionDomain

/// A team whose books are values: no store, so that the rules are all that is tested.
struct TeamOnPaper {
    var usage: [Usage] = []
    var lots: [Lot] = []
    var observations: [ObservedBalance] = []
    var rules = AlertRules()
    var sources: [SourceID] = ["csv"]
    /// Every incident ever, as it is now.
    private(set) var incidents: [IncidentID: Incident] = [:]
    private(set) var notices: [Notice] = []
    /// As they were at the last poll.
    private var knownLots: [Lot]?
    private var health: [SourceID: SourceHealth] = [:]

    init() { rules.low.below = nil }

    private var watch: Watch {
        Watch(team: "Acme", rules: rules, zone: .utc, sources: sources, lots: lots)
    }

    private var following: [Incident] {
        incidents.values.filter { $0.phase != .closed }.sorted { $0.id.number < $1.id.number }
    }

    /// What one poll tells.
    @discardableResult
    mutating func poll(
        at now: Instant, good: Bool = true, of source: SourceID = "csv", restating: [Restatement] = [],
        report: SourceReport = SourceReport(), obstacle: Obstacle? = nil
    ) throws -> [Notice] {
        var reading: Reading = good ? .good(source) : .failed(source)
        reading.report = report
        reading.obstacle = obstacle
        let (lastRead, lastPoll) = (health[source]?.lastGood, health[source]?.lastPoll)
        health[source, default: SourceHealth(id: source, firstSeen: now)].record(reading, at: now)
        let next = (incidents.keys.map(\.number).max() ?? 0) + 1
        var books = Books(
            usage: usage, lots: lots, sources: sources.compactMap { health[$0] }, incidents: following,
            nextIncident: IncidentID(installation: "test", number: next))
        books.knownLots = knownLots
        books.observations = observations
        knownLots = lots
        let decision = try Decision(
            books: books, reading: reading,
            changes: Changes(restatements: restating, lastRead: lastRead, lastPoll: lastPoll), watch: watch, at: now)
        for incident in decision.incidents { incidents[incident.id] = incident }
        notices += decision.notices
        return decision.notices
    }

    /// What comes of it when it is no longer watched.
    func retire(at now: Instant) throws -> Retirement {
        try Retirement(of: "Acme", ending: following, told: [:], at: now)
    }

    /// The same, as kinds of notices.
    mutating func told(
        at now: Instant, good: Bool = true, of source: SourceID = "csv", restating: [Restatement] = []
    ) throws -> [Notice.Kind] {
        try poll(at: now, good: good, of: source, restating: restating).map(\.kind)
    }

    /// A poll that an obstacle keeps from being good.
    mutating func refused(
        at now: Instant, by obstacle: Obstacle = .capacityExceeded, of source: SourceID = "csv"
    ) throws -> [Notice] {
        try poll(at: now, good: false, of: source, obstacle: obstacle)
    }

    mutating func acknowledge(at now: Instant) {
        for id in incidents.keys { incidents[id]?.acknowledge(at: now) }
    }

    /// The only incident of a kind.
    func incident(_ kind: Condition.Kind) -> Incident? {
        let found = incidents.values.filter { $0.kind == kind }
        return found.count == 1 ? found[0] : nil
    }
}
