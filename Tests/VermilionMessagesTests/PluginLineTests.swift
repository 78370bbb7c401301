import Testing
import VermilionDomain

@testable import VermilionMessages

extension TeamState {
    init(_ story: Story, _ status: Status) throws {
        self.init(
            status: status, statement: try #require(story.statement),
            incidents: story.books.incidents.filter { $0.phase == .open }, sources: story.books.sources,
            rules: story.watch.rules, zone: .utc)
    }
}

/// Monitoring Plugins Development Guidelines, and what Nagios and Icinga 2 make of them.
@Suite struct `The line of a monitoring plugin` {
    private func short(team: TeamName = "Acme Design") throws -> TeamState {
        var story = Story(team: team)
        story.use(Tokens(3) + Story.half, day: 0)
        try story.poll(after: .hours(1))
        return try TeamState(story, .critical)
    }

    private func fine(team: TeamName = "Beta", rules: AlertRules = AlertRules(), used: Int = 0) throws -> TeamState {
        var story = Story(team: team, rules: rules)
        try story.buy(Tokens(100), as: "A", day: -30)
        if used > 0 { for day in -20...(-1) { story.use(Tokens(used), day: day) } }
        try story.poll(after: .hours(1))
        return try TeamState(story, .ok)
    }

    private func figures(_ line: PluginLine) -> Substring { line.text.split(separator: " | ").last ?? "" }

    @Test func `says the state of each team, the worst first, and gives their figures`() throws {
        let line = PluginLine(status: .critical, teams: [try fine(), try short()])
        #expect(
            line.text == "VERMILION CRITICAL - Acme Design: 3.5 tokens uncharged; Beta: 100 tokens available"
                + " | 'Beta uncharged'=0;;0;0 'Beta available'=100;@0:20;;0;100 'Beta source age'=0s;21600;64800;0"
                + " 'Acme Design uncharged'=3.5;;0;0 'Acme Design available'=0;;;0"
                + " 'Acme Design source age'=0s;21600;64800;0")
        #expect(PluginLine(status: .ok, teams: []).text == "VERMILION OK - no teams")
    }

    @Test func `has the thresholds of the configuration`() throws {
        var rules = AlertRules()
        rules.regime = .suspend
        rules.low = AlertRules.Low(below: .tokens(try Tokens(decimal: "12.5")), runway: 14)
        rules.staleAfter = .hours(1)
        let line = PluginLine(status: .ok, teams: [try fine(rules: rules, used: 1)])
        #expect(
            figures(line) == "'Beta uncharged'=0;;0;0 'Beta available'=80;@0:12.5;@0:0;0;100"
                + " 'Beta runway'=6912000s;@0:1209600;;0 'Beta source age'=0s;3600;10800;0")
        rules.low = AlertRules.Low(below: nil, runway: nil)
        rules.regime = .negative
        let without = figures(PluginLine(status: .ok, teams: [try fine(rules: rules, used: 1)]))
        #expect(without.contains("'Beta available'=80;;;0;100 'Beta runway'=6912000s;;;0 "))
    }

    @Test(arguments: [80, 81])
    func `has a threshold of low that holds exactly where the condition does`(used: Int) throws {
        var story = Story()
        try story.buy(Tokens(100), as: "A", day: -30)
        story.use(Tokens(used) - (used == 80 ? .zero : try Tokens(decimal: "1.000001")), day: -1)
        try story.poll(after: .hours(1))
        let isLow = story.books.incidents.contains { $0.kind == .low }
        let line = figures(PluginLine(status: .ok, teams: [try TeamState(story, .ok)]))
        #expect(isLow == (used == 80))
        #expect(line.contains(used == 80 ? "available'=20;@0:20;" : "available'=20.000001;@0:20;"))
    }

    @Test func `names what is open or unread when nothing is uncharged`() throws {
        let low = try Story.low()
        var early = Story()
        early.books = low.books
        try early.poll(after: .days(4), problem: Diagnostic("it's a|b=c"))
        let line = PluginLine(status: .unknown, teams: [try TeamState(early, .unknown)])
        #expect(line.text.hasPrefix("VERMILION UNKNOWN - Acme Design: "))
        #expect(line.text.contains("it's a_b=c"))
    }

    @Test(arguments: HostileNames.all) func `keeps names from meaning something in it`(name: String) throws {
        let line = PluginLine(status: .critical, teams: [try short(team: TeamName(name))])
        let data = figures(line)
        #expect(line.text.count { $0 == "|" } == 1 && data.count { $0 == "=" } == 3 && data.count { $0 == "'" } == 6)
        #expect(!line.text.contains { $0.isNewline })
        #expect(!PluginLine(unknown: name).text.contains { $0.isNewline || $0 == "|" })
    }

    @Test func `has a label for each figure, and none that gives others its name`() throws {
        let line = figures(PluginLine(status: .critical, teams: [try short(team: "a=b"), try short(team: "a_b")]))
        #expect(line.contains("'a_b uncharged'=") && line.contains("'a_b uncharged #2'="))
        #expect(!figures(PluginLine(status: .critical, teams: [try short(team: "a::b:::c")])).contains("::"))
    }

    @Test func `is at most four kilobytes long, and whole figures are left out of it`() throws {
        let teams = try (0..<400).map { try fine(team: TeamName("設計部 \($0)")) } + [try short()]
        let line = PluginLine(status: .critical, teams: teams)
        #expect(line.text.utf8.count <= 4_000 && line.text.utf8.count > 3_800)
        #expect(line.text.hasPrefix("VERMILION CRITICAL - Acme Design: 3.5 tokens uncharged; 設計部 0: "))
        let words = try #require(line.text.split(separator: " | ").first)
        let named = words.split(separator: "; ").count - 1
        #expect(words.hasSuffix("; and \(401 - named) more"))
        let items = figures(line).split(separator: " '")
        #expect(items.count > 15)
        for item in items {
            #expect(item.wholeMatch(of: /'?設計部 \d+ [a-z ]+'=[0-9]+s?(;[@0-9:]*){2,3};[0-9;]*/) != nil, "\(item)")
        }
        let long = PluginLine(unknown: String(repeating: "設", count: 5_000))
        #expect(long.text.utf8.count < 4_000)
    }
}
