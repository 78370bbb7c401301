import Foundation
import Testing
import VermilionTestSupport

/// What goes wrong between this machine and others, as an operator meets it.
@Suite struct `A fault on the way` {
    private func configure(_ folder: Folder, mail: String, others: String = "") throws {
        try folder.write("team,day,app,api,tokens\nAcme,2025-07-22,Viewer,md,2\n", to: "usage.csv")
        try folder.write(
            """
            state: state
            poll: { every: 1h, jitter: 0% }
            teams:
              - { name: Acme, sources: [{ csv: usage.csv }], lots: [] }
            channels:
              mail: { email: { server: "\(mail)", tls: none, from: a@example.com, to: ops@example.com\(others)
            """, to: "vermilion.yaml")
    }

    // MARK: Secrets

    /// Servers that quote what they refuse.
    @Test func `shows no secret, in no output and nowhere in the state`() throws {
        let folder = try Folder()
        let (password, wire) = ("canary-7c1", "AHZlcm1pbGlvbgBjYW5hcnktN2Mx")
        let mail = try ScriptedServer([
            .say("220 a\r\n"), .hear, .say("250-a\r\n250 AUTH PLAIN\r\n"), .hear,
            .say("535-5.7.8 not \(password)\r\n535 5.7.8 nor \(wire)\r\n"),
        ])
        let page = "nobody posts to /canary-path?canary=1"
        let web = try ScriptedServer([
            .hearRequest, .say("HTTP/1.1 403 no\r\nContent-Length: \(page.utf8.count)\r\n\r\n\(page)"),
        ])
        try folder.write(password + "\n", to: "password")
        try folder.write("http://127.0.0.1:\(web.port)/canary-path?canary=1\n", to: "address")
        try folder.write("whsec_Y2FuYXJ5LXNlY3JldC1vZi0yNC1ieXRlcyE=\n", to: "signature")
        try configure(
            folder, mail: "smtp://127.0.0.1:\(mail.port)",
            others: """
                , login: { user: vermilion, password: { file: password } } } }
                  hook: { webhook: { url: { file: address }, secret: { file: signature } } }
                """)
        let runs = [
            ["config", "check", "vermilion.yaml"], ["test", "mail", "hook"], ["check"], ["check", "--format", "json"],
            ["deliveries"], ["deliveries", "--format", "json"], ["incidents", "--format", "json"],
        ]
        var said = ""
        for arguments in runs {
            let result = try Program.run(arguments, in: folder)
            #expect(!result.output.lowercased().contains("canary") && !result.output.contains(wire), "\(arguments)")
            #expect(!result.errors.lowercased().contains("canary") && !result.errors.contains(wire), "\(arguments)")
            said += result.output
        }
        // They were sent, and what the servers said was shown.
        #expect(mail.heard.contains { $0.contains(wire) })
        #expect(web.heard.contains { $0.contains("canary-path") })
        #expect(said.contains("535 5.7.8 not ***"))
        #expect(said.contains("403"))
        for name in folder.files(in: "state") {
            let file = try Data(contentsOf: folder.url.appendingPathComponent("state/\(name)"))
            for secret in ["canary", wire, "Y2FuYXJ5"] { #expect(file.range(of: Data(secret.utf8)) == nil, "\(name)") }
        }
        #expect(!folder.files(in: "state").isEmpty)
    }

    @Test func `shows the enhanced status of a refusal and what it means`() throws {
        let folder = try Folder()
        let mail = try ScriptedServer([
            .say("220 a\r\n"), .hear, .say("250 a\r\n"), .hear, .say("250 ok\r\n"), .hear,
            .say("550 5.1.1 <ops@example.com>: no such user here\r\n"), .silence,
        ])
        try configure(folder, mail: "smtp://127.0.0.1:\(mail.port)", others: " } }")
        _ = try Program.run("check", in: folder)
        let lines = try Program.run("deliveries", in: folder).output.split(whereSeparator: \.isWhitespace)
        #expect(lines.joined(separator: " ").contains("no such user here (nobody has this address:"))
        let record = try Program.run("deliveries", "--format", "json", in: folder).output
        #expect(record.contains("550 5.1.1 <ops@example.com>: no such user here"))
        #expect(record.contains("nobody has this address"))
    }

    /// What is meant for browsers says nothing of how alerts are to go.
    @Test func `is not made by a proxy of the environment`() throws {
        let folder = try Folder()
        let proxy = try ScriptedServer([.silence])
        let mail = try ScriptedServer([
            .say("220 a\r\n"), .hear, .say("250 a\r\n"), .hear, .say("250 ok\r\n"), .hear, .say("250 ok\r\n"), .hear,
            .say("354 go\r\n"), .hearMail, .say("250 2.0.0 taken\r\n"), .hear,
        ])
        let web = try ScriptedServer([.hearRequest, .say("HTTP/1.1 204 taken\r\n\r\n")])
        try configure(
            folder, mail: "smtp://127.0.0.1:\(mail.port)",
            others: " } }\n  hook: { webhook: { url: \"http://127.0.0.1:\(web.port)/\" } }")
        let address = "http://127.0.0.1:\(proxy.port)"
        let names = ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "smtp_proxy"]
        let result = try Program.run(
            ["test", "mail", "hook"], in: folder,
            environment: Dictionary(uniqueKeysWithValues: names.map { ($0, address) }))
        #expect(result.status == 0, "\(result.output) \(result.errors)")
        #expect(mail.heard.count == 1 && web.heard.count == 1)
        #expect(proxy.heard.isEmpty)
    }

