import Foundation
import Glibc
import Testing
import VermilionTestSupport

/// Secrets of every kind, in the whole program, while everything goes wrong.
@Suite struct `No secret` {
    /// Answers everything with a refusal that repeats all of the request, as careless servers do.
    private static let parrot = """
        import http.server, sys, threading, urllib.parse

        class Parrot(http.server.BaseHTTPRequestHandler):
            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode("utf-8", "replace")
                said = f"{self.path} {self.headers} {body} {urllib.parse.unquote_plus(body)}"
                with open(sys.argv[1], "a") as file:
                    file.write(said)
                said = said.replace("\\n", " ").encode()
                self.send_response(int(sys.argv[2]), self.path[:200])
                self.send_header("Content-Length", str(len(said)))
                self.send_header("X-Echo", self.headers.get("Authorization") or "none")
                self.end_headers()
                self.wfile.write(said)
            do_GET = do_POST = do_PUT = answer
            def log_message(self, *ignored):
                pass

        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Parrot)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        print(server.server_port, flush=True)
        sys.stdin.read()
        """

    /// Each has the word that is looked for in it.
    private static let kinds = [
        "smtp", "oauth", "refresh", "slack", "teams", "discord", "google", "works", "mattermost", "telegram",
        "chatwork",
        "topic", "ntfy", "pagerduty", "alertmanager", "matrix", "hook", "bearer", "header", "client", "pat", "robot",
        "source", "value",
    ]

    private func secret(_ kind: String, port: Int) -> String {
        let address = "http://127.0.0.1:\(port)/canary-\(kind)?canary=canary-\(kind)"
        return switch kind {
        case "slack", "teams", "discord", "google", "works", "mattermost", "source": address
        case "topic": "canary-topic"
        case "telegram": "123456:canary-telegram"
        default: "canary-\(kind)"
        }
    }

    /// - Parameter hold: how the configuration says where a secret of a kind is.
    private func configure(_ folder: Folder, port: Int, mail: Int, hold: (String) -> String) throws {
        let server = "http://127.0.0.1:\(port)"
        let exec = try folder.write(
            """
            #!/bin/sh
            tr '\\0' '\\n' < /proc/self/environ > \(folder.path)/environment
            tr '\\0' '\\n' < /proc/$$/cmdline > \(folder.path)/arguments
            ls -l /proc/self/fd > \(folder.path)/descriptors
            echo team,day,app,api,tokens
            echo Acme,2025-07-22,V,md,3.5
            """, to: "usage")
        chmod(exec.path, 0o700)
        try folder.write(
            """
            state: state
            poll: { every: 1s, jitter: 0%, deadline: 5s }
            accounts:
              app: { endpoint: "\(server)", client-id: abc, client-secret: \(hold("client")), grant: client-credentials, personal-access-token: \(hold("pat")) }
              robot: { endpoint: "\(server)", client-id: abc, client-secret: \(hold("client")), grant: service-account, service-account: { id: S, key-id: K, private-key: \(hold("robot")) } }
            teams:
              - name: Acme
                sources:
                  - exec: ["\(exec.path)", "$(touch \(folder.path)/pwned)", "; touch \(folder.path)/pwned", "`touch \(folder.path)/pwned`"]
                  - applications: { account: app, hub: b.1 }
                  - insights: { account: app, context: "1" }
                  - token-flex: { account: robot, contract: "1" }
                  - http: { url: \(hold("source")), headers: { X-Key: \(hold("value")) } }
                lots: []
            channels:
              mail: { email: { server: "smtp://127.0.0.1:\(mail)", tls: none, login: { user: u, password: \(hold("smtp")) }, from: a@example.com, to: b@example.com } }
              office:
                email:
                  server: smtp://127.0.0.1:\(mail)
                  tls: none
                  login: { user: u, oauth: { token-url: "\(server)/token", client-id: c, client-secret: \(hold("oauth")), scope: s, refresh-token: \(hold("refresh")) } }
                  from: a@example.com
                  to: b@example.com
              slack: { slack: { url: \(hold("slack")) } }
              teams: { teams: { url: \(hold("teams")) } }
              discord: { discord: { url: \(hold("discord")) } }
              google: { google-chat: { url: \(hold("google")) } }
              works: { line-works: { url: \(hold("works")) } }
              mattermost: { mattermost: { url: \(hold("mattermost")) } }
              telegram: { telegram: { endpoint: "\(server)", chat: 1, token: \(hold("telegram")) } }
              chatwork: { chatwork: { endpoint: "\(server)", room: 1, token: \(hold("chatwork")) } }
              ntfy: { ntfy: { url: "\(server)", topic: \(hold("topic")), token: \(hold("ntfy")) } }
              pagerduty: { pagerduty: { endpoint: "\(server)", routing-key: \(hold("pagerduty")) } }
              alertmanager: { alertmanager: { url: "\(server)", bearer: \(hold("alertmanager")) } }
              matrix: { matrix: { homeserver: "\(server)", room: "!r:example.com", token: \(hold("matrix")) } }
              hook: { webhook: { url: "\(server)/hook", bearer: \(hold("bearer")), headers: { X-Key: \(hold("header")) } } }
              signed: { webhook: { url: "\(server)/hook", secret: \(hold("hook")) } }
              tell: { exec: ["\(exec.path)", "; touch \(folder.path)/pwned"] }
              journal: { log: {} }
            """, to: "vermilion.yaml")
    }

