import Foundation
import Glibc
import Testing

/// What a running daemon makes of a configuration that changes.
@Suite struct `A reload` {
    private let folder: Folder
    private let daemon: Daemon

    init() async throws {
        folder = try Folder()
        try folder.write(
            """
            team,day,app,api,tokens
            Acme,2025-07-22,Viewer,md,2
            Borealis,2025-07-22,Viewer,md,3
            """, to: "usage.csv")
        try Self.configure(folder, teams: ["Acme", "Borealis"])
        daemon = try Daemon(in: folder)
        #expect(try daemon.said().contains("READY=1"))
        try await daemon.eventually("the mails did not arrive") { $0.mails.count == 2 }
    }

    private static func configure(_ folder: Folder, teams: [String], more: String = "") throws {
        let teams = teams.map { "  - { name: \($0), sources: [{ csv: usage.csv }], lots: [], notify: [box] }\n" }
        try folder.write(
            """
            state: state
            poll: { every: 1h, jitter: 0% }
            teams:
            \(teams.joined())channels:
              box: { maildir: mail }
            \(more)
            """, to: "vermilion.yaml")
    }

    private func subjects() throws -> [String] {
        try daemon.mails.compactMap { name in
            // Long ones are folded.
            try folder.read("mail/new/\(name)").replacing("\r\n ", with: " ").replacing("\n ", with: " ")
                .split(whereSeparator: \.isNewline).first { $0.hasPrefix("Subject:") }.map(String.init)
        }
    }

    @Test func `puts the new configuration in force, and ends what is no longer watched`() async throws {
        try Self.configure(folder, teams: ["Acme"])
        let result = try Program.run("reload", in: folder)
        #expect(result.status == 0, "\(result.errors)")
        try await daemon.eventually("the end was not told") { $0.mails.count == 3 }
        #expect(try subjects().contains { $0.contains("No longer watched: your Autodesk team Bor") })
        let words = try daemon.heard(until: "RELOADING=1") + daemon.heard(until: "READY=1")
        #expect(words.contains("MONOTONIC_USEC="))
        #expect(words.contains("STATUS=watching 1 team; 1 uncharged"))
        // Once more changes nothing, and nothing is told twice.
        #expect(try Program.run("reload", in: folder).status == 0)
        #expect(daemon.mails.count == 3)
        #expect(try Program.run("check", in: folder).status == 2)
        #expect(daemon.mails.count == 3)
    }

    @Test func `of a wrong configuration changes nothing, and tells everything that is wrong`() async throws {
        try Self.configure(
            folder, teams: ["Acme"], more: "  chat: { slack: { url: { file: gone } } }\n  nobody: { maildir: mail }\n")
        daemon.hangUp()
        try await daemon.eventually("the problem was not told") { try $0.log.contains("not reloaded") }
        #expect(try daemon.log.contains("gone") && daemon.log.contains("cannot be read"))
        try Self.configure(folder, teams: ["Acme", "Acme"], more: "lanugage: en\n")
        let result = try Program.run("reload", in: folder)
        #expect(result.status == 78)
        #expect(result.errors.contains("did you mean `language`?"))
        daemon.hangUp()
        try await daemon.eventually("the problems were not told") {
            try $0.log.components(separatedBy: "not reloaded").count == 3
        }
        #expect(try daemon.log.contains("`lanugage`") && daemon.log.contains("Acme"))
        #expect(daemon.mails.count == 2)
        _ = try daemon.heard(until: "RELOADING=1")
        #expect(try daemon.heard(until: "READY=1").contains("STATUS=watching 2 teams; 2 uncharged"))
    }

