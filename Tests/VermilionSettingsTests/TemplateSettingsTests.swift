import Testing
import VermilionDomain
import VermilionSettings
import VermilionTestSupport

@Suite struct `Templates of a channel` {
    @Test func `stand beside its kind, whichever it is`() throws {
        let sample = Sample.channel(
            """
            a: { log: {}, templates: { subject: "[{{incident.severity}}] {{subject}}" } }
              b:
                templates:
                  headline: plain words
                  summary: |
                    {{#is.ja}}
                    はい
                    {{/is.ja}}
                    {{summary}}
                  text: '{{headline}}'
                  html: "<p>{{headline}}</p>"
                maildir: mail
              c: { log: {} }
            """)
        let channels = try sample.settings().channels
        #expect(channels[0].templates == Templates([.subject: "[{{incident.severity}}] {{subject}}"]))
        #expect(channels[1].templates[.headline] == "plain words")
        #expect(channels[1].templates[.summary] == "{{#is.ja}}\nはい\n{{/is.ja}}\n{{summary}}\n")
        #expect(channels[1].templates[.html] == "<p>{{headline}}</p>")
        #expect(channels[2].templates.isEmpty)
    }

    @Test(
        arguments: [
            (
                Sample.channel("a: { log: {}, templates: { ▸subjct: x } }"),
                "unknown key `subjct` (did you mean `subject`?)"
            ),
            (.channel("a: { log: {}, templates: ▸subject }"), "`templates` needs a mapping"),
            (
                .channel("▸a: { templates: { subject: x } }".replacing("▸a: ", with: "a: ▸")),
                "the kind of the channel is missing"
            ),
            (.channel("a: { log: {}, ▸templats: {} }"), "did you mean `templates`?"),
            (.channel("a: { log: {}, templates: { ▸html: x } }"), "`html` is for mail alone"),
            (.channel("a: { slack: { url: { env: X } }, templates: { ▸text: x } }"), "`text` is for mail alone"),
            (.channel("a: { log: {}, templates: { subject: ▸{{title}} } }"), "put it in quotes"),
            (.channel("a: { log: {}, templates: { subject: ▸[x] } }"), "a template, or { file: PATH }"),
            (.channel("a: { log: {}, templates: { subject: ▸yes } }"), "YAML for true"),
            (.channel("a: { log: {}, templates: { subject: { ▸fil: x } } }"), "did you mean `file`?"),
            (
                .channel(
                    "a: { log: {}, templates: { subject: { file: ▸none.txt } } }".replacing(
                        "{ file: ▸", with: "▸{ file: ")),
                "`/srv/vermilion/none.txt` cannot be read: No such file or directory"
            ),
            // Where the tag stands, as far as the file has the text as it is.
            (
                .channel(#"a: { log: {}, templates: { subject: "{{title}} ▸{{team}}" } }"#),
                "did you mean `incident.team`?"
            ),
            (.channel("a: { log: {}, templates: { subject: '株式会社 ▸{{team}}' } }"), "there is no `team` in a message"),
            (
                .channel(
                    "a: { log: {}, templates: { subject: at last ▸{{team}} } }".replacing(
                        "at last ▸{{team}} }", with: "▸'it''s {{team}}' }")),
                "there is no `team` in a message"
            ),
            (.channel(#"a: { log: {}, templates: { subject: ▸"\t{{team}}" } }"#), "there is no `team` in a message"),
            (
                .channel(
                    "a:\n    log: {}\n    templates:\n      summary: |\n        {{headline}}\n          so ▸{{team}}\n\n        end"
                ),
                "there is no `team` in a message"
            ),
            (
                .channel(
                    "a:\n    log: {}\n    templates:\n      summary: ▸>\n        {{headline}}\n        so {{team}}"),
                "there is no `team` in a message"
            ),
            (
                .channel(
                    "a:\n    log: {}\n    templates:\n      summary: so it\n        is ▸{{team}}".replacing(
                        "so it\n        is ▸", with: "▸so it\n        is ")),
                "there is no `team` in a message"
            ),
            // What no mistake is, and gives nothing all the same.
            (
                .channel(#"a: { log: {}, templates: { subject: ▸"{{#is.closed}}over{{/is.closed}}" } }"#),
                "`subject` gives nothing for a message of the kind opened uncharged, in en"
            ),
            (.channel(#"a: { log: {}, templates: { summary: ▸"{{#is.en}}x{{/is.en}}" } }"#), "in ja"),
            (.channel(#"a: { log: {}, templates: { headline: ▸"{{before}}" } }"#), "name what every message has"),
            (
                .channel("a: { log: {}, templates: { subject: ▸\(String(repeating: "x", count: 501)) } }"),
                "`subject` gives more than 500 characters"
            ),
            (
                .channel("a: { maildir: m, templates: { html: ▸'{{{title}}}' } }".replacing("▸'", with: "'▸")),
                "everything is escaped"
            ),
        ] as [(Sample, String)])
    func `are checked, with the place of each mistake`(_ sample: Sample, _ words: String) {
        let errors = sample.errors
        #expect(errors.map(\.place) == sample.marks, "\(errors.map(\.annotated).joined(separator: "\n"))")
        #expect(errors.contains { $0.description.contains(words) }, "\(errors)")
    }

    @Test func `can be files, whose mistakes are told at their places`() throws {
        let folder = try TemporaryDirectory()
        let page = folder.path + "/page.mustache"
        let text = """
            teams: [{ name: A, sources: [{ csv: a.csv }] }]
            channels:
              box:
                maildir: mail
                templates: { html: { file: page.mustache } }
            """
        func load() throws(InvalidSettings) -> Settings {
            try Settings.parse(text.utf8, file: "v.yaml", folder: folder.path)
        }
        try write("\u{FEFF}<p>\r\n{{headline}}</p>", to: page)
        #expect(try load().channels[0].templates[.html] == "<p>\r\n{{headline}}</p>")
        try write("<p>\r\n設計 {{{title}}}\n  {{#facts}}{{name}}", to: page)
        do {
            _ = try load()
            Issue.record("mistakes passed")
        } catch {
            #expect(
                error.diagnostics.map(\.place) == [
                    Diagnostic.Place(file: page, line: 2, column: 4), Diagnostic.Place(file: page, line: 3, column: 3),
                    Diagnostic.Place(file: page, line: 3, column: 13),
                ])
            #expect(error.diagnostics[0].excerpt == "設計 {{{title}}}")
        }
        try write([0x66, 0xFF], to: page)
        #expect(throws: InvalidSettings.self) { _ = try load() }
        try write("{{#is.closed}}x{{/is.closed}}", to: page)
        do {
            _ = try load()
            Issue.record("mistakes passed")
        } catch {
            #expect(error.diagnostics.map(\.place) == [Diagnostic.Place(file: "v.yaml", line: 5, column: 24)])
        }
    }

    @Test func `tell their mistakes together with all others`() {
        let sample = Sample.channel(
            "a: { log: { ▸frmat: text }, templates: { subject: '▸{{a}}{{title}}▸{{b}}', summary: ▸'{{before}}' } }")
        #expect(sample.errors.map(\.place) == sample.marks)
    }
}
