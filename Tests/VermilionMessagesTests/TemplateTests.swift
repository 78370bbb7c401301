import Foundation
import Testing
import VermilionDomain
import VermilionFormats

@testable import VermilionMessages

@Suite struct `A template` {
    private func message(
        _ templates: [Templates.Part: String], of notice: Notice, for reader: Reader = .english
    ) -> Message {
        var reader = reader
        reader.templates = Templates(templates)
        return Message(of: notice, for: reader)
    }

    private func summary(_ template: String, of notice: Notice, for reader: Reader = .english) -> String {
        message([.summary: template], of: notice, for: reader).summary
    }

    @Test(
        arguments: [
            ("{{incident.team}}: {{amount}}", "Acme Design: 3.5 tokens"),
            ("{{ statement.balance }}, {{{statement.available}}}, {{&statement.uncharged}}", "-3.5, 0, 3.5"),
            (
                "[{{incident.severity}}/{{notice.kind}}/{{incident.kind}}] {{title}}",
                "[critical/opened/uncharged] Uncharged usage for your Autodesk team: Acme Design, 3.5 tokens"
            ),
            ("{{#is.opened}}new{{/is.opened}}{{#is.closed}}over{{/is.closed}}", "new"),
            ("{{^is.closed}}new{{/is.closed}}{{^is.opened}}over{{/is.opened}}", "new"),
            ("{{#before}}before {{before}}{{/before}}{{^before}}first{{/before}}", "first"),
            ("{{#incident}}{{team}} {{id}}{{/incident}}", "Acme Design k3f9q2-12"),
            (
                "{{#consumers}}{{app}} {{uncharged}}{{^last()}}, {{/last()}}{{/consumers}}",
                "Viewer 2-legged Basic Process 2.5, Nightly export 1"
            ),
            ("{{#facts}}{{#first()}}{{label}}={{value}}{{/first()}}{{/facts}}", "Uncharged=3.5 tokens"),
            ("{{! nobody sees this }}{{headline}}", "3.5 tokens uncharged"),
            ("a\n{{#is.opened}}\nb\n{{/is.opened}}\nc\n\n", "a\nb\nc"),
            (
                "as of {{asOf}}, told {{at}}, {{timestamp}}",
                "as of 2026-08-01 03:00 UTC, told 2026-08-01 03:00 UTC, 2026-08-01T03:00:00Z"
            ),
            ("{{language}}{{#is.ja}} 日本語{{/is.ja}}", "en"),
        ] as [(String, String)])
    func `says what stands in it, with what the notice holds`(_ template: String, _ text: String) throws {
        let notice = try Story.uncharged().notices[0]
        #expect(Templates.mistakes(in: template, for: .summary).isEmpty)
        #expect(summary(template, of: notice) == text)
    }

    @Test func `tells amounts and moments in the reader's language and zone`() throws {
        let notice = try Story.uncharged().notices[0]
        let text = summary("{{amount}} {{at}}{{#is.ja}} {{language}}{{/is.ja}}", of: notice, for: .japanese)
        #expect(text.hasPrefix("3.5 トークン 2026年8月1日 12:00") && text.hasSuffix("ja"))
    }

    @Test func `replaces what it is for and nothing else`() throws {
        for notice in try Story.all() {
            let plain = Message(of: notice, for: .english)
            let own = message([.headline: "H {{notice.id}}"], of: notice)
            #expect(own.headline == "H \(notice.id)" && own.failure == nil)
            #expect(own.subject == plain.subject && own.summary == plain.summary && own.footer == plain.footer)
            #expect(own.text == plain.text.replacing(plain.headline, with: own.headline, maxReplacements: 1))
            #expect(own.html.contains(">H \(notice.id)</h1>"))
        }
    }

    @Test func `of a whole text or page names the channel's own words`() throws {
        let notice = try Story.uncharged().notices[0]
        let own = message(
            [.subject: "S", .text: "{{subject}} {{title}}\n{{summary}}\n{{bars}}", .html: "<b>{{subject}}</b>"],
            of: notice)
        let plain = Message(of: notice, for: .english)
        #expect(own.text == "S S\n\(plain.summary)\n\(plain.bars)\n")
        #expect(own.html == "<b>S</b>")
    }

