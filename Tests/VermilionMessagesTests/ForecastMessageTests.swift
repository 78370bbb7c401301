import Testing
import VermilionDomain
import VermilionFormats

@testable import VermilionMessages

@Suite struct `What is told of the future` {
    private let tooShort = "There is too little history to tell how much: it takes 14 days of usage."

    /// A pack of 500 of which 100 are left, and so many a day for some days.
    private func story(tokens: Int, days: Int, left: Int = 100) throws -> Story {
        var story = Story()
        try story.buy(Tokens(tokens * days + left), as: "FLEX-1", day: -300)
        for day in 1...days { story.use(Tokens(tokens), day: -day) }
        return story
    }

    private func expiry(_ story: Story) throws -> Notice {
        var story = story
        return try #require(try story.poll(after: .hours(1)).first { $0.incident.kind == .expiry })
    }

    @Test func `says nothing of tokens that are used up`() throws {
        let statement = try #require(try Story.uncharged().notices.first { $0.kind == .opened }).statement
        #expect(statement.available == .zero)
        #expect(!statement.text(TerminalStyle(width: 80, palette: .plain, zone: .utc)).contains("Forecast"))
    }

    @Test func `says what of a lot will lapse at today's rate`() throws {
        let notice = try #require(try Story.expiry().notices.first)
        let english = Message(of: notice, for: .english)
        #expect(english.summary.hasSuffix(" 380 of 500 tokens will lapse on 2026-10-03 at today's rate."))
        #expect(english.facts.contains(Fact(label: "Will lapse at today's rate", value: "380 tokens")))
        let japanese = Message(of: notice, for: .japanese)
        #expect(japanese.summary.hasSuffix("現在の使用ペースでは、2026年10月3日に 500 トークンのうち 380 トークンが失効する見込みです。"))
        #expect(japanese.facts.contains(Fact(label: "現在のペースでの失効見込み", value: "380 トークン")))
    }

    @Test func `says that a lot is used up before it expires`() throws {
        let notice = try expiry(story(tokens: 2, days: 20))
        #expect(Message(of: notice, for: .english).summary.hasSuffix(" At today's rate it is used up before."))
        #expect(Message(of: notice, for: .japanese).summary.hasSuffix("期限までに使い切る見込みです。"))
    }

    @Test func `says so where there is too little history`() throws {
        let notice = try expiry(story(tokens: 2, days: 13))
        let english = Message(of: notice, for: .english)
        #expect(english.summary.hasSuffix(tooShort))
        #expect(english.facts.contains(Fact(label: "Will lapse at today's rate", value: "too little history")))
        let japanese = Message(of: notice, for: .japanese)
        #expect(japanese.summary.hasSuffix("失効する量の予測には、少なくとも 14 日分の使用履歴が必要です。"))
        let known = try expiry(story(tokens: 2, days: 14))
        #expect(!Message(of: known, for: .english).summary.contains(tooShort))
    }

    @Test func `says until when few tokens last`() throws {
        let notice = try #require(try Story.low().notices.first { $0.incident.kind == .low })
        let english = Message(of: notice, for: .english)
        #expect(english.summary.hasSuffix(" At today's rate they last until 2026-08-05 (6 days)."))
        #expect(english.facts.last == Fact(label: "Lasts until", value: "2026-08-05 (6 days)"))
        let japanese = Message(of: notice, for: .japanese)
        #expect(japanese.summary.hasSuffix("現在の使用ペースでは 2026年8月5日（6 日後）になくなる見込みです。"))
    }

    @Test func `stands in the record of a notice`() throws {
        let notice = try #require(try Story.expiry().notices.first)
        let record = notice.record(message: Message(of: notice, for: .english), zone: .utc).compact
        #expect(
            record.contains(
                #""forecast":{"rate":{"tokens":"0","days":28},"lastsUntil":null,"#
                    + #""lots":[{"id":"FLEX-2025-07","expires":"2026-10-03T00:00:00Z","lapses":"380"}]}"#))
        let early = try expiry(story(tokens: 2, days: 13))
        #expect(
            early.record(message: Message(of: early, for: .english), zone: .utc).compact.contains(#""forecast":null"#))
    }

    @Test func `stands in a statement, a line for each lot`() throws {
        let plain = TerminalStyle(width: 80, palette: .plain, zone: .utc)
        var low = try story(tokens: 2, days: 28, left: 150)
        try low.buy(Tokens(20), as: "FLEX-2", day: 2)
        try low.poll(after: .hours(1))
        #expect(
            try #require(low.statement).text(plain).contains(
                """
                Forecast  at 56 tokens in 28 days
                Lasts until 2026-10-13 (75 days)
                Lot     Will lapse   Of  Expires
                FLEX-1          20  206  2026-10-03
                FLEX-2           0   20  2027-08-01

                """))
        var early = try story(tokens: 2, days: 13)
        try early.poll(after: .hours(1))
        #expect(
            try #require(early.statement).text(plain).contains(
                "Forecast\ntoo little history: it takes 14 days of usage\n"))
    }
}
