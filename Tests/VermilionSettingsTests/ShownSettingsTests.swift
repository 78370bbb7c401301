import Testing
import VermilionDomain
import VermilionFormats
import VermilionSettings
import VermilionTestSupport

@Suite struct `Settings that are shown` {
    /// Everything, in no order: sets have none. Secrets print as `***` and are compared by what is shown.
    private static func dumped(_ settings: Settings) -> [String] {
        var text = ""
        dump(settings.accounts, to: &text)
        dump((settings.state, settings.poll, settings.zone, settings.language, settings.rates), to: &text)
        dump((settings.teams, settings.channels, settings.unprovenAfter), to: &text)
        dump((settings.listen, settings.heartbeat), to: &text)
        return text.split(separator: "\n").map { String($0.sorted()) }.sorted()
    }

    private static func shown(_ settings: Settings) -> Sample { Sample(settings.shown(state: nil).document) }

    static let samples: [Sample] = [
        .top("poll: { every: 5m }"), .channel("j: { log: {} }\n  'on': { maildir: /mail }"),
        Sample(
            """
            zone: Asia/Tokyo
            teams:
              - name: "no"
                sources: [{ csv: a.csv }, { http: { url: https://example.com/u.json } }]
                lots:
                  - { id: "1:30", tokens: 0.000001, start: "2024-02-29T09:30:00.5+05:45" }
                  - { id: 1e3, tokens: 9223372036854.775806, start: 2025-07-24, expires: 9999-01-01 }
                alerts: { low: {}, expiry: [], reminders: [] }
                notify: []
              - { name: '設計 “A”: #1', sources: [{ csv: a.csv }] }
            channels: { j: { log: {} } }
            """),
    ]

    @Test(arguments: samples)
    func `read as the same settings`(_ sample: Sample) throws { try Self.check(sample) }

    @Test func `with every key read as the same settings`() throws { try Self.check(try Sample.everything()) }

    private static func check(_ sample: Sample) throws {
        let settings = try sample.settings()
        let shown = shown(settings)
        let again = try shown.settings()
        #expect(Self.shown(again).text == shown.text)
        #expect(dumped(again) == dumped(settings))
    }

    @Test func `have all defaults`() throws {
        let text = Self.shown(
            try Sample("teams: [{ name: A, sources: [{ csv: a.csv }] }]\nchannels: { j: { log: {} } }").settings()
        ).text
        #expect(
            text == """
                poll: { every: 1h, jitter: 10%, stale-after: 6h, window: 35d, deadline: 1m }
                zone: UTC
                language: en
                teams:
                  - name: A
                    language: en
                    regime: negative
                    sources:
                      - { csv: { path: /srv/vermilion/a.csv, partial: false } }
                    alerts:
                      uncharged: { for: 0s, raise: 25% }
                      expiry: [90d, 30d, 7d, 1d]
                      low: { below: 20% }
                      drift: { tolerance: 1 token }
                      reminders: [1d, 2d, 4d, 8d, 16d, 32d]
                    notify: [j]
                channels:
                  j: { log: {} }
                unproven-after: 90d

                """)
    }

    @Test(arguments: [
        ("slack: { url: https://hooks.slack.com/services/fake }", "https://hooks.slack.com/***"),
        ("webhook: { url: 'https://example.com:8443?fake' }", "https://example.com:8443/***"),
        ("webhook: { url: https://example.com }", "https://example.com"),
        ("alertmanager: { url: 'http://[::1]:9093/' }", "http://[::1]:9093/"),
        ("ntfy: { topic: fake }", "***"),
    ])
    func `hide what is secret`(_ channel: String, _ address: String) throws {
        let text = Self.shown(try Sample.channel("c: { \(channel) }").settings()).text
        #expect(!text.contains("fake") && text.contains(YAML.written(address)), "\(text)")
    }

    /// As it is set, and not as the address makes one think.
    @Test(arguments: [("http://[::1]:8008", false), ("https://matrix.example.com", true)])
    func `say whether plain http is allowed`(_ homeserver: String, _ isAllowed: Bool) throws {
        let sample = Sample.channel(
            "m: { matrix: { homeserver: '\(homeserver)', room: '!r:a', token: { env: T }, allow-http: \(isAllowed) } }")
        #expect(Self.shown(try sample.settings()).text.contains("allow-http: \(isAllowed)"))
    }

    @Test func `hide the query of an address that tells usage`() throws {
        let sample = Sample("teams: [{ name: A, sources: [{ http: { url: 'https://example.com/u.json?key=fake' } }] }]")
        #expect(Self.shown(try sample.settings()).text.contains("https://example.com/u.json?***"))
    }

    /// Texts that YAML could take for something else, through the strict reader and YAML 1.2.
    @Test(arguments: 0..<UInt64(200))
    func `keep every text`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let pieces = [
            "no", "y", "on", "null", "~", "1:30", "0x1", "1e3", ".5", "-", "- ", "? ", ": ", ":", "#", " #", "\"", "'",
            "\\", "{", "}", "[", "]",
            ",", "&a", "*a", "!!str ", "|", ">", "%", "@", "`", "<<", "=", " ", "  ", "\t", "\n", "\r", "設計", "é",
            "e\u{301}", "👩‍👩‍👧", "\u{85}",
            "\u{2028}", "a\u{FEFF}", "\u{202E}", "\u{7}", "a", "Z", "2025-01-01", "---", "...", "\u{10FFFF}",
        ]
        let texts = (0..<8).map { _ in
            (0..<random.draw(0...5)).map { _ in pieces[random.draw(0..<pieces.count)] }.joined()
        }
        let tree = YAML.mapping([
            (
                "teams",
                .list([
                    .mapping([
                        ("name", .text("A")),
                        ("sources", .list([.mapping([("exec", .list([.text("/bin/x")] + texts.map { .text($0) }))])])),
                    ])
                ])
            ), ("channels", .mapping([("j", .mapping([("log", .mapping([]))]))])),
        ])
        guard case .exec(let exec)? = try Sample(tree.document).settings().teams[0].sources.first else {
            Issue.record("not exec")
            return
        }
        #expect(exec.arguments == texts)
    }

    /// They stand as blocks where that keeps them.
    @Test(arguments: [
        "{{headline}}\n", "{{headline}}", "{{headline}}\n\n\n", "a\n  {{headline}}\n\n b", "a\n{{headline}} \n",
        "  {{headline}}\nb", "\n{{headline}}", "a\n\t{{headline}}\u{2028}b",
        "{{headline}}\n # no comment\n---\n", "{{headline}}\r\nb",
    ])
    func `keep a template of several lines`(_ text: String) throws {
        let tree = YAML.mapping([
            (
                "teams",
                .list([.mapping([("name", .text("A")), ("sources", .list([.mapping([("csv", .text("a"))])]))])])
            ),
            (
                "channels",
                .mapping([
                    ("m", .mapping([("maildir", .text("m")), ("templates", .mapping([("text", .text(text))]))]))
                ])
            ),
        ])
        let channel = try #require(try Sample(tree.document).settings().channels.first)
        #expect(channel.templates[.text] == text, "\(tree.document)")
    }
}
