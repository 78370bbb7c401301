import Foundation
import Testing
import VermilionTestSupport

@Suite struct `A configuration that is checked online` {
    private static let environment = [
        "SECRET": "fake-secret-canary", "PASSWORD": "fake-password-canary",
        "HOOK": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    ]

    /// Takes mail of one user, and keeps it.
    private func mailServer(in folder: Folder) throws -> PythonServer {
        try PythonServer(
            """
            import sys
            from aiosmtpd.controller import Controller
            from aiosmtpd.smtp import AuthResult

            class Keep:
                async def handle_DATA(self, server, session, envelope):
                    open(sys.argv[1], "ab").write(envelope.content)
                    return "250 taken"

            def authenticate(server, session, envelope, mechanism, data):
                fits = (data.login, data.password) == (b"vermilion", b"fake-password-canary")
                return AuthResult(success=fits, handled=False)

            port = int(sys.argv[2])
            controller = Controller(
                Keep(), hostname="127.0.0.1", port=port, authenticator=authenticate, auth_required=True,
                auth_require_tls=False)
            controller.start()
            print(port, flush=True)
            sys.stdin.read()
            controller.stop()
            """, folder.path + "/mails", "\(freePort())", in: folder)
    }

    @Test func `tells of each in the order of the file, and sends nothing`() throws {
        let folder = try Folder()
        let autodesk = try SimulatedAutodesk(SimulatedAutodesk.acme(redirectedTo: try freePort()), in: folder)
        let mail = try mailServer(in: folder)
        let hook = try PythonServer.webhooks(into: "hooks", secret: Self.environment["HOOK"] ?? "", in: folder)
        let closed = try freePort()
        func configuration(secret: String, dead: String) -> String {
            """
            state: state
            accounts:
              app: { endpoint: "\(autodesk.url)", client-id: fake-client, client-secret: { env: \(secret) }, grant: client-credentials }
              idle: { endpoint: "\(autodesk.url)", client-id: fake-client, client-secret: { env: SECRET }, grant: client-credentials }
            teams:
              - name: Acme
                sources:
                  - token-flex: { account: app, contract: 1 }
                  - http: { url: "http://127.0.0.1:\(hook.port)/usage.json" }
                  - exec: [/bin/true]
            channels:
              mail:
                email:
                  server: smtp://127.0.0.1:\(mail.port)
                  tls: none
                  login: { user: vermilion, password: { env: PASSWORD } }
                  from: v@example.com
                  to: ops@example.com
              hook: { webhook: { url: "http://127.0.0.1:\(hook.port)/canary", secret: { env: HOOK } } }
              tell: { exec: [\(dead)] }
              box: { maildir: mail }
              journal: { log: {} }
              away: { alertmanager: { url: "http://127.0.0.1:\(closed)" } }
            """
        }
        try folder.write(configuration(secret: "SECRET", dead: "/bin/true"), to: "vermilion.yaml")
        let result = try Program.run("config", "check", "--online", in: folder, environment: Self.environment)
        let lines = result.output.split(separator: "\n").dropFirst().map(String.init)
        #expect(
            lines == [
                "✓ account app: \(autodesk.url), logged in", "✓ account idle: not tried: no source asks as it",
                "✓ Acme, http:http://127.0.0.1:\(hook.port)/usage.json: http://127.0.0.1:\(hook.port), reachable, nothing asked",
                "✓ Acme, exec:/bin/true: /bin/true is there, not started",
                "✓ mail: smtp://127.0.0.1:\(mail.port), in clear, logged in as vermilion",
                "✓ hook: http://127.0.0.1:\(hook.port), reachable, not logged in",
                "✓ tell: /bin/true is there, not started", "✓ box: \(folder.path)/mail, a folder of this machine",
                "✓ journal: needs no server",
                "✗ away: http://127.0.0.1:\(closed): the connection was refused, or there is no way to the host",
            ], "\(result.errors)")
        #expect(result.status == 69)
        #expect(try autodesk.log().grants == ["client_credentials"])
        for name in ["mails", "hooks", "mail", "state"] {
            #expect(!FileManager.default.fileExists(atPath: folder.path + "/" + name), "\(name)")
        }

        // What is wrong counts more than what is away.
        try folder.write(configuration(secret: "PASSWORD", dead: "/bin/none"), to: "vermilion.yaml")
        let environment = Self.environment.merging(["HOOK": "whsec_short", "PASSWORD": "other-canary"]) { $1 }
        let wrong = try Program.run("config", "check", "--online", in: folder, environment: environment)
        #expect(wrong.status == 78)
        for start in [
            "✗ account app: ", "✗ mail: 127.0.0.1:\(mail.port) refused the login: 535", "✗ hook: the webhook's secret",
            "✗ tell: ",
        ] {
            #expect(wrong.output.contains("\n" + start), "\(wrong.output)")
        }
        #expect(!(result.output + wrong.output + wrong.errors).contains("canary"))
    }

    /// A refresh token can be used once: what is kept is used as long as it is good.
    @Test func `renews a person's login only when it is due, and as the daemon does`() throws {
        let folder = try Folder()
        let port = try freePort()
        let autodesk = try SimulatedAutodesk(SimulatedAutodesk.acme(redirectedTo: port), in: folder)
        try folder.write(
            """
            state: state
            accounts:
              portal:
                endpoint: \(autodesk.url)
                client-id: fake-client
                client-secret: { env: SECRET }
                grant: user
                redirect: http://127.0.0.1:\(port)/callback
            teams: [{ name: Acme, sources: [{ applications: { account: portal, hub: hub-acme } }] }]
            channels: { journal: { log: {} } }
            """, to: "vermilion.yaml")
        func check() throws -> (Int32, String) {
            let result = try Program.run("config", "check", "--online", in: folder, environment: Self.environment)
            return (result.status, String(result.output.split(separator: "\n").dropFirst().first ?? ""))
        }
        #expect(try check() == (78, "✗ account portal: nobody has logged in yet (log in: vermilion login portal)"))
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/state"))

        let process = Program.process(["login", "portal"], in: folder, environment: Self.environment)
        let output = Pipe()
        (process.standardOutput, process.standardError) = (output, FileHandle.nullDevice)
        try process.run()
        try SimulatedAutodesk.curl("-L", try SimulatedAutodesk.line(of: output))
        _ = process.status()
        #expect(try check() == (0, "✓ account portal: \(autodesk.url), logged in by a person"))
        #expect(try autodesk.log().grants == ["authorization_code"])

        let record = "state/accounts/portal.json"
        let old = try folder.read(record)
        let expired = old.replacing(#/"expires": [0-9]+/#, with: "\"expires\": 1000000")
        #expect(expired != old)
        try expired.write(toFile: folder.path + "/" + record, atomically: false, encoding: .utf8)
        #expect(try check() == (0, "✓ account portal: \(autodesk.url), logged in by a person, just renewed"))
        #expect(try check() == (0, "✓ account portal: \(autodesk.url), logged in by a person"))
        #expect(try autodesk.log().grants == ["authorization_code", "refresh_token"])
        #expect(try autodesk.log().refreshTokensUsedTwice == 0)
    }
}