    @Test func `gives the same words for the same notice`() throws {
        let templates: [Templates.Part: String] = [
            .subject: "{{headline}}", .html: "{{#facts}}{{label}}{{/facts}}{{#is}}{{ja}}{{/is}}",
        ]
        for notice in try Story.all() {
            #expect(message(templates, of: notice) == message(templates, of: notice))
        }
    }

    @Test(arguments: HostileNames.all)
    func `stays one line in a header, whatever a name is`(_ name: String) throws {
        for notice in try Story.uncharged(team: TeamName(name), app: AppName(name)).notices {
            let own = message(
                [
                    .subject: "a\r\n{{incident.team}}\n{{#consumers}}{{app}}{{/consumers}}",
                    .headline: "{{incident.team}}.",
                ],
                of: notice)
            for line in [own.subject, own.headline] { #expect(line == line.singleLine && !line.isEmpty) }
            let mail = MailMessage(
                from: Mailbox(name: nil, address: "a@b.example"), to: [], subject: own.subject, date: notice.at,
                zone: .utc, messageID: "a@b", references: [], headers: [], text: own.text, html: own.html)
            let head = String(decoding: mail.bytes, as: UTF8.self).split(separator: "\r\n\r\n")[0]
            #expect(head.firstMatch(of: /(^|\n)Bcc:/) == nil)
        }
    }

    @Test(arguments: HostileNames.all)
    func `has each value on one line`(_ name: String) throws {
        let notice = try Story.uncharged(team: TeamName(name)).notices[0]
        let text = message([.text: "<{{incident.team}}>"], of: notice).text
        #expect(text == "<\(name.singleLine)>\n")
    }

    @Test func `takes what is not there for nothing, and not for what has its name further outside`() throws {
        let notice = try #require(Notice.examples.first { $0.before != nil && $0.bookChanges.count == 3 })
        let template = """
            {{#bookChanges}}{{^before}}+{{/before}}{{^after}}-{{/after}}\
            {{#before}}{{#after}}~{{/after}}{{/before}}{{/bookChanges}}
            """
        #expect(summary(template, of: notice) == "+~-")
    }

    /// With an accent on it, a quote is another character, but not for a browser.
    @Test(arguments: HostileNames.all + ["\"\u{301} onclick=\"x", "'\u{301}><b>", "<\u{338}script>", "&\u{301}lt;"])
    func `of a page carries no foreign markup`(_ name: String) throws {
        let notice = try Story.uncharged(team: TeamName(name), app: AppName(name)).notices[0]
        let page = message(
            [.html: "<p title=\"{{incident.team}}\">{{title}}{{#consumers}}<i>{{app}}</i>{{/consumers}}</p>"],
            of: notice
        ).html
        let scalars = Array(page.unicodeScalars)
        #expect(scalars.count { $0 == "<" } == 6 && scalars.count { $0 == ">" } == 6, "\(page)")
        #expect(scalars.count { $0 == "\"" } == 2 && !scalars.contains("'"), "\(page)")
        let text = message([.text: "{{title}}"], of: notice).text
        #expect(!text.contains("&lt;") && !text.contains("&quot;"))
    }

    @Test func `that fails gives way to the built-in words, which say so first of all at their foot`() throws {
        let failing: [(Templates.Part, String, english: String, japanese: String)] = [
            (.subject, "{{#is.closed}}x{{/is.closed}}", "nothing came of it", "結果が空でした"),
            (.headline, String(repeating: "x", count: 501), "more than 500 characters", "500 文字を超えました"),
            (.summary, "{{nothing}}", "there is no `nothing` in a message", "there is no `nothing`"),
            (.summary, "{{#days}}{{>x}}", "`{{>` is not available", "`{{>`"),
            (.text, " \n\t\n", "nothing came of it", "結果が空でした"),
            (.html, String(repeating: "{{footer", count: 3), "the tag is not closed", "the tag is not closed"),
        ]
        let notice = try Story.uncharged().notices[0]
        for (part, source, english, japanese) in failing {
            for (reader, words) in [(Reader.english, english), (.japanese, japanese)] {
                let plain = Message(of: notice, for: reader)
                var templates: [Templates.Part: String] = [.headline: "fine"]
                templates[part] = source
                let own = message(templates, of: notice, for: reader)
                let failure = try #require(own.failure)
                #expect(failure.contains("`\(part.rawValue)`") && failure.contains(words), "\(failure)")
                #expect(failure.contains("built-in words") == (reader.language == .english))
                #expect(own.footer == failure + "\n" + plain.footer)
                #expect(own.subject == plain.subject && own.headline == plain.headline && own.summary == plain.summary)
                #expect(own.text.hasPrefix(plain.text.prefix(400)) && own.html.contains(HTML(failure).markup))
                #expect(own.text.replacing("\n", with: "").contains(failure.prefix(40)))
            }
        }
    }
}

@Suite struct `What templates can name` {
    private static let letter = Letter(Notice.examples[0], for: .english)

