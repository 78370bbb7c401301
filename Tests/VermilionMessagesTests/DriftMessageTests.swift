import Testing
import VermilionDomain
import VermilionFormats

@testable import VermilionMessages

@Suite struct `A message on drift` {
    private let base = "Observed balance of your Autodesk team differs: Acme Design,"

    @Test func `tells by how much, since when and what may explain it`() throws {
        let notices = try Story.drift().notices
        let messages = notices.map { Message(of: $0, for: .english) }
        #expect(
            messages.map(\.subject) == [
                "\(base) 4 tokens less than the ledger", "\(base) 4 tokens less than the ledger (reminder)",
                "Over: observed balance of your Autodesk team: Acme Design, it agrees with the ledger again",
                "\(base) 250 tokens more than the ledger",
            ])
        #expect(
            messages[0].summary
                == "At 2026-08-01 00:00 UTC Acme Design was observed to have 489 tokens, 4 tokens less than the ledger "
                + "has for that moment (493). It arose between 2026-07-30 01:00 UTC and 2026-08-01 00:00 UTC.")
        #expect(
            messages[0].facts == [
                Fact(label: "Observed", value: "489 tokens (2026-08-01 00:00 UTC)"),
                Fact(label: "In the ledger", value: "493 tokens"), Fact(label: "Difference", value: "-4 tokens"),
                Fact(label: "Arose", value: "2026-07-30 01:00 UTC – 2026-08-01 00:00 UTC"),
            ])
        #expect(messages[0].text.unwrapped.contains("just as much (4 tokens) was used on 2026-07-31"))
        #expect(messages[3].text.unwrapped.contains("a purchase of about 250 tokens was not entered"))
        for message in messages[0...1] { #expect(message.text.unwrapped.contains("never mixed in")) }
        #expect(messages[2].facts == [Fact(label: "Balance", value: "493 tokens")])
        #expect(messages[2].text.unwrapped.contains("vermilion ack") == false)
    }

    @Test func `says so in Japanese`() throws {
        let messages = try Story.drift().notices.map { Message(of: $0, for: .japanese) }
        #expect(
            messages.map(\.subject) == [
                "Autodesk チームの残高が台帳と異なります: Acme Design、台帳より 4 トークン少ない",
                "Autodesk チームの残高が台帳と異なります: Acme Design、台帳より 4 トークン少ない（再通知）",
                "解消: Autodesk チームの残高の差異: Acme Design、台帳と一致しました",
                "Autodesk チームの残高が台帳と異なります: Acme Design、台帳より 250 トークン多い",
            ])
        #expect(messages[0].text.filter { !$0.isWhitespace }.contains("2026年7月31日の使用量（4トークン）"))
        #expect(messages[0].facts[0].value == "489 トークン（2026年8月1日 09:00 UTC+09:00）")
        #expect(messages[3].text.filter { !$0.isWhitespace }.contains("250トークンの購入が登録されていない"))
    }

    @Test(arguments: Language.allCases)
    func `has words for what arose before the first observation, in part, or slowly`(language: Language) throws {
        var story = Story()
        try story.buy(Tokens(500), as: "FLEX", day: -30)
        story.observe(Tokens(490), after: .hours(1))
        try story.poll(after: .hours(1))
        story.observe(Tokens(500), after: .hours(2))
        try story.poll(after: .hours(2))
        for hour in 3...5 { story.observe(Tokens(500 - 2 * (hour - 2)), after: .hours(hour)) }
        try story.poll(after: .hours(5))
        let messages = story.notices.filter { $0.kind == .opened }
            .map { Message(of: $0, for: Reader(language: language, zone: .utc)) }
        try #require(messages.count == 2)
        let isEnglish = language == .english
        #expect(messages[0].summary.contains(isEnglish ? "before the first observation" : "最初に残高を確認"))
        #expect(messages[0].facts[3].value == "– \(isEnglish ? "2026-07-30" : "2026年7月30日") 01:00 UTC")
        #expect(messages[1].summary.contains(isEnglish ? "by 2 tokens then" : "2 トークンの差は"))
        #expect(messages[1].text.unwrapped.contains(isEnglish ? "desktop products" : "デスクトップ製品"))
    }

    @Test func `is short in lists and for monitoring, and whole for programs`() throws {
        let story = try Story.drift()
        let notice = try #require(story.notices.first)
        let record = notice.record(message: Message(of: notice, for: .english), zone: .utc).pretty
        for words in ["\"difference\": \"-4\"", "\"from\": \"2026-07-30T01:00:00Z\"", "\"day-missing\""] {
            #expect(record.contains(words), "\(record)")
        }
        let state = TeamState(
            status: .warning, statement: notice.statement, incidents: [notice.incident], sources: [],
            rules: AlertRules(), zone: .utc)
        let line = PluginLine(status: .warning, teams: [state]).text
        #expect(line.hasPrefix("VERMILION WARNING - Acme Design: the observed balance differs by -4 tokens |"))
        #expect(state.text(TerminalStyle(width: 100, palette: .plain, zone: .utc)).contains("differs by -4 tokens"))
        let other = try #require(try Story.low().notices.first)
        #expect(other.record(message: Message(of: other, for: .english), zone: .utc).pretty.contains("\"drift\": null"))
    }

    @Test(arguments: [
        ("96.5", "100", "96.5 tokens at 2026-07-30 00:00 UTC, 3.5 tokens less than the ledger, which has 100."),
        ("101", "100", "101 tokens at 2026-07-30 00:00 UTC, 1 token more than the ledger, which has 100."),
        ("100", "100", "100 tokens at 2026-07-30 00:00 UTC, as in the ledger."),
        ("1", nil, "1 token at 2026-07-30 00:00 UTC. Nothing is known of its usage yet; the next check compares."),
    ])
    func `on an observation says how it compares`(observed: String, ledger: String?, words: String) throws {
        let balance = ObservedBalance(at: Story.start, available: try Tokens(decimal: observed))
        let text = ObservationText(
            team: "T", observed: balance, ledger: try ledger.map { try Tokens(decimal: $0) }, zone: .utc)
        #expect(text.line == "T: \(words)")
    }
}
