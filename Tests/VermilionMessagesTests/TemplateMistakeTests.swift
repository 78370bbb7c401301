import Testing
import VermilionDomain
import VermilionTestSupport

@testable import VermilionMessages

@Suite struct `A mistake in a template` {
    /// `▸` marks its place.
    struct Wrong: Sendable, CustomTestStringConvertible {
        let marked: String
        let words: String
        let hint: String
        var testDescription: String { marked }

        init(_ marked: String, says words: String, hint: String = "") {
            (self.marked, self.words, self.hint) = (marked, words, hint)
        }
    }

    @Test(arguments: names + sections + tags)
    func `is told at its place, with what to write`(_ wrong: Wrong) {
        let offset = wrong.marked.unicodeScalars.prefix { $0 != "▸" }.count
        let mistakes = Templates.mistakes(in: wrong.marked.replacing("▸", with: ""), for: .summary)
        #expect(mistakes.map(\.offset) == [offset], "\(mistakes)")
        #expect(mistakes.first?.message.contains(wrong.words) == true, "\(mistakes)")
        let hint = mistakes.first?.hint ?? ""
        #expect(hint.contains(wrong.hint), "\(mistakes)")
    }

    static let names: [Wrong] = [
        Wrong("▸{{team}} is short", says: "there is no `team` in a message", hint: "did you mean `incident.team`?"),
        Wrong("{{headline}} ▸{{ sumary }}", says: "there is no `sumary`", hint: "did you mean `summary`?"),
        Wrong("株式会社 ▸{{statement.balnce}}", says: "`statement.balnce`", hint: "did you mean `statement.balance`?"),
        Wrong("▸{{statement.available.more}}", says: "`statement.available.more`"),
        Wrong("▸{{is.over}}", says: "there is no `is.over`"),
        Wrong("▸{{xyzzy}}", says: "there is no `xyzzy`", hint: "docs/templates.md"),
        Wrong("▸{{}}", says: "cannot be a name"), Wrong("▸{{ a b }}", says: "cannot be a name"),
        Wrong("▸{{.title}}", says: "cannot be a name"), Wrong("▸{{statement.}}", says: "cannot be a name"),
        Wrong("▸{{..}}", says: "cannot be a name"), Wrong("▸{{uppercased(title)}}", says: "cannot be a name"),
        Wrong("▸{{incident}}", says: "`incident` has parts", hint: "{{incident.amount}}"),
        Wrong("▸{{lots}}", says: "`lots` is a list", hint: "{{#lots}}…{{/lots}}"),
        Wrong("▸{{.}}", says: "only has a meaning in a list of texts"),
        Wrong("{{#lots}}▸{{.}}{{/lots}}", says: "only has a meaning in a list of texts"),
        Wrong("{{#is.closed}}▸{{.}}{{/is.closed}}", says: "only has a meaning in a list of texts"),
        Wrong("▸{{#last()}}x{{/last()}}", says: "only has a meaning within a list"),
    ]

    static let sections: [Wrong] = [
        Wrong("▸{{#lots}}{{id}}", says: "the section `lots` is not closed", hint: "{{/lots}}"),
        Wrong("{{title}}▸{{/lots}}", says: "{{/lots}} closes nothing"),
        Wrong("{{#lots}}{{#forecast}}x▸{{/lots}}{{/lots}}", says: "where the section `forecast` is open"),
        Wrong("{{#lots}}▸{{#days}}{{day}}{{/days}}{{/lots}}", says: "the list `days` stands within the list `lots`"),
        Wrong("{{#lots}}▸{{#lots}}x{{/lots}}{{/lots}}", says: "the list `lots` stands within the list `lots`"),
        Wrong(
            "{{#days}}{{#statement}}▸{{#days}}x{{/days}}{{/statement}}{{/days}}",
            says: "the list `days` stands within the list `days`"),
        // Told once: nobody can say what would be in it.
        Wrong("▸{{#lot}}{{id}} {{day}} {{#x}}{{/x}}{{/lot}}", says: "there is no `lot`", hint: "did you mean `lots`?"),
    ]

    static let tags: [Wrong] = [
        Wrong("{{title}} ▸{{headline", says: "the tag is not closed", hint: "}}"),
        Wrong("▸{{{headline}}", says: "the tag is not closed", hint: "}}}"),
        Wrong("▸{{> footer}}", says: "`{{>` is not available"), Wrong("▸{{< footer}}", says: "`{{<` is not available"),
        Wrong("▸{{$ footer}}", says: "`{{$` is not available"), Wrong("▸{{=<% %>=}}", says: "`{{=` is not available"),
        Wrong("▸{{% CONTENT_TYPE:HTML}}", says: "`{{%` is not available"),
    ]

    @Test func `is each told where there are several`() {
        let mistakes = Templates.mistakes(in: "{{a}} {{headline}} {{b}} {{#lots}}", for: .text)
        #expect(mistakes.map(\.offset) == [0, 19, 25])
    }

    @Test func `is, in a page, whatever is not escaped`() {
        for source in ["{{{title}}}", "{{&title}}"] {
            #expect(Templates.mistakes(in: source, for: .text).isEmpty)
            let mistakes = Templates.mistakes(in: source, for: .html)
            #expect(mistakes.map(\.message) == ["in `html` everything is escaped"])
            #expect(mistakes.first?.hint == "write {{title}}")
        }
    }

    @Test func `is what has no end in sight`() {
        let deep = String(repeating: "{{#statement}}", count: 8_000)
        let many = String(repeating: "{{title}}", count: 1_001)
        let large = String(repeating: "x", count: 1 << 17) + "x"
        #expect(Templates.mistakes(in: deep, for: .text).map(\.message) == ["sections are nested too deeply"])
        #expect(Templates.mistakes(in: many, for: .text).map(\.message) == ["the template has more than 1,000 tags"])
        #expect(Templates.mistakes(in: large, for: .text).map(\.message) == ["the template is larger than 128 KiB"])
        #expect(Templates.mistakes(in: String(many.dropLast(9)), for: .text).isEmpty)
        #expect(Templates.mistakes(in: String(large.dropLast()), for: .text).isEmpty)
    }

    @Test(arguments: 0..<UInt64(600))
    func `is found before anything is rendered, or there is none`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let pieces = [
            "{{title}}", "{{", "}}", "{{{", "}}}", "{", "}", "{{#lots}}", "{{/lots}}", "{{^lots}}", "{{id}}", "{{.}}",
            "{{#days}}", "{{/days}}", "{{#is.closed}}", "{{/is.closed}}", "{{! x", "{{=", "{{>", "{{%", "{{$a}}", "\n",
            "\r\n", " ", "\u{301}", "設計", "{{last()}}", "{{#forecast}}", "{{/forecast}}", "{{#steps}}{{.}}{{/steps}}",
            "(", ")", "{{&bars}}", "\t", "{{ footer }}",
        ]
        let source = (0..<random.draw(1...14)).map { _ in random.pick(pieces) }.joined()
        let notice = Notice.examples[random.draw(0..<Notice.examples.count)]
        var reader = Reader(language: .english, zone: .utc)
        let plain = Message(of: notice, for: reader)
        reader.templates = Templates([.summary: source])
        let message = Message(of: notice, for: reader)
        if Templates.mistakes(in: source, for: .summary).isEmpty {
            #expect(message.failure == nil || message.summary == plain.summary)
            let failure = message.failure ?? " came of it"
            #expect(failure.contains(" came of it"), "\(source)")
        } else {
            #expect(message.failure != nil && message.summary == plain.summary, "\(source)")
        }
    }
}