    @Test func `is all that a webhook carries, by the same names`() {
        for notice in Notice.examples {
            let record = notice.record(message: Message(of: notice, for: .english), zone: .utc)
            guard case .object(let members) = record, case .object(let data)? = members.last?.1 else {
                Issue.record("no record")
                continue
            }
            let carried = TemplateShape(.object(data)).paths
            #expect(Set(carried).isSubset(of: TemplateShape.known.paths))
            #expect(TemplateShape(notice.context(of: Letter(notice, for: .english), zone: .utc))["timestamp"] != nil)
        }
    }

    @Test func `stands in the documentation, name by name`() throws {
        let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
        let text = try String(contentsOfFile: root + "/docs/templates.md", encoding: .utf8)
        for path in TemplateShape.known.allPaths {
            let name = path.split(separator: ".").last ?? ""
            #expect(text.contains("`\(path)`") || text.contains("`\(name)`"), "\(path)")
        }
    }

    @Test func `is tried on every kind of notice about every kind of condition, full and bare`() {
        #expect(Notice.examples.count == Notice.Kind.allCases.count * Condition.Kind.allCases.count * 2)
        #expect(Set(Notice.examples.map { "\($0.kind)\($0.incident.kind)" }).count == Notice.examples.count / 2)
        #expect(Notice.examples.contains { $0.statement.usage.isEmpty && $0.statement.lots.isEmpty })
        for notice in Notice.examples {
            for reader in [Reader.english, .japanese] {
                let message = Message(of: notice, for: reader)
                #expect(!message.subject.isEmpty && !message.headline.isEmpty && !message.summary.isEmpty)
            }
        }
        for list in ["lots", "days", "consumers", "facts", "steps", "outlook", "footer", "settledBy", "corrections"] {
            guard case .list(let item)? = TemplateShape.known[list], item != .nothing else {
                Issue.record("no example has \(list)")
                continue
            }
        }
    }

    @Test func `fails in a trial as it would in life, with the kind of message`() {
        let templates = Templates([
            .subject: "{{headline}}", .headline: "{{^is.drift}}x{{/is.drift}}", .summary: "{{#is.en}}x{{/is.en}}",
            .html: "{{#bars}}x{{/bars}}", .text: "{{#days}}\(String(repeating: "x", count: 4_000)){{/days}}",
        ])
        let trials = templates.trials()
        #expect(trials.map(\.part) == [.headline, .summary, .text, .html])
        #expect(trials.map(\.reason) == [.empty, .empty, .tooLong(100_000), .empty])
        #expect(trials.first?.example.contains("drift, in en") == true)
        #expect(trials.dropFirst().first?.example.hasSuffix("in ja") == true)
    }
}

extension TemplateShape {
    /// Also of the items of lists.
    fileprivate var allPaths: [String] {
        switch self {
        case .value, .nothing: []
        case .list(let item): item.allPaths
        case .object(let members):
            members.sorted { $0.key < $1.key }.flatMap { name, shape in
                [name] + shape.allPaths.map { "\(name).\($0)" }
            }
        }
    }
}
