import VermilionDomain

/// A team whose notices come from real decisions: what is told in a test is told in life.
struct Story {
    static let source: SourceID = "csv:/var/lib/vermilion/inbox/acme/*.csv"
    /// 2026-07-30, 00:00 UTC.
    static let start = Instant(seconds: CivilDate(year: 2026, month: 7, day: 30)!.daysSince1970 * 86_400)

    var books: Books
    private(set) var watch: Watch
    private(set) var notices: [Notice] = []
    private(set) var statement: Statement?
    /// As they were at the last poll.
    private var knownLots: [Lot] = []

    init(
        team: TeamName = "Acme Design", lots: [Lot] = [], source: SourceID = Story.source,
        rules: AlertRules = AlertRules()
    ) {
        books = Books(
            usage: [], lots: lots, sources: [SourceHealth(id: source, firstSeen: Story.start)], incidents: [],
            nextIncident: IncidentID(installation: "k3f9q2", number: 12))
        watch = Watch(
            team: team, rules: rules, zone: .utc, sources: [source], lots: lots, channels: ["mail"])
    }

    /// Uses tokens, so many days after the start.
    mutating func use(
        _ tokens: Tokens, app: AppName = "Viewer 2-legged Basic Process", api: APIName = "Model Derivative complex job",
        day: Int
    ) {
        let date = Story.start + .days(day)
        let key = Usage.Key(
            source: watch.sources[0], app: app, api: api, day: Zone.utc.day(of: date), id: "\(books.usage.count)")
        books.usage.append(Usage(key: key, time: date, tokens: tokens))
    }

    mutating func buy(_ tokens: Tokens, as id: LotID, day: Int, for days: Int = 365) throws {
        let start = Story.start + .days(day)
        books.lots.append(try Lot(id: id, tokens: tokens, start: start, expires: start + .days(days)))
    }

    /// One poll, so long after the start. Returns what there is to tell.
    @discardableResult
    mutating func poll(
        after time: Duration, problem: Diagnostic? = nil, restatements: [Restatement] = [],
        report: SourceReport = SourceReport(), obstacle: Obstacle? = nil
    ) throws -> [Notice] {
        let now = Story.start + time
        var reading = Reading(source: watch.sources[0], usage: [], failures: [problem].compactMap(\.self))
        reading.report = report
        reading.obstacle = obstacle
        let lastRead = books.sources[0].lastGood
        books.sources[0].record(reading, at: now)
        if statement != nil { books.knownLots = knownLots }
        knownLots = books.lots
        let decision = try Decision(
            books: books, reading: reading, changes: Changes(restatements: restatements, lastRead: lastRead),
            watch: watch, at: now)
        for incident in decision.incidents {
            books.incidents.removeAll { $0.id == incident.id }
            if incident.phase != .closed { books.incidents.append(incident) }
            if incident.id.number >= books.nextIncident.number {
                books.nextIncident = IncidentID(installation: "k3f9q2", number: incident.id.number + 1)
            }
        }
        statement = decision.statement
        notices += decision.notices
        return decision.notices
    }
}

extension Story {
    static let half = Tokens(micro: 500_000)

    /// Opened, reminded of, raised, corrected, settled: the story of the pack that expired.
    static func uncharged(team: TeamName = "Acme Design", app: AppName = "Viewer 2-legged Basic Process") throws
        -> Story
    {
        var story = Story(team: team)
        try story.buy(Tokens(100), as: "FLEX-2025-08", day: -363, for: 364)
        story.use(Tokens(96), app: app, day: -20)
        story.use(Tokens(2) + half, app: app, day: -10)
        story.use(Tokens(1) + half, app: app, day: 0)
        story.use(Tokens(2), app: app, day: 1)
        story.use(Tokens(1), app: "Nightly export", api: "Automation", day: 2)
        story.use(half, app: app, day: 2)
        try story.poll(after: .days(2) + .hours(3))
        try story.poll(after: .days(3) + .hours(4))
        story.use(Tokens(1) + half, app: app, day: 4)
        try story.poll(after: .days(4) + .hours(4))
        let before = story.books.usage.removeLast()
        story.use(half, app: app, day: 4)
        let restatement = Restatement(before: before, after: story.books.usage[story.books.usage.count - 1])
        try story.poll(after: .days(5), restatements: [restatement])
        try story.buy(Tokens(100), as: "FLEX-2026-08", day: 5)
        try story.poll(after: .days(5) + .hours(2))
        return story
    }

    /// 90 days ahead, 30, 7, 1, expired, and over.
    static func expiry(team: TeamName = "Acme Design", lot: LotID = "FLEX-2025-07") throws -> Story {
        var story = Story(team: team)
        try story.buy(Tokens(500), as: lot, day: -300)
        story.use(Tokens(120), day: -100)
        for day in [0, 40, 58, 64, 65, 67] { try story.poll(after: .days(day) + .hours(1)) }
        return story
    }

    static func usedUp() throws -> Story {
        var story = Story()
        try story.buy(Tokens(500), as: "FLEX-2025-07", day: -300)
        try story.buy(Tokens(500), as: "FLEX-2026-07", day: 0)
        story.use(Tokens(120), day: -100)
        try story.poll(after: .hours(1))
        story.use(Tokens(380), day: 3)
        try story.poll(after: .days(4))
        return story
    }

