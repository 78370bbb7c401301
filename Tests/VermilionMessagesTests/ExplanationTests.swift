import Testing
import VermilionDomain
import VermilionFormats

@testable import VermilionMessages

@Suite struct `An explanation for people and for programs` {
    private let plain = TerminalStyle(width: 80, palette: .plain, zone: .utc)

    /// Three of seven tokens are charged, one is settled; of the rest, a part was there once and has expired.
    private func explanations(team: TeamName = "Acme Design", app: AppName = "Viewer", lot: LotID = "FLEX-1") throws
        -> [Explanation]
    {
        var story = Story(team: team)
        try story.buy(Tokens(3), as: lot, day: -1)
        story.use(Tokens(4), app: app, day: 0)
        try story.buy(Tokens(2), as: "FLEX-2", day: 1, for: 1)
        story.use(Tokens(3) + Story.half, app: app, day: 2)
        story.use(.zero, app: "Idle", day: 2)
        story.use(Tokens(1), app: "Nightly", api: "Automation", day: 3)
        let ledger = try Ledger(lots: story.books.lots, usage: story.books.usage, asOf: Story.start + .days(3))
        return ledger.explanations(of: UsageSelection(), team: team)
    }

    @Test func `reads like this`() throws {
        #expect(
            try explanations().text(plain) == """
                2026-07-30  Viewer, Model Derivative complex job: 4 tokens
                Tokens  How              Lot     When
                     3  charged at once  FLEX-1  2026-07-30 00:00
                     1  settled later    FLEX-2  2026-07-31 00:00

                2026-08-01  Idle, Model Derivative complex job: 0 tokens

                2026-08-01  Viewer, Model Derivative complex job: 3.5 tokens
                Tokens  How
                   1    uncharged: expired
                   2.5  uncharged: exhausted
                Buy at least 100 tokens at https://manage.autodesk.com.

                2026-08-02  Nightly, Automation: 1 token
                Tokens  How
                     1  uncharged: exhausted
                Buy at least 100 tokens at https://manage.autodesk.com; the 3.5 tokens owed
                before that come first.

                expired: it would be paid, had no lot expired with a rest.
                exhausted: all lots together did not hold enough, expired or not.

                """)
        #expect([Explanation]().text(plain) == "No usage matches.\n")
    }

    @Test func `is this JSON`() throws {
        #expect(
            try #require(explanations().first).record.compact
                == #"{"team":"Acme Design","day":"2026-07-30","app":"Viewer","api":"Model Derivative complex job","#
                + #""tokens":"4","charged":"3","settled":"1","uncharged":"0","#
                + #""paidBy":[{"lot":"FLEX-1","tokens":"3","how":"charged","at":"2026-07-30T00:00:00Z"},"#
                + #"{"lot":"FLEX-2","tokens":"1","how":"settled","at":"2026-07-31T00:00:00Z"}],"#
                + #""reasons":[],"buy":null}"#)
        #expect(
            try explanations()[2].record.compact
                == #"{"team":"Acme Design","day":"2026-08-01","app":"Viewer","api":"Model Derivative complex job","#
                + #""tokens":"3.5","charged":"0","settled":"0","uncharged":"3.5","paidBy":[],"#
                + #""reasons":[{"reason":"expired","tokens":"1"},{"reason":"exhausted","tokens":"2.5"}],"buy":"100"}"#)
    }

    @Test(arguments: HostileNames.all, [60, 80, 132]) func `stays within its width`(name: String, width: Int) throws {
        let text = try explanations(team: TeamName(name), app: AppName(name), lot: LotID(name))
            .text(TerminalStyle(width: width, palette: .plain, zone: .utc))
        for line in text.split(separator: "\n") { #expect(line.displayWidth <= width, "\(line)") }
        #expect(!text.unicodeScalars.contains("\u{1B}"))
    }

    @Test func `names the place and both figures where the engines differ`() {
        let disagreement = Verification.Disagreement(
            place: .lot("FLEX\n1"), figure: .settled, tape: Tokens(2), replay: nil)
        #expect(disagreement.line(of: "Acme") == "Acme: lot FLEX 1: settled is 2 on the tape and missing in the replay")
    }
}
