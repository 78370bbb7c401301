import Testing
import VermilionDomain
import VermilionFormats

@testable import VermilionMessages

@Suite struct `A message on changed books` {
    /// A lot of 3 tokens paid for a part; then the books have it with 2, and then not at all.
    private func story() throws -> Story {
        var story = Story()
        try story.buy(Tokens(3), as: "FLEX-1", day: -10)
        story.use(Tokens(5), day: 0)
        try story.poll(after: .hours(1))
        story.books.lots.removeAll()
        try story.buy(Tokens(2), as: "FLEX-1", day: -10)
        try story.poll(after: .hours(2))
        story.books.lots.removeAll()
        try story.poll(after: .hours(3))
        return story
    }

    @Test func `says in English which lot was changed or removed, and blames nothing else`() throws {
        let messages = try story().notices.map { Message(of: $0, for: .english) }
        #expect(
            messages.map(\.subject) == [
                "Uncharged usage for your Autodesk team: Acme Design, 2 tokens",
                "Uncharged usage for your Autodesk team: Acme Design, 3 tokens (corrected from 2)",
                "Uncharged usage for your Autodesk team: Acme Design, 5 tokens (corrected from 3)",
            ])
        #expect(!messages[0].summary.contains("books"))
        #expect(messages[1].summary.hasSuffix("The books changed: lot FLEX-1 was changed from 3 to 2 tokens."))
        #expect(
            messages[2].summary.hasSuffix("The books changed: lot FLEX-1 (2 tokens) was removed from the books."))
        for message in messages { #expect(!message.summary.contains("Either")) }
        #expect(messages[1].html.contains("was changed from 3 to 2 tokens"))
    }

    @Test func `says so in Japanese`() throws {
        let messages = try story().notices.map { Message(of: $0, for: .japanese) }
        #expect(messages[1].summary.hasSuffix("台帳のパックが変更されました: パック FLEX-1 の量が 3 から 2 トークンに変更されました。"))
        #expect(messages[2].summary.hasSuffix("台帳のパックが変更されました: パック FLEX-1（2 トークン）が削除されました。"))
        for message in messages { #expect(!message.summary.contains("相殺されたか")) }
    }

    @Test func `tells other dates as days, and as times where the day is the same`() throws {
        let before = try Lot(
            id: "L", tokens: Tokens(1), start: Story.start, expires: Story.start + .days(10))
        let later = try Lot(
            id: "L", tokens: Tokens(1), start: Story.start + .hours(9), expires: Story.start + .days(20))
        #expect(
            LotChange(from: before, to: later).told(in: .utc)
                == "lot L was changed from starting 2026-07-30 00:00 UTC to 2026-07-30 09:00 UTC"
                + " and from expiring 2026-08-09 to 2026-08-19")
    }

    @Test func `carries the changes for programs`() throws {
        let notice = try #require(try story().notices.last)
        let record = notice.record(message: Message(of: notice, for: .english), zone: .utc).pretty
        #expect(record.contains("\"bookChanges\""))
        #expect(record.contains("\"FLEX-1\"") && record.contains("\"after\": null"))
    }
}
