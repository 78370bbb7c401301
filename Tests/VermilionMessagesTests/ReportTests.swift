import Testing
import VermilionDomain
import VermilionFormats

@testable import VermilionMessages

@Suite struct `A report on a team` {
    private let plain = TerminalStyle(width: 100, palette: .plain, zone: .utc)

    private func state(_ story: Story, _ status: TeamState.Status) throws -> TeamState { try TeamState(story, status) }

    private func short(team: TeamName = "Acme Design") throws -> Story {
        var story = Story(team: team)
        story.use(Tokens(3) + Story.half, day: 0)
        try story.poll(after: .hours(1))
        try story.poll(
            after: .hours(9), problem: Diagnostic("the folder cannot be read", hint: "check its permissions"))
        return story
    }

    private func delivery(_ outcomes: [Outcome]) throws -> Delivery {
        let notice = try #require(try short().notices.first)
        var delivery = Delivery(
            id: DeliveryID(notice: notice.id, channel: "mail"), kind: notice.kind, payload: [], created: notice.at)
        for outcome in outcomes { delivery.record(outcome, at: notice.at, backoff: .standard, chance: 0) }
        return delivery
    }

    @Test func `tells status, balance, incidents, what to buy, what its sources lack, and deliveries`() throws {
        let text = try state(short(), .critical).text(
            plain,
            deliveries: [
                delivery([.delivered(reply: "250 2.0.0 Ok: queued")]),
                delivery([.retry(reason: "no answer", after: nil)]), delivery([.refused(reason: "550 no such user")]),
            ])
        #expect(
            text == """
                CRITICAL Acme Design  as of 2026-07-30 09:00 UTC
                  Balance -3.5   available 0   uncharged 3.5   used 3.5   settled 0
                  k3f9q2-12 critical: 3.5 tokens uncharged, since 2026-07-30 01:00
                  k3f9q2-13 warning: no reading of csv:/var/lib/vermilion/inbox/acme/*.csv, since 2026-07-30 09:00
                  Used by Viewer 2-legged Basic Process, Model Derivative complex job: 3.5
                  Buy at least 100 tokens at https://manage.autodesk.com
                  csv:/var/lib/vermilion/inbox/acme/*.csv: last read well 8 h ago; the folder cannot be read
                    (check its permissions)
                  mail: opened of k3f9q2-12 delivered (250 2.0.0 Ok: queued)
                  mail: opened of k3f9q2-12 waits, next try 2026-07-30 01:00 (no answer)
                  mail: opened of k3f9q2-12 is dead (550 no such user); send again: vermilion resend k3f9q2-12-1-ma…

                Day                                                   Tokens  Uncharged
                2026-07-30  ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░     3.5        3.5

                █ charged or settled (blue)   ░ uncharged (vermilion)

                """)
    }

    @Test func `says when a message goes out that waits for its time`() throws {
        let notice = try #require(try short().notices.first)
        let waiting = Delivery(
            id: DeliveryID(notice: notice.id, channel: "chat"), kind: .opened, payload: [], created: notice.at,
            notBefore: notice.at + .hours(6))
        #expect(waiting.line(plain) == "chat: opened of k3f9q2-12 waits, next try 2026-07-30 07:00")
    }

    @Test func `marks the days that are provisional`() throws {
        var story = Story()
        story.use(Tokens(3), day: 0)
        let report = SourceReport(provisionalFrom: Zone.utc.day(of: Story.start))
        try story.poll(after: .hours(1), report: report)
        let state = try state(story, .ok)
        #expect(
            state.text(plain).hasSuffix(
                "\nDays from 2026-07-30 on are provisional: usage shows up to a day late, and today is not over.\n"))
        #expect(story.books.sources[0].record.compact.contains(#""provisionalFrom":"2026-07-30""#))
    }

    @Test func `lists incidents`() throws {
        #expect(
            try short().books.incidents.text(plain) == """
                Id         Team         Kind       About           Severity  State  Tokens  Opened            Closed
                k3f9q2-12  Acme Design  uncharged                  critical  open      3.5  2026-07-30 01:00
                k3f9q2-13  Acme Design  stale      csv:/var/lib/…  warning   open           2026-07-30 09:00

                """)
        #expect([Incident]().text(plain) == "No incidents.\n")
    }

    @Test func `lists deliveries with their attempts`() throws {
        let delivery = try delivery([.retry(reason: "no\r\nanswer", after: nil), .delivered(reply: "250 Ok")])
        #expect(
            [delivery].text(plain) == """
                Id                Notice  Channel  State      Tries  Next
                k3f9q2-12-1-mail  opened  mail     delivered      2
                    2026-07-30 01:00  retry: no answer
                    2026-07-30 01:00  delivered: 250 Ok

                """)
        #expect([Delivery]().text(plain) == "No deliveries.\n")
        let words = "550 5.1.1 nobody of this name is here, and nobody ever was (check the channel's recipients)"
        let dead = try self.delivery([.retry(reason: words, after: nil), .refused(reason: words)])
        let lines = [dead].text(plain).split(separator: "\n")
        #expect(lines.count == 5, "the earlier answer is cut, the last one is whole")
        #expect(lines[3].hasSuffix("(check the") && lines[4].hasSuffix("  channel's recipients)"))
        #expect(lines[2].hasSuffix("…") && lines.allSatisfy { $0.count <= plain.width })
    }
}
