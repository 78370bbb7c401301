import Testing
import VermilionDomain
import VermilionFormats
import VermilionSettings
import VermilionTestSupport

@Suite struct `A configuration` {
    @Test func `has defaults for everything but teams`() throws {
        let settings = try Sample("teams: [{ name: A, sources: [{ csv: in/*.csv }] }]").settings()
        #expect(settings.state == nil)
        #expect(settings.poll.every == .hours(1))
        #expect(settings.poll.jitter == 10)
        #expect(settings.poll.staleAfter == .hours(6))
        #expect(settings.poll.window == .days(35))
        #expect(settings.poll.deadline == .seconds(60))
        #expect(settings.zone == .utc)
        #expect(settings.language == .english)
        #expect(settings.listen == nil)
        let team = try #require(settings.teams.first)
        #expect(team.name == "A")
        #expect(team.language == .english)
        #expect(team.regime == .negative)
        #expect(team.sources == [.csv(path: "/srv/vermilion/in/*.csv", allowsPartialFiles: false)])
        #expect(team.lots.isEmpty)
        #expect(team.rules == AlertRules())
        #expect(team.notify.isEmpty)
        #expect(settings.warnings.map(\.message) == ["there are no channels: nobody is told"])
    }

    @Test func `holds what the file says`() throws {
        let settings = try Sample(
            """
            state: books
            poll: { every: 30s, jitter: 0%, stale-after: 5m, window: 7d, deadline: 10s }
            zone: Asia/Tokyo
            language: ja
            teams:
              - name: "no"
                language: en
                sources: [{ csv: /in/a.csv }, { csv: { path: b.csv, partial: true } }]
                lots:
                  - { id: 110000917988, tokens: 1030.25, start: 2024-02-29 }
                  - { id: 1e3, tokens: "7", start: 2025-07-24T09:30, expires: 2025-07-25T00:00Z }
                  - { csv: lots.csv }
                  - { csv: /in/lots.csv }
                alerts:
                  uncharged: { for: 2h, raise: 50% }
                  expiry: [1d, 30d]
                  low: { below: 50 tokens, runway: 14d }
                  drift: { tolerance: 2% }
                  quota: [{ api: Automation, tokens: 10.5, from: 2025-12-08 }]
                  reminders: [1d, 1d, 7d]
                notify: [j]
              - name: 設計
                regime: suspend
                sources: [{ csv: c.csv }]
                alerts: { expiry: [], low: {}, reminders: [] }
            channels:
              j: { log: { format: json } }
              box-2: { maildir: mail }
            """
        ).settings()
        #expect(settings.state == "/srv/vermilion/books")
        #expect(settings.poll.every == .seconds(30) && settings.poll.jitter == 0)
        #expect(settings.poll.staleAfter == .minutes(5) && settings.poll.window == .days(7))
        #expect(settings.poll.deadline == .seconds(10))
        #expect(settings.zone.identifier == "Asia/Tokyo")
        #expect(settings.zone.offset(at: Instant(seconds: 1_753_315_200)) == 9 * 3_600)
        let (first, second) = (settings.teams[0], settings.teams[1])
        #expect(first.name == "no" && first.language == .english)
        #expect(
            first.sources == [
                .csv(path: "/in/a.csv", allowsPartialFiles: false),
                .csv(path: "/srv/vermilion/b.csv", allowsPartialFiles: true),
            ])
        #expect(first.lots.map(\.id) == ["110000917988", "1e3"])
        #expect(first.lotFiles == ["/srv/vermilion/lots.csv", "/in/lots.csv"])
        #expect(first.lots.map(\.tokens) == [Tokens(micro: 1_030_250_000), Tokens(7)])
        #expect(first.lots.map(\.start.description) == ["2024-02-28T15:00:00Z", "2025-07-24T00:30:00Z"])
        #expect(first.lots.map(\.expires.description) == ["2025-02-28T15:00:00Z", "2025-07-25T00:00:00Z"])
        #expect(first.rules.uncharged == AlertRules.Uncharged(after: .hours(2), raise: 50))
        #expect(first.rules.expiry == [.days(30), .days(1)])
        #expect(first.rules.low == AlertRules.Low(below: .tokens(Tokens(50)), runway: 14))
        #expect(
            first.rules.caps == [
                Cap(
                    api: "Automation", tokens: Tokens(micro: 10_500_000),
                    from: try #require(CivilDate(year: 2025, month: 12, day: 8)))
            ])
        #expect(first.rules.regime == .negative && second.rules.regime == .suspend)
        #expect(first.rules.drift == AlertRules.Drift(tolerance: .percent(2)))
        #expect(second.rules.drift == AlertRules.Drift(tolerance: .tokens(Tokens(1))))
        #expect(first.rules.reminders == [.days(1), .days(1), .days(7)])
        #expect(first.rules.staleAfter == .minutes(5))
        #expect(first.notify == [Route("j")])
        #expect(second.language == .japanese)
        #expect(second.rules.expiry.isEmpty && second.rules.reminders.isEmpty)
        #expect(second.rules.low == AlertRules.Low(below: nil, runway: nil))
        #expect(second.notify == [Route("j"), Route("box-2")])
        #expect(settings.channels.map(\.name) == ["j", "box-2"])
        #expect(settings.warnings.isEmpty)
    }

    struct Server: Sendable {
        let text: String
        let host: String
        let port: Int
        let security: Settings.Email.Security
    }

    @Test(arguments: [
        Server(text: "server: smtp://Mail.example.com", host: "mail.example.com", port: 587, security: .startTLS),
        Server(
            text: "server: smtp://mail.example.com:2525/", host: "mail.example.com", port: 2525, security: .startTLS),
        Server(text: "server: smtps://mail.example.com", host: "mail.example.com", port: 465, security: .implicitTLS),
        Server(
            text: "server: smtps://mail.example.com, tls: required", host: "mail.example.com", port: 465,
            security: .implicitTLS),
        Server(text: "server: smtp://localhost, tls: none", host: "localhost", port: 25, security: .plain),
        Server(text: "server: smtp://127.9.9.9:26, tls: none", host: "127.9.9.9", port: 26, security: .plain),
        Server(text: "server: 'smtp://[::1]', tls: none", host: "::1", port: 25, security: .plain),
        Server(text: "server: 'smtps://[2001:db8::1]:466'", host: "2001:db8::1", port: 466, security: .implicitTLS),
    ])
    func `knows the usual ports of mail servers`(_ server: Server) throws {
        let login = "login: { user: u, password: { env: P } }"
        let settings = try Sample.channel(
            "m: { email: { \(server.text), from: 'V <v@example.com>', to: [a@example.com, 'B, C <b@x>'], \(login) } }"
                .replacing("'B, C <b@x>'", with: "'\"B, C\" <b@x>'")
        ).settings()
        guard case .email(let email) = settings.channels.first?.kind else {
            Issue.record("not an email channel")
            return
        }
        #expect((email.host, email.port, email.security) == (server.host, server.port, server.security))
        #expect(email.login?.user == "u")
        #expect(email.from == Mailbox(name: "V", address: "v@example.com"))
        #expect(email.to == [Mailbox(name: nil, address: "a@example.com"), Mailbox(name: "B, C", address: "b@x")])
        #expect(email.helloName == nil && email.caFile == nil)
        #expect(settings.warnings.isEmpty)
    }

    /// The settings of a kind, as a test can compare them; secrets are told by where they are.
    @Test(arguments: [
        ("teams: { url: { env: S } }", "teams(url: ***)"), ("discord: { url: { env: S } }", "discord(url: ***)"),
        ("google-chat: { url: { env: S } }", "googleChat(url: ***)"),
        ("line-works: { url: { env: S } }", "lineWorks(url: ***)"),
        (
            "mattermost: { url: { env: S }, ca-file: ca.pem }",
            "mattermost(url: ***, caFile: Optional(\"/srv/vermilion/ca.pem\"))"
        ),
        (
            "telegram: { token: { env: S }, chat: -1001234567890 }",
            "telegram(Telegram(endpoint: \"https://api.telegram.org\", token: ***, chat: \"-1001234567890\"))"
        ),
        (
            "telegram: { token: { env: S }, chat: '@flex', endpoint: 'http://localhost:8081/' }",
            "telegram(Telegram(endpoint: \"http://localhost:8081\", token: ***, chat: \"@flex\"))"
        ),
        (
            "chatwork: { token: { env: S }, room: 77 }",
            "chatwork(Chatwork(endpoint: \"https://api.chatwork.com\", token: ***, room: \"77\"))"
        ),
        ("ntfy: { topic: a_b-1 }", "ntfy(Ntfy(server: ***, topic: ***, token: nil, caFile: nil))"),
        (
            "ntfy: { topic: { env: S }, url: https://ntfy.example.com, token: { env: S } }",
            "ntfy(Ntfy(server: ***, topic: ***, token: Optional(***), caFile: nil))"
        ),
        (
            "pagerduty: { routing-key: { env: S }, endpoint: https://events.eu.pagerduty.com }",
            "pagerduty(PagerDuty(endpoint: \"https://events.eu.pagerduty.com\", routingKey: ***))"
        ),
        (
            "alertmanager: { url: http://localhost:9093, bearer: { env: S } }",
            "alertmanager(Alertmanager(server: ***, bearer: Optional(***), caFile: nil))"
        ),
        (
            "matrix: { homeserver: https://example.com/, room: '!a:example.com', token: { env: S } }",
            "matrix(Matrix(homeserver: \"https://example.com\", allowsHTTP: false, token: ***, room: \"!a:example.com\", caFile: nil))"
        ),
        (
            "exec: [bin/tell, --flag, 'a b']",
            "exec(Exec(program: \"/srv/vermilion/bin/tell\", arguments: [\"--flag\", \"a b\"]))"
        ),
    ])
    func `knows the services on the web`(_ text: String, _ expected: String) throws {
        let settings = try Sample.channel("c: { \(text) }").settings()
        let kind = try #require(settings.channels.first?.kind)
        #expect("\(kind)".replacing("VermilionSettings.Settings.", with: "") == expected)
        #expect(settings.warnings.isEmpty)
    }

    @Test(arguments: [
        ("true", Settings.Webhook.CloudEvents?.some(.structured)), ("structured", .structured), ("binary", .binary),
        ("false", nil),
    ])
    func `knows how a webhook is a CloudEvent`(_ text: String, _ mode: Settings.Webhook.CloudEvents?) throws {
        let settings = try Sample.hook(
            "cloudevents: \(text), bearer: { env: B }, headers: { X-Key: { env: K } }"
        ).settings()
        guard case .webhook(let webhook) = settings.channels.first?.kind else {
            Issue.record("not a webhook")
            return
        }
        #expect(webhook.cloudEvents == mode && webhook.headers.map(\.name) == ["X-Key"])
        #expect(try webhook.bearer?.resolve(environment: ["B": "b"]) == "b")
    }

    @Test(arguments: [
        ("127.0.0.1:8417", Settings.Listen.tcp(host: "127.0.0.1", port: 8_417)),
        ("127.1.2.3:1", .tcp(host: "127.1.2.3", port: 1)),
        ("\"[::1]:65535\"", .tcp(host: "::1", port: 65_535)),
        ("unix:/run/vermilion/http", .unix(path: "/run/vermilion/http")),
        ("unix:/\(String(repeating: "s", count: 106))", .unix(path: "/" + String(repeating: "s", count: 106))),
    ])
    func `says where to listen`(_ text: String, _ listen: Settings.Listen) throws {
        #expect(try Sample.top("listen: \(text)").settings().listen == listen)
    }

    @Test func `takes http to this machine only`() throws {
        for address in [
            "http://127.0.0.1:8080/x", "http://localhost/x", "http://[::1]:80/x", "https://example.com/x?y",
        ] {
            let settings = try Sample.channel("h: { webhook: { url: '\(address)', ca-file: ca.pem } }").settings()
            guard case .webhook(let webhook) = settings.channels.first?.kind else {
                Issue.record("not a webhook")
                continue
            }
            #expect(try webhook.url.resolveURL(environment: [:]) == address)
            #expect(webhook.caFile == "/srv/vermilion/ca.pem")
        }
    }

    @Test(arguments: [
        (Sample.team("notify: ▸[]"), "nobody is told about this team"),
        (Sample.top("poll: { every: ▸12h }"), "stale after 6h but polled only every 12h"),
        (Sample.top("poll: { every: 2h, stale-after: ▸1h }"), "stale after 1h but polled only every 2h"),
        (Sample.email(server: "smtp://relay.example.com", and: "tls: ▸none"), "travel in clear"),
        (Sample.channel("s: { slack: { url: ▸https://hooks.slack.com/services/T0/B0/x } }"), "the address is a secret"),
        (Sample.channel("s: { teams: { url: ▸https://example.com/x } }"), "the address is a secret"),
        (Sample.channel("s: { mattermost: { url: ▸https://example.com/hooks/x } }"), "the address is a secret"),
    ])
    func `warns with a place and loads`(_ sample: Sample, _ words: String) throws {
        let warnings = try sample.settings().warnings
        #expect(warnings.map(\.place) == sample.marks)
        #expect(warnings.allSatisfy { $0.severity == .warning && $0.message.contains(words) }, "\(warnings)")
    }

    @Test func `is where its relative paths begin`() throws {
        let folder = try TemporaryDirectory()
        try write("state: books\nteams: [{ name: A, sources: [{ csv: ./in/*.csv }] }]", to: folder.path + "/v.yaml")
        let settings = try Settings.load(file: folder.path + "/v.yaml", environment: [:])
        #expect(settings.state == folder.path + "/books")
        #expect(settings.teams[0].sources == [.csv(path: folder.path + "/in/*.csv", allowsPartialFiles: false)])
    }

    @Test func `may begin with a byte order mark and use anchors`() throws {
        let settings = try Sample(
            """
            \u{FEFF}teams:
              - { name: A, sources: [{ csv: a.csv }], alerts: &usual { expiry: [7d] } }
              - { name: B, sources: [{ csv: a.csv }], alerts: *usual }
            channels: { j: { log: {} } }
            """
        ).settings()
        #expect(settings.teams.map(\.rules.expiry) == [[.days(7)], [.days(7)]])
    }
}