    /// Nothing available, refused by Autodesk, and over.
    static func suspended(team: TeamName = "Acme Design") throws -> Story {
        var rules = AlertRules()
        rules.regime = .suspend
        var story = Story(team: team, rules: rules)
        try story.buy(Tokens(50), as: "FLEX-2026-07", day: -30)
        story.use(Tokens(50), day: -1)
        try story.poll(after: .hours(1))
        let refused = Diagnostic("API request capacity exceeded.")
        for hours in 2...4 {
            try story.poll(after: .days(1) + .hours(hours), problem: refused, obstacle: .capacityExceeded)
        }
        try story.buy(Tokens(100), as: "FLEX-2026-08", day: 3)
        try story.poll(after: .days(3) + .hours(1))
        return story
    }

    /// 80 %, 100 %, and the next month.
    static func quota(team: TeamName = "Acme Design", api: APIName = "Automation") throws -> Story {
        var rules = AlertRules()
        rules.caps = [Cap(api: api, tokens: Tokens(10), from: CivilDate(year: 2025, month: 12, day: 8)!)]
        var story = Story(team: team, rules: rules)
        try story.buy(Tokens(500), as: "FLEX-2026-07", day: -30)
        story.use(Tokens(8) + half, api: api, day: 0)
        try story.poll(after: .hours(1))
        story.use(Tokens(2), api: api, day: 0)
        try story.poll(after: .hours(2))
        try story.poll(after: .days(2) + .hours(1))
        return story
    }

    /// About to end, refused, and let in.
    static func login(team: TeamName = "Acme Design") throws -> Story {
        var story = Story(team: team)
        let report = SourceReport(account: "acme", loginEnds: Story.start + .days(2))
        try story.poll(after: .hours(1), report: report)
        try story.poll(
            after: .days(2), problem: Diagnostic("developer.api.autodesk.com: AUTH-001: refused"),
            report: report,
            obstacle: .login("acme"))
        try story.poll(after: .days(2) + .hours(1), report: SourceReport(account: "acme"))
        return story
    }

    /// A channel that takes no messages, reminded of, and then does again.
    static func undelivered(team: TeamName = "Acme Design") throws -> Story {
        var story = Story(team: team)
        story.books.undelivered = [
            Undelivered(
                channel: "mail", count: 2, reason: "535 5.7.8 authentication failed (check user and password)",
                since: Story.start)
        ]
        try story.poll(after: .hours(1))
        try story.poll(after: .days(2))
        story.books.undelivered = []
        try story.poll(after: .days(2) + .hours(1))
        return story
    }

    static func low(team: TeamName = "Acme Design") throws -> Story {
        var story = Story(team: team)
        try story.buy(Tokens(500), as: "FLEX-2026-07", day: -30)
        for day in -29..<0 { story.use(Tokens(14), day: day) }
        try story.poll(after: .hours(1))
        try story.poll(after: .days(2))
        try story.buy(Tokens(500), as: "FLEX-2026-08", day: 3)
        try story.poll(after: .days(3) + .hours(1))
        return story
    }

    static func stale(team: TeamName = "Acme Design", source: SourceID = Story.source) throws -> Story {
        var story = Story(team: team, source: source)
        try story.buy(Tokens(500), as: "FLEX-2026-07", day: -30)
        story.use(Tokens(3), day: -1)
        try story.poll(after: .hours(1))
        let problem = Diagnostic(
            .error, at: Diagnostic.Place(file: "inbox/july.csv", line: 12, column: 5), "\"1,5\" is not an amount",
            hint: "write 1.5")
        for hours in [7, 20, 50] { try story.poll(after: .hours(hours), problem: problem) }
        try story.poll(after: .hours(51))
        return story
    }

    /// Less was observed by what was used on a day, then as the ledger has it; then far more.
    static func drift(team: TeamName = "Acme Design") throws -> Story {
        var story = Story(team: team)
        try story.buy(Tokens(500), as: "FLEX-2026-07", day: -30)
        story.use(Tokens(3), day: -1)
        story.use(Tokens(4), day: 1)
        story.observe(Tokens(497), after: .hours(1))
        try story.poll(after: .hours(1))
        story.observe(Tokens(489), after: .days(2))
        try story.poll(after: .days(2))
        try story.poll(after: .days(3) + .hours(1))
        story.observe(Tokens(493), after: .days(4))
        try story.poll(after: .days(4))
        story.observe(Tokens(743), after: .days(5))
        try story.poll(after: .days(5))
        return story
    }

    mutating func observe(_ tokens: Tokens, after time: Duration) {
        books.observations.append(ObservedBalance(at: Story.start + time, available: tokens))
    }

    static func all(team: TeamName = "Acme Design") throws -> [Notice] {
        let stories = [
            try uncharged(team: team), try expiry(team: team), try usedUp(), try low(team: team), try stale(team: team),
            try drift(team: team), try suspended(team: team), try quota(team: team), try login(team: team),
            try undelivered(team: team),
        ]
        return stories.flatMap(\.notices)
    }
}

extension Reader {
    static let english = Reader(language: .english, zone: .utc)
    static let japanese = Reader(language: .japanese, zone: .fixed(offset: 9 * 3_600))
}
