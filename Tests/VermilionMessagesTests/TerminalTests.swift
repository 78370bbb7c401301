import Testing
import VermilionDomain

@testable import VermilionMessages

@Suite struct `A statement on a terminal` {
    private let plain = TerminalStyle(width: 80, palette: .plain, zone: .utc)

    private func sample(team: TeamName = "Acme Design", app: AppName = "Viewer") throws -> Statement {
        var story = Story(team: team)
        try story.buy(Tokens(3), as: "FLEX-1", day: -1)
        story.use(Tokens(4), app: app, day: 0)
        story.use(Story.half, app: "Nightly", api: "Automation", day: 1)
        try story.poll(after: .days(2))
        return try #require(story.statement)
    }

    @Test func `reads like this`() throws {
        #expect(
            try sample(team: "アクメ設計", app: "ビューアー").text(plain) == """
                アクメ設計  as of 2026-08-01 00:00 UTC

                Balance    -1.5
                Available   0
                Uncharged   1.5
                Used        4.5
                Purchased   3
                Settled     0
                Lapsed      0

                Lots
                Lot     Tokens  Consumed  Settled  Lapsed  Remains  Start       Expires
                FLEX-1       3         3        0       0        0  2026-07-29  2027-07-29

                Usage by day
                Day                                                   Tokens  Uncharged
                2026-07-30  ██████████████████████████████░░░░░░░░░░     4          1
                2026-07-31  ░░░░░                                        0.5        0.5

                █ charged or settled (blue)   ░ uncharged (vermilion)

                Apps and APIs
                App         API                           Used  Uncharged
                ビューアー  Model Derivative complex job   4          1
                Nightly     Automation                     0.5        0.5

                """)
    }

    @Test(arguments: HostileNames.all, [60, 80, 132]) func `stays within its width`(name: String, width: Int) throws {
        let text = try sample(team: TeamName(name), app: AppName(name))
            .text(TerminalStyle(width: width, palette: .plain, zone: .utc))
        // Five columns of amounts and two of dates cannot be narrower.
        for line in text.split(separator: "\n") { #expect(line.displayWidth <= max(width, 76), "\(line)") }
        #expect(!text.unicodeScalars.contains("\u{1B}"))
    }

    @Test func `is painted blue and vermilion where there is colour`() throws {
        let statement = try sample()
        let blocks = String(repeating: "█", count: 30)
        #expect(
            statement.text(TerminalStyle(width: 80, palette: .trueColour, zone: .utc))
                .contains("\u{1B}[38;2;6;150;215m\(blocks)\u{1B}[0m\u{1B}[38;2;216;85;40m██████████\u{1B}[0m"))
        #expect(
            statement.text(TerminalStyle(width: 80, palette: .ansi256, zone: .utc))
                .contains("\u{1B}[38;5;32m\(blocks)\u{1B}[0m\u{1B}[38;5;166m██████████\u{1B}[0m"))
    }

    @Test(arguments: [Palette.ansi256, .trueColour]) func `is the same text in every palette but for the blocks`(
        palette: Palette
    ) throws {
        let painted = try sample().text(TerminalStyle(width: 80, palette: palette, zone: .utc))
        let bare = painted.replacing(/\u{1B}\[[0-9;]*m/, with: "").replacing("█", with: "*")
        let plainText = try sample().text(plain).replacing("█", with: "*").replacing("░", with: "*")
        #expect(bare.lines == plainText.lines)
    }

    @Test func `gives rows for CSV as they are, one for each cell`() throws {
        #expect(
            try sample(app: "a,\"b").csvRows == [
                ["Acme Design", "2026-07-30", "a,\"b", "Model Derivative complex job", "4", "3", "0", "1"],
                ["Acme Design", "2026-07-31", "Nightly", "Automation", "0.5", "0", "0", "0.5"],
            ])
    }

    @Test func `has a head for its CSV that names every field`() {
        #expect(Statement.csvHead == ["team", "day", "app", "api", "tokens", "charged", "settled", "uncharged"])
    }

    @Test func `says that there is nothing`() throws {
        var story = Story()
        try story.poll(after: .hours(1))
        #expect(try #require(story.statement).text(plain).contains("Usage by day\nnone\n"))
    }
}

extension String {
    fileprivate var lines: [String] { split(separator: "\n").map { $0.withoutTrailingSpace } }
}