    // MARK: Names

    /// Runs a program where all names are asked of a server that is silent or knows none, and notes what it is asked.
    private static let nameServer = #"""
        import os, socket, subprocess, sys

        answer, address, folder, *command = sys.argv[1:]
        with open(f"{folder}/resolv.conf", "w") as file:
            file.write(f"nameserver {address}\noptions timeout:30 attempts:5\n")
        subprocess.run(["mount", "--bind", f"{folder}/resolv.conf", "/etc/resolv.conf"], check=True)
        server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        server.bind((address, 53))
        program = os.getpid()
        if os.fork():
            os.execv(command[0], command)
        server.settimeout(0.1)
        while os.getppid() == program:
            try:
                question, client = server.recvfrom(4096)
            except TimeoutError:
                continue
            open(f"{folder}/asked", "w").close()
            if answer != "silence":
                # A response to a standard query, with the wish for recursion, and the code.
                header = question[:2] + bytes([0x81, 0x80 | int(answer)]) + question[4:6] + b"\0\0\0\0\0\0"
                end = question.index(b"\0", 12) + 5
                server.sendto(header + question[12:end], client)
        """#

    private func names(in folder: Folder, answer: String) throws -> [String] {
        let script = try folder.write(Self.nameServer, to: "names.py")
        let address = "127.\((0..<3).map { _ in "\(Int.random(in: 1...254))" }.joined(separator: "."))"
        return ["unshare", "--mount", "/usr/bin/python3", script.path, answer, address, folder.path]
    }

    @Test(arguments: [("3", "a name that is not there"), ("2", "a server that fails")])
    func `with names is told, and the delivery waits`(answer: String, what: String) throws {
        let folder = try Folder()
        try configure(folder, mail: "smtp://mail.example.com", others: " } }")
        let result = try Program.run(["test", "mail"], in: folder, under: names(in: folder, answer: answer))
        #expect(folder.files(in: ".").contains("asked"), "this test has a name server of its own, which takes root")
        #expect(result.output.contains("mail.example.com:25: the host name cannot be resolved"))
    }

    /// A look-up that hangs cannot be cancelled; it must hold up nothing else, and not the end.
    @Test func `with a name server that is silent holds up nothing else`() async throws {
        let folder = try Folder()
        try configure(folder, mail: "smtp://mail.example.com", others: " } }\n  box: { maildir: mail }")
        let daemon = try Daemon(in: folder, under: names(in: folder, answer: "silence"))
        try await daemon.eventually("the name was not looked up") { _ in folder.files(in: ".").contains("asked") }
        try await daemon.eventually("the other channel was held up") { $0.mails.count == 1 }
        try daemon.expectPromptEnd()
        let deliveries = try Program.run("deliveries", "--format", "json", in: folder).output
        #expect(deliveries.contains(#""queued""#))
    }
}
