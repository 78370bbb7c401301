import VermilionDomain
import VermilionTestSupport

/// Notices as a decision makes them, of a team with hostile names.
enum Samples {
    static let reader = Reader(language: .english, zone: .utc)

    static func opened(
        team: TeamName = "Acme", app: AppName = "Viewer", api: APIName = "md.complex", tokens: Int = 3
    ) throws -> Notice {
        try decide(team: team, app: app, api: api, tokens: tokens, lots: [], known: [])
    }

    static func closed(
        team: TeamName = "Acme", app: AppName = "Viewer", api: APIName = "md.complex", lot: LotID = "P"
    ) throws -> Notice {
        let start = Zone.utc.startOfDay(CivilDate(year: 2025, month: 7, day: 24)!)
        let lot = try Lot(id: lot, tokens: Tokens(100), start: start, expires: start + .days(365))
        let opened = try opened(team: team, app: app, api: api)
        return try decide(team: team, app: app, api: api, tokens: 3, lots: [lot], known: [opened.incident])
    }

    /// A later notice about the incident of `opened`.
    static func later(
        _ kind: Notice.Kind, of opened: Notice, number: Int = 2, isAcknowledged: Bool = false
    ) -> Notice {
        var incident = opened.incident
        if isAcknowledged { incident.acknowledge(at: opened.at) }
        return Notice(
            id: NoticeID(incident: incident.id, number: number), kind: kind, incident: incident,
            condition: opened.condition, before: opened.incident.amount, payers: [], statement: opened.statement,
            sources: opened.sources, at: opened.at + .days(1))
    }

    /// Of names that somebody may give to see what happens; the same for the same seed.
    static func nasty(seed: UInt64) throws -> Notice {
        var random = SplitMix64(seed: seed)
        let names = (0..<4).map { _ in Nasty.name(&random) }
        guard random.happens(percent: 60) else {
            return try closed(
                team: TeamName(names[0]), app: AppName(names[1]), api: APIName(names[3]), lot: LotID(names[2]))
        }
        let opened = try opened(
            team: TeamName(names[0]), app: AppName(names[1]), api: APIName(names[3]),
            tokens: random.draw(1...9_999_999))
        return random.happens(percent: 50) ? opened : later(.raised, of: opened)
    }

    private static func decide(
        team: TeamName, app: AppName, api: APIName, tokens: Int, lots: [Lot], known: [Incident]
    ) throws -> Notice {
        let now = Zone.utc.startOfDay(CivilDate(year: 2025, month: 7, day: 25)!)
        let day = CivilDate(year: 2025, month: 7, day: 22)!
        let usage = Usage(
            key: Usage.Key(source: "csv:u.csv", app: app, api: api, day: day, id: ""),
            time: Zone.utc.startOfDay(day), tokens: Tokens(tokens))
        let reading = Reading(source: "csv:u.csv", usage: [usage])
        let watch = Watch(team: team, rules: AlertRules(), zone: .utc, sources: ["csv:u.csv"], lots: lots)
        let books = Books(
            usage: [usage], lots: lots,
            sources: [SourceHealth(id: "csv:u.csv", firstSeen: now, lastPoll: now, lastGood: now)],
            incidents: known, nextIncident: IncidentID(installation: "k3f9q2", number: Int64(known.count + 1)))
        return try Decision(books: books, reading: reading, changes: Changes(), watch: watch, at: now).notices[0]
    }
}

/// Names that mean something to one service or another.
enum Nasty {
    static let pieces = [
        "@channel", "@everyone", "@here", "@all", "@room", "@admin", "<!channel>", "<!here|here>", "<@U024BE7LH>",
        "<#C0123>", "<users/all>", "<at>Ops</at>", "[toall]", "[To:123]", "[/info][info]", "[code]",
        "[click](https://evil.example)", "<https://evil.example|click>", "<a href=\"https://evil.example\">click</a>",
        "![x](https://evil.example/x.png)", "**bold**", "_em_", "~~gone~~", "`code`", "```\n# head\n```", "> quote",
        "# head", "||spoiler||", "\r\nevil-header: 1\r\n\r\n", "\n", "\u{0}", "\u{1B}[31m", "\u{7}", "\u{2028}",
        "<script>alert(1)</script>", "</b></pre>", "&amp;", "&", "%0A", "%40everyone", "\"", "\\", "'", "${x}", "{{x}}",
        "@{triggerBody()}", "👩‍👩‍👧‍👦", "🇯🇵", "株式会社アクメ", "שלום", "مرحبا", "\u{202E}evil", "\u{2066}\u{200F}evil", "\u{85}",
        "\u{2029}", "e\u{301}", "<\u{301}!channel>",
        "@\u{301}all",
        String(repeating: "x", count: 200), String(repeating: "設計", count: 80), String(repeating: "*[", count: 100),
        "z" + String(repeating: "\u{301}", count: 300), "👩" + String(repeating: "\u{200D}👩", count: 60), "clyde", "",
    ]

    static func name(_ random: inout SplitMix64) -> String {
        (0..<random.draw(1...6)).map { _ in random.pick(pieces) }.joined(separator: random.pick(["", " "]))
    }
}