    private func expectNone(in text: String, _ place: String) {
        let base64 = [Data("abc:canary-client".utf8), Data("\0u\0canary-smtp".utf8)].map { $0.base64EncodedString() }
        for canary in ["canary"] + base64 {
            guard let range = text.range(of: canary, options: .caseInsensitive) else { continue }
            let start = text.index(range.lowerBound, offsetBy: -80, limitedBy: text.startIndex) ?? text.startIndex
            Issue.record("\(place): …\(text[start...].prefix(200))…")
        }
    }

    @Test(arguments: [(401, "file"), (400, "env"), (500, "credential"), (302, "file")])
    func `gets into output, logs, the state, or what other programs see`(status: Int, place: String) async throws {
        let folder = try Folder()
        let server = try PythonServer(Self.parrot, folder.path + "/heard", "\(status)", in: folder)
        try folder.write("", to: "heard")
        var environment: [String: String] = ["CREDENTIALS_DIRECTORY": folder.path + "/secrets"]
        for kind in Self.kinds {
            let text = secret(kind, port: server.port)
            try folder.write(text + "\n", to: "secrets/\(kind)")
            if place == "env" { environment["SECRET_\(kind.uppercased())"] = text }
        }
        let mail = try ScriptedServer([
            .say("220 a\r\n"), .hear, .say("250-a\r\n250 AUTH PLAIN XOAUTH2\r\n"), .hear,
            .say("535-5.7.8 not canary-smtp\r\n535 5.7.8 nor AHUAY2FuYXJ5LXNtdHA=\r\n"),
        ])
        try configure(folder, port: server.port, mail: mail.port) { kind in
            switch place {
            case "file": "{ file: secrets/\(kind) }"
            case "env": "{ env: SECRET_\(kind.uppercased()) }"
            default: "{ credential: \(kind) }"
            }
        }
        let channels = [
            "mail", "office", "slack", "teams", "discord", "google", "works", "mattermost", "telegram", "chatwork",
            "ntfy",
            "pagerduty", "alertmanager", "matrix", "hook", "signed", "tell", "journal",
        ]
        let runs = [
            ["config", "check", "vermilion.yaml"], ["test"] + channels, ["check"], ["check", "--format", "json"],
            ["check", "--format", "nagios"], ["check", "--dry-run"], ["deliveries"],
            ["deliveries", "--format", "json"],
            ["incidents", "--format", "json"], ["statement", "--format", "json"], ["fetch", "--raw"],
        ]
        for arguments in runs {
            let result = try Program.run(arguments, in: folder, environment: environment)
            expectNone(in: result.output, "output of \(arguments)")
            expectNone(in: result.errors, "errors of \(arguments)")
            #expect(result.status >= 0, "\(arguments) crashed")
        }

        unlink(folder.path + "/environment")
        let daemon = try Daemon(in: folder, environment: environment)
        try await daemon.eventually("no program was started") { _ in folder.files(in: ".").contains("environment") }
        try await Task.sleep(for: .seconds(1))
        let command = try Data(contentsOf: URL(fileURLWithPath: "/proc/\(daemon.process)/cmdline"))
        expectNone(in: String(decoding: command, as: UTF8.self), "the command line of the daemon")
        #expect(try daemon.end() == 0)
        expectNone(in: try daemon.log, "the log")

        for name in ["environment", "arguments"] { expectNone(in: try folder.read(name), "the \(name) of a program") }
        #expect(try folder.read("arguments").contains("$(touch \(folder.path)/pwned)"))
        #expect(access(folder.path + "/pwned", F_OK) != 0, "something read an argument as a command")
        // Standard input, output and error, and the directory that `ls` reads.
        let descriptors = try folder.read("descriptors").split(separator: "\n").filter { $0.contains("->") }
        #expect(descriptors.count == 4, "\(descriptors)")

        for name in folder.files(in: "state") where !name.hasPrefix("accounts") {
            let file = try Data(contentsOf: folder.url.appendingPathComponent("state/\(name)"))
            expectNone(in: String(decoding: file, as: UTF8.self), "the state in \(name)")
        }
        // All that were to be sent were: a test in which nothing was used would show nothing.
        let heard = try folder.read("heard")
        for kind in [
            "slack", "teams", "discord", "google", "works", "mattermost", "telegram", "chatwork", "topic", "ntfy",
            "pagerduty", "alertmanager", "matrix", "bearer", "header", "source", "value", "oauth", "refresh",
        ] {
            #expect(heard.contains("canary-\(kind)"), "the secret of \(kind) was never used")
        }
        #expect(heard.contains("canary-client") || heard.contains(Data("abc:canary-client".utf8).base64EncodedString()))
        #expect(mail.heard.contains { $0.contains("AHUAY2FuYXJ5LXNtdHA=") }, "the password of mail was never used")
        server.stop()
    }

