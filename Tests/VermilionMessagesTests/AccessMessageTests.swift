import Testing
import VermilionDomain

@testable import VermilionMessages

@Suite struct `A message about access` {
    private func told(_ notices: [Notice], _ kind: Condition.Kind) -> [Message] {
        notices.filter { $0.incident.kind == kind }.map { Message(of: $0, for: .english) }
    }

    @Test func `that is suspended says why, and what to do`() throws {
        let messages = told(try Story.suspended().notices, .suspended)
        #expect(
            messages.map(\.subject) == [
                "Access of your Autodesk team is suspended: Acme Design, 0 tokens available",
                "Access of your Autodesk team is suspended: Acme Design, 0 tokens available (reminder)",
                "Access of your Autodesk team is suspended: Acme Design, 0 tokens available (raised)",
                "Over: access of your Autodesk team was suspended: Acme Design, 100 tokens available",
            ])
        #expect(messages[0].summary.contains("has no tokens available"))
        #expect(messages[2].summary.contains("for 2 h that the capacity of API requests is exceeded"))
        #expect(messages[2].facts.contains(Fact(label: "Refused since", value: "2026-07-31 02:00 UTC")))
        #expect(messages[0].text.unwrapped.contains("Buy tokens at https://manage.autodesk.com"))
        #expect(!messages[3].text.contains("Buy"))
    }

    @Test func `that is capped says how far, and when it starts again`() throws {
        let messages = told(try Story.quota().notices, .quota)
        #expect(
            messages.map(\.subject) == [
                "Monthly cap of your Autodesk team: Acme Design, 85 % of Automation used",
                "Monthly cap of your Autodesk team: Acme Design, 105 % of Automation used (raised)",
                "Over: monthly cap of your Autodesk team: Acme Design, Automation",
            ])
        #expect(
            messages[0].summary.hasSuffix(
                "8.5 tokens of Automation this month, 85 % of its cap of 10 tokens. It starts again on 2026-08-01."))
        #expect(messages[0].text.unwrapped.contains("At the cap Autodesk suspends the API"))
        #expect(messages[1].text.unwrapped.contains("Autodesk suspends the API until next month."))
    }

    @Test func `that needs a login says which account, and how`() throws {
        let messages = told(try Story.login().notices, .login)
        #expect(
            messages.map(\.subject) == [
                "Login for your Autodesk team ends soon: Acme Design, account acme, in 47 h",
                "Login for your Autodesk team fails: Acme Design, account acme (raised)",
                "Over: login for your Autodesk team: Acme Design, account acme works again",
            ])
        #expect(messages[0].text.contains("vermilion login acme"))
        #expect(messages[1].summary.contains("AUTH-001: refused"))
    }

    @Test func `does not claim that an account works which nobody asks with any more`() throws {
        let closed = try #require(try Story.login().notices.last { $0.incident.kind == .login })
        let unwatched = Notice(
            id: closed.id, kind: .closed, incident: closed.incident, condition: nil, before: nil, payers: [],
            statement: closed.statement, sources: [], at: closed.at)
        #expect(Message(of: unwatched, for: .english).subject.hasSuffix("account acme is no longer watched"))
        #expect(Message(of: unwatched, for: .japanese).subject.contains("監視対象外"))
    }

    @Test func `that a channel does not work says what the server said, and what to do`() throws {
        let messages = told(try Story.undelivered().notices, .undelivered)
        #expect(
            messages.map(\.subject) == [
                "Messages about your Autodesk team do not get through: Acme Design, channel mail",
                "Messages about your Autodesk team do not get through: Acme Design, channel mail (reminder)",
                "Over: messages about your Autodesk team: Acme Design, channel mail works again",
            ])
        #expect(messages[0].text.unwrapped.contains("535 5.7.8 authentication failed (check user and password)"))
        #expect(messages[0].text.contains("vermilion test mail"))
        let closed = try #require(try Story.undelivered().notices.last)
        #expect(!closed.isNoLongerWatched)
        var gone = closed
        gone.channels = []
        #expect(Message(of: gone, for: .english).subject.hasSuffix("channel mail is no longer used"))
    }

    @Test(arguments: Language.allCases) func `marks days that may still change`(language: Language) throws {
        var story = Story()
        story.use(Tokens(3), day: 0)
        try story.poll(
            after: .hours(1), report: SourceReport(provisionalFrom: CivilDate(year: 2026, month: 7, day: 29)))
        let message = Message(of: try #require(story.notices.first), for: Reader(language: language, zone: .utc))
        #expect(
            message.footer.contains(
                language == .english ? "Days from 2026-07-29 on are provisional" : "2026年7月29日 以降は暫定値"))
    }

    @Test(arguments: Language.allCases) func `says when a source answers but has nothing new`(language: Language) throws
    {
        var story = Story()
        try story.poll(after: .hours(1), report: SourceReport(dataUntil: Story.start - .days(3)))
        let message = Message(of: try #require(story.notices.first), for: Reader(language: language, zone: .utc))
        #expect(message.summary.contains(language == .english ? "its data ends at 2026-07-27" : "データは 2026年7月27日"))
    }
}