    @Test func `that the daemon refuses makes the command fail with its reasons`() async throws {
        // The command knows the variable, and the daemon does not.
        try Self.configure(
            folder, teams: ["Acme"], more: "  hook: { webhook: { url: { env: VERMILION_HOOK } } }\n")
        let result = try Program.run(
            "reload", in: folder, environment: ["VERMILION_HOOK": "https://hook.example.com/"])
        #expect(result.status == 78)
        #expect(result.errors.contains("the environment variable VERMILION_HOOK is not set"))
        try Self.configure(folder, teams: ["Acme"])
        try folder.write(
            folder.read("vermilion.yaml").replacing("state: state", with: "state: other"), to: "vermilion.yaml")
        daemon.hangUp()
        try await daemon.eventually("it was not told") { try $0.log.contains("`state` cannot change") }
        let other = try Program.run("reload", in: folder)
        #expect(other.status == 69 && other.errors.contains("no daemon works on the state in"))
        #expect(
            other.errors.contains("start it: systemctl start vermilion; a changed `state` is in force after a restart"))
    }

    @Test func `of another configuration than the daemon's is not mistaken for one of its own`() async throws {
        try FileManager.default.copyItem(atPath: folder.path + "/vermilion.yaml", toPath: folder.path + "/other.yaml")
        let other = try Program.run("reload", "--config", "other.yaml", in: folder)
        #expect(other.status == 69 && other.errors.contains("the daemon reads \(folder.path)/vermilion.yaml, and not "))
        #expect(try !daemon.log.contains("reloaded"))
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/link.yaml", withDestinationPath: folder.path + "/vermilion.yaml")
        let same = try Program.run("reload", "--config", "link.yaml", in: folder)
        #expect(same.status == 0, "\(same.errors)")
    }

    @Test func `of a configuration with more problems than are passed on is refused, and the next one is not`()
        async throws
    {
        try Self.configure(
            folder, teams: ["Acme"], more: (0..<2_000).map { "wrong-\($0): \($0)" }.joined(separator: "\n"))
        daemon.hangUp()
        try await daemon.eventually("the end of it was not told") { try $0.log.contains("not reloaded") }
        #expect(try daemon.log.contains("wrong-1999"))
        try Self.configure(folder, teams: ["Acme"])
        let result = try Program.run("reload", in: folder)
        #expect(result.status == 0, "\(result.errors)")
    }

    @Test func `of a file that is far too large is refused at once`() async throws {
        let lines = String(repeating: "# 0123456789abcdef0123456789abcdef0123456789abcdef\n", count: 2_000_000)
        try folder.write(folder.read("vermilion.yaml") + lines, to: "vermilion.yaml")
        let memory = try daemon.residentKiB
        daemon.hangUp()
        try await daemon.eventually("it was not told") { try $0.log.contains("it is larger than 16384 KiB") }
        #expect(try daemon.residentKiB - memory < 40_000)
        try Self.configure(folder, teams: ["Acme", "Borealis"])
        #expect(try Program.run("reload", in: folder).status == 0)
    }

    @Test func `asked for a thousand times loses nothing`() async throws {
        for round in 0..<1_000 {
            if round % 100 == 50 { try Self.configure(folder, teams: ["Acme"]) }
            if round % 100 == 0 { try Self.configure(folder, teams: ["Acme", "Borealis"]) }
            daemon.hangUp()
        }
        try Self.configure(folder, teams: ["Acme"])
        #expect(try Program.run("reload", in: folder).status == 0)
        try await daemon.eventually("opened and closed are no pairs") { daemon in
            let about = try subjects().filter { $0.contains("Borealis") }
            let ends = about.filter { $0.contains("No longer watched") }
            return about.count == ends.count * 2
        }
        #expect(try subjects().filter { $0.contains("Acme") }.count == 1)
        #expect(try daemon.end() == 0)
    }

    /// As soon as anybody can know whom to ask.
    @Test func `asked for while the daemon starts does not end it`() async throws {
        let acme = try WatchedAcme()
        for _ in 0..<5 {
            let daemon = try Daemon(in: acme.folder)
            try await eventually("it did not say that it is there", every: .milliseconds(1)) {
                (try? acme.folder.read("state/vermilion.run"))?.hasPrefix("\(daemon.process)\n") == true
            }
            daemon.hangUp()
            _ = try daemon.heard(until: "RELOADING=1")
            #expect(try daemon.end() == 0)
        }
    }

    @Test func `is not needed for a secret that changed`() async throws {
        let server = try PythonServer.requests(into: "requests", in: folder)
        try folder.write("http://127.0.0.1:\(server.port)/one", to: "url")
        chmod(folder.path + "/url", 0o600)
        try Self.configure(folder, teams: ["Acme"], more: "  hook: { webhook: { url: { file: url } } }\n")
        let settings = try folder.read("vermilion.yaml").replacing("[box]", with: "[box, hook]")
        try folder.write(settings.replacing("every: 1h", with: "every: 1s"), to: "vermilion.yaml")
        #expect(try Program.run("reload", in: folder).status == 0)
        for (tokens, path) in [(20, "/one"), (200, "/two")] {
            try Data("http://127.0.0.1:\(server.port)\(path)".utf8).write(to: folder.url.appending(path: "url"))
            chmod(folder.path + "/url", 0o600)
            try folder.write("team,day,app,api,tokens\nAcme,2025-07-22,Viewer,md,\(tokens)\n", to: "usage.csv")
            try await daemon.eventually("the rise was not told at \(path)") { _ in
                try folder.files(in: ".").contains("requests") && folder.read("requests").contains("POST \(path) ")
            }
        }
    }
}
