import Foundation
import Testing
import VermilionTestSupport

/// The story that every part serves, with real files, a real mail server and a real receiver of webhooks.
@Suite struct `The story` {
    private static let secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"

    private func configuration(mail: Int, hook: Int, lots: String) -> String {
        """
        state: state
        teams:
          - name: Acme Design
            sources: [{ csv: usage.csv }]
            lots: [\(lots)]
            notify: [mail, hook]
        channels:
          mail:
            email:
              server: smtp://127.0.0.1:\(mail)
              tls: none
              from: Vermilion <vermilion@example.com>
              to: [ops@example.com]
          hook: { webhook: { url: "http://127.0.0.1:\(hook)/hook", secret: { env: HOOK_SECRET } } }
        """
    }

    private let export = """
        team,day,app,api,tokens
        Acme Design,2025-07-22,Viewer 2-legged Basic Process,Model Derivative complex job,1.5
        Acme Design,2025-07-23,Viewer 2-legged Basic Process,Model Derivative complex job,2

        """

    @Test func `comes as one mail and one signed webhook, and ends in the same thread`() throws {
        let folder = try Folder()
        let mail = try PythonServer.mail(into: "mails", in: folder)
        let hook = try PythonServer.webhooks(into: "hooks.jsonl", secret: Self.secret, in: folder)
        let environment = ["HOOK_SECRET": Self.secret]
        try folder.write(export, to: "usage.csv")
        try folder.write(configuration(mail: mail.port, hook: hook.port, lots: ""), to: "vermilion.yaml")

        let first = try Program.run("check", in: folder, environment: environment)
        #expect(first.status == 2, "\(first.errors)")
        #expect(first.output.contains("3.5"))
        #expect(folder.files(in: "mails").count == 1)
        let opened = try readMails(folder)[0]
        #expect(opened["subject"] == "Uncharged usage for your Autodesk team: Acme Design, 3.5 tokens")
        #expect(opened["auto-submitted"] == "auto-generated")
        let hooks = try readHooks(folder)
        #expect(hooks.count == 1)
        #expect(hooks[0]["signed"] as? Bool == true)
        #expect((hooks[0]["body"] as? [String: Any])?["type"] as? String == "incident.opened")

        let second = try Program.run("check", in: folder, environment: environment)
        #expect(second.status == 2)
        #expect(folder.files(in: "mails").count == 1, "a second check must send nothing")
        #expect(try readHooks(folder).count == 1)

        let lot = "{ id: FLEX-2, tokens: 100, start: 2025-07-24, expires: 2999-01-01 }"
        try folder.write(configuration(mail: mail.port, hook: hook.port, lots: lot), to: "vermilion.yaml")
        let third = try Program.run("check", in: folder, environment: environment)
        #expect(third.status == 0, "\(third.output)\(third.errors)")
        #expect(third.output.contains("96.5"))
        let closed = try #require(try readMails(folder).last)
        #expect(folder.files(in: "mails").count == 2)
        #expect(closed["references"] == opened["message-id"])
        #expect(closed["subject"]?.lowercased().contains("settled") == true)
        let last = try #require(try readHooks(folder).last)
        #expect((last["body"] as? [String: Any])?["type"] as? String == "incident.closed")
        #expect(last["id"] as? String != hooks[0]["id"] as? String)

        try folder.write("a,b\n1,2\n", to: "usage.csv")
        let fourth = try Program.run("check", in: folder, environment: environment)
        #expect(fourth.status == 3)
        #expect(fourth.errors.contains("usage.csv:1"))
        #expect(fourth.errors.contains("tokens"))
        #expect(folder.files(in: "mails").count == 2)
    }

    @Test func `goes on when the mail server is away: the delivery waits, the exit code tells the team's state`() throws
    {
        let folder = try Folder()
        let hook = try PythonServer.webhooks(into: "hooks.jsonl", secret: Self.secret, in: folder)
        try folder.write(export, to: "usage.csv")
        let away = try PythonServer.mail(into: "mails", in: folder)
        let port = away.port
        away.stop()
        try folder.write(configuration(mail: port, hook: hook.port, lots: ""), to: "vermilion.yaml")
        let result = try Program.run("check", in: folder, environment: ["HOOK_SECRET": Self.secret])
        #expect(result.status == 2)
        #expect(try readHooks(folder).count == 1)
        let json = try Program.run("deliveries", "--format", "json", in: folder).json()
        let deliveries = try #require(json as? [[String: Any]])
        let mail = try #require(deliveries.first { $0["channel"] as? String == "mail" })
        #expect(mail["state"] as? String == "queued")
        #expect(mail["outcome"] as? String == "retry")
        let dead = try Program.run("deliveries", "--dead", "--format", "json", in: folder).json()
        #expect((dead as? [Any])?.isEmpty == true)
    }