    /// Root may look into everything, so this runs as somebody else.
    @Test func `is in the memory of a process that its user, or a core dump, can look into`() async throws {
        let folder = try Folder()
        try folder.write("team,day,app,api,tokens\nAcme,2025-07-22,V,md,2\n", to: "usage.csv")
        try folder.write(
            """
            state: state
            teams: [{ name: Acme, sources: [{ csv: usage.csv }], lots: [], notify: [box] }]
            channels: { box: { maildir: mail } }
            """, to: "vermilion.yaml")
        for name in ["", "/usage.csv", "/vermilion.yaml"] { #expect(chown(folder.path + name, 65_534, 65_534) == 0) }
        let daemon = try Daemon(
            in: folder, under: ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"])
        try await daemon.eventually("the mail did not arrive") { !$0.mails.isEmpty }
        var status = stat()
        #expect(stat("/proc/\(daemon.process)/environ", &status) == 0)
        #expect(status.st_uid == 0, "its user may read its memory")
        let limits = try String(contentsOfFile: "/proc/\(daemon.process)/limits", encoding: .utf8)
        let core = try #require(limits.split(separator: "\n").first { $0.hasPrefix("Max core file size") })
        #expect(core.split(separator: " ").dropFirst(4).prefix(2) == ["0", "0"], "\(core)")
        #expect(try daemon.end() == 0)
        #expect(daemon.mails.count == 1)
    }

    @Test func `is read from a file that others may read`() throws {
        let folder = try Folder()
        try folder.write("canary", to: "password")
        try folder.write("team,day,app,api,tokens\nAcme,2025-07-22,V,md,2\n", to: "usage.csv")
        try folder.write(
            """
            state: state
            teams: [{ name: Acme, sources: [{ csv: usage.csv }], lots: [] }]
            channels:
              mail: { email: { server: "smtp://127.0.0.1:1", tls: none, login: { user: u, password: { file: password } }, from: a@example.com, to: b@example.com } }
            """, to: "vermilion.yaml")
        chmod(folder.path + "/password", 0o640)
        let result = try Program.run("test", "mail", in: folder)
        #expect(result.status != 0)
        let said = result.words.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(said.contains("others than its owner may read or change it") && said.contains("chmod 600"), "\(said)")
    }
}
