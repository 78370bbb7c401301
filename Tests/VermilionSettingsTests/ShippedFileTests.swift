import Testing
import VermilionDomain
import VermilionSettings
import VermilionTestSupport

/// The files under `config`, which people begin with.
@Suite struct `A shipped configuration` {
    static let directory = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/config/"

    @Test(arguments: ["minimal.yaml", "vermilion.yaml"])
    func `loads without a warning`(_ name: String) throws {
        let settings = try Settings.load(file: Self.directory + name, environment: [:])
        #expect(settings.warnings == [])
    }

    @Test func `shows every key of this version`() throws {
        let text = String(decoding: try read(Self.directory + "vermilion.yaml"), as: UTF8.self)
        let keys = [
            "state", "listen", "poll", "every", "jitter", "stale-after", "window", "deadline", "zone", "language",
            "teams",
            "name",
            "regime", "sources", "csv", "path", "partial", "lots", "id", "tokens", "start", "expires", "alerts",
            "uncharged", "for", "raise", "expiry", "low", "below", "runway", "drift", "tolerance", "reminders",
            "notify", "channels", "email",
            "server", "tls", "hello-name", "ca-file", "login", "user", "password", "credential", "file", "env", "from",
            "to", "accounts", "endpoint", "client-id", "client-secret", "grant", "redirect", "personal-access-token",
            "service-account", "key-id", "private-key", "proxy", "client-certificate", "client-key", "applications",
            "account", "hub", "token-flex", "contract", "insights", "context", "http", "headers", "map", "rows", "day",
            "app", "api", "next", "exec", "quota",
            "channel", "kinds", "severity", "quiet", "hours", "days", "digest", "on", "at", "unproven-after", "limit",
            "acknowledge", "after",
            "cc", "bcc", "reply-to", "separately",
            "oauth",
            "token-url", "scope", "refresh-token",
            "rates", "per", "until", "hours", "slack", "url", "webhook", "secret", "bearer", "cloudevents",
            "maildir", "log", "format", "discord", "google-chat", "mattermost", "telegram", "token", "chat",
            "line-works",
            "chatwork", "room", "ntfy", "topic", "pagerduty", "routing-key", "alertmanager", "matrix", "homeserver",
            "templates", "subject", "headline", "summary", "text", "html",
        ]
        for key in keys { #expect(text.contains("\(key):") || text.contains("\(key) :"), "\(key)") }
        let settings = try Settings.load(file: Self.directory + "vermilion.yaml", environment: [:])
        #expect(settings.teams.map(\.name) == ["Acme Design", "Borealis Bridges"])
        #expect(
            settings.channels.map(\.name) == [
                "mail", "office", "night", "chat", "workflow", "game", "space", "own-chat", "phone", "works", "work",
                "push",
                "duty",
                "alerts", "room", "hook", "tell", "box", "journal",
            ])
        #expect(settings.teams[0].lotFiles == ["/var/spool/vermilion/acme-lots.csv"])
        #expect(settings.teams[0].rules.low == AlertRules.Low(below: .percent(20), runway: 14))
    }

    @Test(arguments: 0..<UInt64(400))
    func `that was damaged gives settings or says where`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var bytes = try read(Self.directory + "vermilion.yaml")
        for _ in 0..<random.draw(1...4) {
            let start = random.draw(0..<bytes.count)
            let end = min(bytes.count, start + random.draw(1...12))
            switch random.draw(0..<4) {
            case 0: bytes.removeSubrange(start..<end)
            case 1: bytes.insert(contentsOf: bytes[start..<end], at: random.draw(0..<bytes.count))
            case 2: bytes[start] = UInt8(random.draw(0...255))
            default: bytes.swapAt(start, random.draw(0..<bytes.count))
            }
        }
        do {
            let settings = try Settings.parse(bytes, file: Sample.file, folder: "/")
            #expect(!settings.teams.isEmpty)
        } catch {
            #expect(error.diagnostics.contains { $0.severity == .error })
            #expect(error.diagnostics == error.diagnostics.sorted())
            for diagnostic in error.diagnostics {
                let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).count
                let line = try #require(diagnostic.place?.line)
                let column = try #require(diagnostic.place?.column)
                // A damaged byte can be one more kind of line end.
                #expect(line >= 1 && line <= lines + 4 && column >= 1)
                #expect(!diagnostic.message.isEmpty)
                if let excerpt = diagnostic.excerpt { #expect(column <= excerpt.count + 1) }
            }
        }
    }
}
