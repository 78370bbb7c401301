import Testing
import VermilionDomain
import VermilionFormats

@testable import VermilionMessages

@Suite struct `A message` {
    @Test(arguments: Language.allCases)
    func `is complete for every kind of notice`(language: Language) throws {
        let reader = Reader(language: language, zone: .fixed(offset: 9 * 3_600))
        let notices = try Story.all()
        #expect(Set(notices.map(\.incident.kind)) == Set(Condition.Kind.allCases))
        for base in notices {
            for kind in Notice.Kind.allCases {
                let notice = base.as(kind)
                let message = Message(of: notice, for: reader)
                for text in [message.subject, message.headline, message.summary, message.footer] {
                    #expect(!text.isEmpty && !text.contains("nil") && !text.contains("  "), "\(text)")
                }
                #expect(message.subject.contains("Acme Design"))
                #expect(!message.facts.isEmpty && message.facts.allSatisfy { !$0.label.isEmpty && !$0.value.isEmpty })
                #expect(message.text.contains(message.facts[0].label) && message.html.contains(message.facts[0].label))
                #expect(message == Message(of: notice, for: reader))
            }
        }
    }

    @Test func `on uncharged usage tells how much, since when, who, what to buy and what comes of it`() throws {
        let notice = try #require(try Story.uncharged().notices.first)
        let message = Message(of: notice, for: .english)
        #expect(
            message.facts == [
                Fact(label: "Uncharged", value: "3.5 tokens"), Fact(label: "Since", value: "2026-07-31"),
                Fact(label: "Used by", value: "Viewer 2-legged Basic Process, Nightly export"),
                Fact(label: "Balance", value: "-3.5 tokens"), Fact(label: "Buy at least", value: "100 tokens"),
            ])
        for words in [
            "Buy at least 100 tokens at https://manage.autodesk.com", "the balance is 96.5 tokens", "up to 24 hours",
            "vermilion ack k3f9q2-12", "As of 2026-08-01 03:00 UTC", "reminder is due at 2026-08-02 03:00 UTC",
            "FLEX-2025-08", "Model Derivative complex job",
        ] {
            #expect(message.text.unwrapped.contains(words), "\(words)")
            #expect(message.html.contains(words), "\(words)")
        }
    }

    @Test func `on a settlement tells which lot paid and what is left`() throws {
        let notice = try #require(try Story.uncharged().notices.last)
        let message = Message(of: notice, for: .english)
        #expect(message.headline == "4 tokens settled")
        #expect(
            message.summary
                == "The uncharged usage of Acme Design is settled by lot FLEX-2026-08 (4 tokens). The balance is 96 tokens."
        )
        #expect(message.text.contains("turn from vermilion to blue"))
        #expect(!message.text.contains("vermilion ack") && !message.text.contains("reminder"))
    }

    @Test(arguments: Language.allCases) func `on a correction lists what changed`(language: Language) throws {
        let notice = try #require(try Story.uncharged().notices.first { $0.kind == .corrected })
        #expect(!notice.corrections.isEmpty)
        let message = Message(of: notice, for: Reader(language: language, zone: .utc))
        let heading = language == .english ? "What changed" : "変更点"
        for text in [message.text, message.html] {
            #expect(text.contains(heading))
            #expect(text.contains("1.5 → 0.5"))
        }
        #expect(message.summary.contains(language == .english ? "was restated" : "過去の使用量が修正されました"))
        #expect(notice.record(message: message, zone: .utc).compact.contains(#""corrections":[{"day":"#))
    }

    @Test func `does not claim a settlement when usage was restated to nothing`() throws {
        var story = Story()
        story.use(Tokens(2), day: 0)
        try story.poll(after: .hours(1))
        let before = story.books.usage.removeLast()
        let after = Usage(key: before.key, time: before.time, tokens: .zero)
        story.books.usage.append(after)
        let notices = try story.poll(after: .hours(2), restatements: [Restatement(before: before, after: after)])
        let message = Message(of: try #require(notices.first), for: .english)
        #expect(message.subject == "Cleared: uncharged usage for your Autodesk team: Acme Design, 2 tokens")
        #expect(!message.text.lowercased().contains("settled by"))
    }

    @Test(arguments: Language.allCases)
    func `does not claim recovery of what is no longer watched`(language: Language) throws {
        let notice = try #require(try Story.stale().notices.last)
        let unwatched = Notice(
            id: notice.id, kind: notice.kind, incident: notice.incident, condition: nil, before: nil, payers: [],
            statement: notice.statement, sources: [], at: notice.at)
        let reader = Reader(language: language, zone: .utc)
        #expect(unwatched.isNoLongerWatched)
        let words = language == .english ? "is no longer watched" : "監視対象"
        let recovery = language == .english ? "is read again" : "再び"
        #expect(Message(of: unwatched, for: reader).text.contains(words))
        #expect(!Message(of: unwatched, for: reader).text.contains(recovery))
        #expect(Message(of: notice, for: reader).text.contains(recovery))
    }

    @Test(arguments: Language.allCases, Condition.Kind.allCases)
    func `claims no recovery of anything when the team itself is no longer watched`(
        language: Language, kind: Condition.Kind
    ) throws {
        var notice = try #require(Notice.examples.first { $0.kind == .closed && $0.incident.kind == kind })
        let recovered = Message(of: notice, for: Reader(language: language, zone: .utc))
        notice.isOfRetiredTeam = true
        let message = Message(of: notice, for: Reader(language: language, zone: .utc))
        #expect(notice.isNoLongerWatched && message.mood == .calm)
        let begin = language == .english ? "No longer watched: " : "監視終了: "
        #expect(message.subject.hasPrefix(begin) && message.subject.contains("Acme Design"))
        #expect(message.summary.contains(language == .english ? "not known" : "不明"))
        #expect(message.subject != recovered.subject)
    }

    @Test func `tells a lot that was prolonged from one that was removed`() throws {
        for isRemoved in [true, false] {
            var story = Story()
            try story.buy(Tokens(10), as: "FLEX-1", day: -300)
            try story.poll(after: .hours(1))
            story.books.lots = []
            if !isRemoved { try story.buy(Tokens(10), as: "FLEX-1", day: -30) }
            let notice = try #require(try story.poll(after: .hours(2)).first { $0.incident.kind == .expiry })
            let end = isRemoved ? "lot FLEX-1 was removed" : "lot FLEX-1 lasts longer"
            #expect(
                Message(of: notice, for: .english).subject
                    == "Over: tokens of your Autodesk team expire: Acme Design, \(end)")
        }
    }

    @Test func `tells how old its figures are`() throws {
        var story = Story()
        story.use(Tokens(2), day: 0)
        try story.poll(after: .hours(1))
        let down = Diagnostic("the server did not answer")
        let notices = try story.poll(after: .days(1) + .hours(2), problem: down)
        let reminder = try #require(notices.first { $0.incident.kind == .uncharged })
        let message = Message(of: reminder, for: .english)
        let words = "Last verified 25 h ago: \(Story.source) was last read well at 2026-07-30 01:00 UTC."
        #expect(message.footer.contains(words))
        #expect(message.html.contains(words))
        #expect(!Message(of: story.notices[0], for: .english).footer.contains("verified"))
    }

    @Test func `tells of a source that could not be read just now`() throws {
        var story = Story()
        try story.poll(after: .hours(1))
        story.use(Tokens(2), day: 0)
        let notices = try story.poll(after: .hours(1) + .minutes(30), problem: Diagnostic("no answer"))
        let footer = Message(of: try #require(notices.first), for: .english).footer
        #expect(footer.contains("Last verified 30 min ago: \(Story.source)"))
    }

    @Test func `says that reminders were stopped`() throws {
        var story = Story()
        story.use(Tokens(2), day: 0)
        try story.poll(after: .hours(1))
        story.books.incidents[0].acknowledge(at: Story.start + .hours(2))
        story.use(Tokens(2), day: 1)
        let notices = try story.poll(after: .days(1) + .hours(1))
        let message = Message(of: try #require(notices.first), for: .english)
        #expect(message.footer.contains("Acknowledged at 2026-07-30 02:00 UTC: there are no more reminders."))
        #expect(!message.footer.contains("vermilion ack"))
    }

    @Test(arguments: Language.allCases) func `that is a test says so and nothing of tokens`(language: Language) throws {
        let notice = try #require(try Story.uncharged().notices.first).as(.test)
        let message = Message(of: notice, for: Reader(language: language, zone: .utc))
        let word = language == .english ? "test" : "テスト"
        #expect(message.subject.lowercased().contains(word) && message.summary.contains(word))
        for text in [message.text, message.html] {
            #expect(!text.contains("3.5") && !text.contains("manage.autodesk.com") && !text.contains("k3f9q2"))
        }
        #expect(message.bars.isEmpty)
    }

    @Test func `cuts long lists and says how many are missing`() throws {
        var story = Story()
        for day in -60..<0 {
            story.use(Tokens(1), app: "App \(day)", day: day)
            try story.buy(Tokens(1), as: "LOT\(day)", day: day - 100, for: 1)
        }
        let message = Message(of: try #require(try story.poll(after: .hours(1)).first), for: .english)
        let lines = message.text.split(separator: "\n")
        #expect(lines.contains("… and 29 days before: 29 tokens, 29 uncharged"))
        #expect(lines.count { $0 == "… and 40 more" } == 2)
        #expect(message.html.contains("… and 40 more"))
        #expect(message.bars.split(separator: "\n").count < 40)
        #expect(message.html.utf8.count < 100_000)
    }

    @Test func `in Japanese has no English words but names`() throws {
        for notice in try Story.all() where notice.incident.kind != .stale {
            let text = Message(of: notice, for: .japanese).text
            for word in ["token", "Uncharged", "uncharged", "lot ", "Lots", "Since", "Balance", "the "] {
                #expect(!text.contains(word), "\(word) in \(text)")
            }
        }
    }
}

extension Notice {
    /// The same matter as another kind of notice.
    func `as`(_ kind: Kind) -> Notice {
        Notice(
            id: id, kind: kind, incident: incident, condition: condition, before: before, payers: payers,
            statement: statement, sources: sources, at: at)
    }
}

extension String {
    /// Without line ends and indents.
    var unwrapped: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