    @Test func `can be read without being sent`() throws {
        let folder = try Folder()
        try folder.write(export, to: "usage.csv")
        try folder.write(configuration(mail: 1, hook: 1, lots: ""), to: "vermilion.yaml")
        let result = try Program.run("check", "--dry-run", in: folder)
        #expect(result.status == 2)
        #expect(result.output.contains("Uncharged usage for your Autodesk team: Acme Design, 3.5 tokens"))
        #expect(result.output.contains("manage.autodesk.com"))
        #expect(folder.files(in: "state").isEmpty, "a dry run keeps nothing")
    }

    /// The headers of the mails, oldest first, by Python's parser: an independent reader.
    private func readMails(_ folder: Folder) throws -> [[String: String]] {
        let script = """
            import email, email.policy, glob, json, sys
            mails = []
            for name in sorted(glob.glob(sys.argv[1] + "/*.eml")):
                mail = email.message_from_binary_file(open(name, "rb"), policy=email.policy.strict)
                mails.append({key.lower(): str(value) for key, value in mail.items()})
            print(json.dumps(mails))
            """
        let mails = try folder.run(["/usr/bin/python3", "-c", script, "mails"])
        return try #require(try mails.json() as? [[String: String]])
    }

    private func readHooks(_ folder: Folder) throws -> [[String: Any]] {
        try folder.read("hooks.jsonl").split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
    }
}

/// What a file said yesterday, and what it says today.
@Suite struct `A file that changes` {
    private func configure(_ folder: Folder, rows: String...) throws {
        let text = "team,day,app,api,tokens,id\n" + rows.map { "Acme,\($0)\n" }.joined()
        try folder.write(text, to: "usage.csv")
        try folder.write(
            """
            state: state
            teams:
              - { name: Acme, sources: [{ csv: usage.csv }], lots: [], notify: [box] }
            channels:
              box: { maildir: mail }
            """, to: "vermilion.yaml")
    }

    private func uncharged(_ folder: Folder, _ arguments: String...) throws -> String? {
        let process = Program.process(["statement", "--format", "json"] + arguments, in: folder)
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        _ = process.status()
        let teams = try JSONSerialization.jsonObject(with: data) as? [[String: Any]]
        return teams?.first?["uncharged"] as? String
    }

    @Test func `is told as a correction, with both time axes, and as cleared when nothing is left`() throws {
        let folder = try Folder()
        try configure(folder, rows: "2025-07-22,V,md,2,a", "2025-07-23,V,md,1.5,b")
        #expect(try Program.run("check", in: folder).status == 2)
        let format = ISO8601DateFormatter()
        format.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
        let between = format.string(from: Date())
        // A row is corrected, another is gone.
        try configure(folder, rows: "2025-07-22,V,md,0.5,a")
        let second = try Program.run("check", in: folder)
        #expect(second.status == 2)
        #expect(try uncharged(folder) == "0.5")
        #expect(try uncharged(folder, "--as-known-at", between) == "3.5")
        #expect(try uncharged(folder, "--as-known-at", "2025-01-01") == "0")
        #expect(try uncharged(folder, "--as-of", "2025-07-22") == "0.5")
        try configure(folder, rows: "2025-07-22,V,md,0,a")
        #expect(try Program.run("check", in: folder).status == 0)
        let kinds = try Program.run("deliveries", "--format", "json", in: folder).json() as? [[String: Any]]
        #expect(
            kinds?.compactMap { ($0["notice"] as? [String: Any])?["kind"] as? String } == [
                "opened", "corrected", "closed",
            ])
        #expect(
            try Program.run("statement", "--usage", "usage.csv", "--as-known-at", "2025-07-22", in: folder).status == 64
        )
    }
}
