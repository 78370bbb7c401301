import Glibc
import Testing
import VermilionDomain
import VermilionSettings
import VermilionTestSupport

@Suite struct `A secret` {
    @Test func `is read at each use, without its line end`() throws {
        let folder = try TemporaryDirectory()
        let path = folder.path + "/password"
        let secret = Secret.file(path)
        for (content, expected) in [("one\n", "one"), ("two\r\n\n", "two"), (" three ", " three ")] {
            try write(content, to: path)
            #expect(try secret.resolve(environment: [:]) == expected)
        }
    }

    @Test func `comes from a file, the environment or a credential`() throws {
        let folder = try TemporaryDirectory()
        try write("of-the-file", to: folder.path + "/name")
        #expect(try Secret.file(folder.path + "/name").resolve(environment: [:]) == "of-the-file")
        #expect(
            try Secret.environment("NAME").resolve(environment: ["NAME": "of-the-environment"]) == "of-the-environment")
        let environment = ["CREDENTIALS_DIRECTORY": folder.path]
        #expect(try Secret.credential("name").resolve(environment: environment) == "of-the-file")
    }

    @Test func `that is not there names the place where it should be`() throws {
        let folder = try TemporaryDirectory()
        try write("\n\n", to: folder.path + "/empty")
        try write([0xFF, 0x0A], to: folder.path + "/bytes")
        try write([0x61, 0x00, 0x62], to: folder.path + "/nul")
        let credentials = ["CREDENTIALS_DIRECTORY": folder.path]
        let table: [(Secret, [String: String], String)] = [
            (.file(folder.path + "/none"), [:], "\(folder.path)/none cannot be read: No such file or directory"),
            (.file(folder.path + "/empty"), [:], "\(folder.path)/empty is empty"),
            (.file(folder.path + "/bytes"), [:], "not UTF-8"),
            (.file(folder.path + "/nul"), [:], "NUL"),
            (.file("/dev/zero"), [:], "larger than"),
            (.environment("NAME"), [:], "the environment variable NAME is not set"),
            (.environment("NAME"), ["NAME": ""], "NAME is empty"),
            (.credential("name"), [:], "$CREDENTIALS_DIRECTORY is not set"),
            (.credential("none"), credentials, "No such file"),
        ]
        for (secret, environment, words) in table {
            let error = #expect(throws: Diagnostic.self) { try secret.resolve(environment: environment) }
            #expect(error?.message.contains(words) == true, "\(String(describing: error))")
        }
    }

    @Test(arguments: [0o640, 0o604, 0o620, 0o602, 0o660, 0o644, 0o666, 0o700 | 0o1, 0o650] as [UInt32])
    func `that others may read or change is refused`(mode: UInt32) throws {
        let folder = try TemporaryDirectory()
        let path = folder.path + "/password"
        try write("canary", to: path)
        chmod(path, mode)
        let error = #expect(throws: Diagnostic.self) { try Secret.file(path).resolve(environment: [:]) }
        #expect(error?.message == "the secret in \(path) cannot be read: others than its owner may read or change it")
        #expect(error?.hint?.hasPrefix("chmod 600 \(path)") == true)
        chmod(path, 0o600)
        #expect(try Secret.file(path).resolve(environment: [:]) == "canary")
    }

    /// systemd lets the service in by an access list, which shows as the group's bits.
    @Test(arguments: [(0o400, true), (0o440, true), (0o640, true), (0o444, false), (0o460, false)] as [(UInt32, Bool)])
    func `of systemd's may be the group's to read, and nobody else's`(mode: UInt32, isTaken: Bool) throws {
        let folder = try TemporaryDirectory()
        try write("canary", to: folder.path + "/name")
        chmod(folder.path + "/name", mode)
        let environment = ["CREDENTIALS_DIRECTORY": folder.path]
        #expect((try? Secret.credential("name").resolve(environment: environment)) == (isTaken ? "canary" : nil))
    }

    @Test func `that is an address is https, or http where the configuration allows it`() throws {
        func url(_ more: String) throws -> Secret? {
            let sample = Sample.channel("hook: { webhook: { url: { env: URL }\(more) } }")
            guard case .webhook(let webhook) = try sample.settings().channels.first?.kind else { return nil }
            return webhook.url
        }
        let environment = ["URL": "http://hooks.example.com/canary"]
        let error = #expect(throws: Diagnostic.self) { try url("")?.resolveURL(environment: environment) }
        #expect(error?.message == "the address is plain http to another machine")
        #expect(error?.hint == "use https, or allow-http: true in a network that you trust")
        let allowed = try url(", allow-http: true")?.resolveURL(environment: environment)
        #expect(allowed == "http://hooks.example.com/canary")
        #expect(throws: Diagnostic.self) { try url(", allow-http: false")?.resolveURL(environment: environment) }
    }

    /// Where there is no such key, nobody is told to write it.
    @Test func `that is an address says allow-http only where that helps`() throws {
        let environment = ["URL": "http://a.example/"]
        for (sample, helps) in [
            (Sample.top("heartbeat: { env: URL }"), false), (.channel("c: { slack: { url: { env: URL } } }"), false),
            (.channel("c: { webhook: { url: { env: URL } } }"), true),
        ] {
            let settings = try sample.settings()
            let secret =
                switch settings.channels.first?.kind {
                case .webhook(let webhook): webhook.url
                case .slack(let address): address
                default: try #require(settings.heartbeat)
                }
            let error = #expect(throws: Diagnostic.self) { try secret.resolveURL(environment: environment) }
            #expect(error?.hint?.contains("allow-http") == helps, "\(String(describing: error))")
        }
    }

    @Test(arguments: [
        "h: { webhook: { url: 'http://a.example/'@ } }", "m: { mattermost: { url: 'http://a.example/'@ } }",
        "push: { ntfy: { topic: t, url: 'http://a.example'@ } }",
        "a: { alertmanager: { url: 'http://a.example:9093'@ } }",
        "x: { matrix: { homeserver: 'http://a.example', room: '!r:a', token: { env: T }@ } }",
    ]) func `that is an address in the configuration is http only where that is allowed`(channel: String) throws {
        func settings(_ more: String) throws -> Settings {
            try Sample.channel(channel.replacing("@", with: more)).settings()
        }
        #expect(throws: InvalidSettings.self) { try settings("") }
        #expect(throws: InvalidSettings.self) { try settings(", allow-http: false") }
        #expect(throws: InvalidSettings.self) { try settings(", allow-http: yes") }
        #expect(try settings(", allow-http: true").channels.count == 1)
    }

    @Test func `that is missing names its place in the configuration`() throws {
        let sample = Sample.email(and: "login: { user: u, password: ▸{ env: NOWHERE } }")
        guard case .email(let email) = try sample.settings().channels.first?.kind,
            case .password(let password)? = email.login?.proof
        else {
            Issue.record("not an email channel with a login")
            return
        }
        let error = #expect(throws: Diagnostic.self) { try password.resolve(environment: [:]) }
        #expect(error?.place == sample.marks.first)
    }

    @Test func `that is an address is checked at use`() throws {
        let secret = Secret.environment("URL")
        #expect(try secret.resolveURL(environment: ["URL": "https://example.com/x\n"]) == "https://example.com/x")
        for wrong in [
            "http://example.com/x", "ftp://example.com", "https://example.com/x\nHost: y", "https://u:p4ss@h/",
        ] {
            let error = #expect(throws: Diagnostic.self) { try secret.resolveURL(environment: ["URL": wrong]) }
            #expect(error?.annotated.contains("p4ss") == false)
        }
    }

    @Test func `never prints`() throws {
        let literal = "https://hooks.slack.com/services/T0/B0/fakefakefake"
        let settings = try Sample.channel(
            "s: { slack: { url: \(literal) } }\n  h: { webhook: { url: https://example.com/fakefakefake } }"
        ).settings()
        var dumped = ""
        dump(settings, to: &dumped)
        for text in [dumped, "\(settings)", String(reflecting: settings), String(describing: settings.channels)] {
            #expect(!text.contains("fakefakefake"))
            #expect(text.contains("***"))
        }
        let secret = Secret.file("/fakefakefake")
        dumped = ""
        dump(secret, to: &dumped)
        #expect("\(secret)" == "***" && String(reflecting: secret) == "***" && dumped == "- ***\n")
        #expect(Mirror(reflecting: secret).children.isEmpty)
    }

    @Test(arguments: [
        "telegram: { token: '1:hunter2', chat: 1 }", "telegram: { tokn: 'hunter2', token: hunter2 }",
        "pagerduty: { routing-key: hunter2, x: 1 }", "webhook: { url: https://h, bearer: hunter2 }",
        "webhook: { url: https://h, headers: { X-Key: hunter2 } }", "discord: { url: 'https://h/hunter2 x' }",
        "teams: { url: http://h/hunter2, ca: 1 }", "ntfy: { topic: [hunter2], token: hunter2 }",
        "telegram: { token: \"hunter2 }", "pagerduty: { routing-key: \"hunter2 }", "webhook: { bearer: \"hunter2 }",
        "telegram: { tokn: hunter2 }", "teams: { url: \"https://example.com/?sig=hunter2 }",
        "discord: { url: \"https://discord.com/api/webhooks/1/hunter2 }",
        "google-chat: { url: \"https://chat.googleapis.com/hunter2 }",
        "line-works: { url: \"https://webhook.worksmobile.com/message/hunter2 }",
    ])
    func `of a service is not repeated by any diagnostic`(_ text: String) {
        let problems = Sample.channel("c: { \(text) }").problems()
        #expect(!problems.isEmpty)
        for problem in problems { #expect(!problem.annotated.contains("hunter2"), "\(problem.annotated)") }
    }

    @Test(arguments: [
        "login: { user: u, password: hunter2 }", "login: { user: u, pasword: hunter2 }",
        "login: { user: hunter, password: \"hunter2 }", "login: { usr: u, password: 'hunter2' }",
        "login: { user: u, password: {file: a}, secret: hunter2 }", "secert: hunter2",
        "server: smtp://u:hunter2@h", "login: { user: u, password: [hunter2] }",
        "login: { user: u, password: !!x hunter2 }",
        "login:\n {user: u, password:\n  hunter2}", "login: { user: u, password: |\n  hunter2 }",
    ])
    func `written into the configuration is not repeated by any diagnostic`(_ text: String) {
        let problems = Sample.channel("m: { email: { from: v@example.com, to: v@example.com, \(text) } }").problems()
        #expect(!problems.isEmpty)
        for problem in problems { #expect(!problem.annotated.contains("hunter2"), "\(problem.annotated)") }
    }
}
