import Testing
import VermilionDomain

@testable import VermilionMessages

@Suite struct `A message about tokens that moved` {
    private func change(from before: [Departure], to after: [Departure]) throws -> LotChange {
        let lot = try Lot(id: "P", tokens: Tokens(500), start: Story.start, expires: Story.start + .days(365))
        return LotChange(from: lot.with(departures: before), to: lot.with(departures: after))
    }

    private let departure = Departure(at: Story.start + .days(3), tokens: Tokens(380), to: "Borealis")

    @Test func `says where they went, and when that is taken back`() throws {
        #expect(
            try change(from: [], to: [departure]).told(in: .utc)
                == "380 tokens of lot P moved to Borealis on 2026-08-02")
        #expect(
            try change(from: [departure], to: []).told(in: .utc)
                == "380 tokens of lot P did not move, as was entered, to Borealis on 2026-08-02")
        let japanese = Language.japanese.words.booksChanged([try change(from: [], to: [departure])], in: .utc)
        #expect(japanese.contains("パック P から 380 トークンが2026年8月2日に Borealis へ移動しました"))
    }

    /// A part moved and the others were used: the message must not say that what was left at the end moved.
    @Test(arguments: Language.allCases)
    func `says of a lot that is empty how much of it moved`(language: Language) throws {
        var story = Story()
        try story.buy(Tokens(500), as: "FLEX-2025-07", day: -300)
        try story.buy(Tokens(500), as: "FLEX-2026-07", day: 0)
        story.use(Tokens(120), day: -100)
        try story.poll(after: .hours(1))
        let at = Story.start - .days(90)
        story.books.lots[0] = story.books.lots[0].with(
            departures: [Departure(at: at, tokens: Tokens(300), to: "Borealis")])
        story.use(Tokens(80), day: 3)
        let notices = try story.poll(after: .days(4))
        let closed = try #require(notices.first { $0.incident.kind == .expiry && $0.kind == .closed })
        let message = Message(of: closed, for: Reader(language: language, zone: .utc))
        #expect(
            message.summary.hasPrefix(
                language == .english
                    ? "300 tokens of lot FLEX-2025-07 of Acme Design were transferred to another team and the others used"
                    : "Acme Design のパック FLEX-2025-07 のうち 300 トークンは別のチームへ移動し"))
    }
}
