import Foundation
import Glibc
import Testing
import VermilionTestSupport

@Suite struct `A first configuration` {
    @Test func `is sound, whatever the team is called`() throws {
        let folder = try Folder()
        let names = [
            "Acme Design", "no", "1:30", "~", "null", "2025-07-24", "0x10", "- A", "a: b", "a #b", "'a'", "\"a\"", "\\",
            "{a}", "*a", "&a", "!a",
            "%", "設計チーム", "👩‍👩‍👧", "é", "a,b", "[a", "? a", "a  b", "<<", "`a`", "$(id)", "\u{202E}a",
        ]
        for name in names {
            let made = try Program.run("init", "--team=\(name)", "--force", in: folder)
            #expect(made.status == 0, "\(name): \(made.errors)")
            let check = try Program.run("config", "check", "vermilion.yaml", in: folder)
            #expect(check.output == "The configuration is sound. Teams: \(name). Channels: box, journal.\n")
            #expect(check.status == 0 && check.errors.isEmpty, "\(name): \(check.errors)")
        }
    }

    @Test func `holds the answers, names secrets, and says what comes next`() throws {
        let folder = try Folder()
        let made = try Program.run(
            "init", "conf.yaml", "--team", "Acme", "--token-flex", "11000", "--client-id", "abc", "--lot",
            "FLEX-1, 500, 2025-07-24", "--lot", "1e3,1.5,2025-01-01,2025-06-01", "--mail-server",
            "smtp://mail.example.com",
            "--mail-user", "v", "--mail-from", "V: <v@example.com>", "--mail-to", "a@example.com", "--mail-to",
            "b@example.com",
            "--chat", "google-chat", "--zone", "Asia/Tokyo", "--language", "ja", in: folder)
        #expect(made.status == 0, "\(made.errors)")
        for step in [
            "install -m 600 /dev/stdin smtp-password", "chat-url", "autodesk-secret", "vermilion login autodesk",
        ] {
            #expect(made.output.contains(step), "\(step)")
        }
        let shown = try Program.run("config", "show", "conf.yaml", in: folder)
        #expect(shown.status == 0 && shown.errors.isEmpty, "\(shown.errors)")
        for text in [
            "zone: Asia/Tokyo", "{ id: FLEX-1, tokens: 500, start: 2025-07-24, expires: 2026-07-24 }",
            "{ id: \"1e3\", tokens: 1.5, start: 2025-01-01, expires: 2025-06-01 }", "contract: \"11000\"",
            "password: { file: \(folder.path)/smtp-password }", "url: { file: \(folder.path)/chat-url }",
            "to: [a@example.com, b@example.com]", "\"V: <v@example.com>\"",
        ] { #expect(shown.output.contains(text), "\(text) is not in \(shown.output)") }
        let status = try FileManager.default.attributesOfItem(atPath: folder.path + "/conf.yaml")
        #expect((status[.posixPermissions] as? Int ?? 0o777) & 0o027 == 0)
    }

    @Test func `for the service keeps to where that may write, and hands it its secrets`() throws {
        let folder = try Folder()
        let made = try Program.run(
            "init", "--team", "A", "--chat", "slack", "--secrets", "credential", "--state", "/var/lib/vermilion",
            in: folder)
        let path = folder.path + "/chat-url"
        #expect(made.output.contains("   LoadCredential=chat-url:\(path)"), "\(made.output)")
        #expect(
            made.output.contains("systemd-run --pipe --wait -p LoadCredential=chat-url:\(path) vermilion config check"))
        #expect(try folder.read("vermilion.yaml").contains("slack: { url: { credential: chat-url } }"))
    }

    @Test func `replaces nothing unless told to`() throws {
        let folder = try Folder()
        try folder.write("mine", to: "vermilion.yaml")
        let refused = try Program.run("init", "--team", "A", in: folder)
        #expect(refused.status == 64 && refused.errors.contains("is there already"))
        #expect(try folder.read("vermilion.yaml") == "mine")
        #expect(try Program.run("init", "--team", "A", "--force", in: folder).status == 0)
        #expect(try folder.read("vermilion.yaml").contains("name: A"))
        #expect(folder.files(in: "").filter { !$0.hasPrefix(".") } == ["vermilion.yaml"])
        #expect(try Program.run("init", "none/v.yaml", "--team", "A", in: folder).status == 73)
    }

    @Test func `replaces no directory, pipe or device, whatever it is told`() throws {
        let folder = try Folder()
        #expect(mkfifo(folder.path + "/pipe", 0o600) == 0)
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/device", withDestinationPath: "/dev/full")
        for place in ["pipe", "device", "."] {
            let refused = try Program.run("init", place, "--team", "A", "--force", in: folder)
            #expect(refused.status == 64 && refused.errors.contains("\(place) is there already, and no file"))
        }
        #expect(folder.files(in: "").filter { !$0.hasPrefix(".") }.sorted() == ["device", "pipe"])
    }

    @Test(arguments: [
        (["init"], "missing: --team"), (["init", "--insights", "1"], "missing: --team, --client-id"),
        (["init", "--team", " A"], "cannot be the name of a team"),
        (["init", "--team", "A", "--lot", "x"], "is no pack"),
        (["init", "--team", "A", "--lot", "x,0,today"], "must be more than 0"),
        (["init", "--team", "A", "--mail-server", "smtp://h"], "Mail needs --mail-from and --mail-to"),
        (["init", "--team", "A", "--csv", "a", "--insights", "1"], "one place to begin with"),
    ])
    func `is not written with what cannot be`(_ arguments: [String], _ words: String) throws {
        let folder = try Folder()
        let result = try Program.run(arguments, in: folder)
        #expect(result.status == 64 && result.errors.contains(words), "\(result.errors)")
        #expect(folder.files(in: "").filter { !$0.hasPrefix(".") }.isEmpty)
    }

    private struct Talk: Decodable {
        let status: Int
        let transcript: String
    }

    /// On a terminal of its own, each answer typed when a question has come.
    private func talk(_ answers: [String], in folder: Folder) throws -> Talk {
        let script = #"""
            import base64, json, os, pty, re, sys

            program, folder, *answers = [base64.b64decode(line).decode() for line in sys.stdin]
            child, terminal = pty.fork()
            if child == 0:
                os.chdir(folder)
                os.execve(program, [program, "init"], {"HOME": folder, "PATH": "/usr/bin:/bin"})
            transcript, unseen = "", ""
            while True:
                try:
                    piece = os.read(terminal, 4096)
                except OSError:
                    break
                if not piece:
                    break
                transcript += piece.decode(errors="replace")
                unseen += piece.decode(errors="replace")
                if unseen.endswith(": "):
                    unseen = ""
                    os.write(terminal, ((answers.pop(0) + "\n") if answers else "\x04").encode())
            json.dump({"status": os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), "transcript": transcript}, sys.stdout)
            """#
        return try PythonReader.run(
            script, on: ([Program.executable.path, folder.path] + answers).map { Array($0.utf8) })
    }

    @Test func `comes of questions on a terminal, each asked until its answer will do`() throws {
        let folder = try Folder()
        let talk = try talk(
            [
                " A", "no: \"設計\"", "9", "3", "110000917988", "abc", "FLEX-1, 0, 2025-07-24", "FLEX-1, 500, 2025-07-24",
                "",
                "http://mail.example.com", "smtp://mail.example.com", "v", "v@example.com",
                "a@example.com, b@example.com", "slak", "slack",
            ], in: folder)
        #expect(talk.status == 0, "\(talk.transcript)")
        for words in [
            "cannot be the name of a team", "must be more than 0", "must begin with smtp://", "That is no answer.",
            "Next:",
        ] {
            #expect(talk.transcript.contains(words), "\(words): \(talk.transcript)")
        }
        let shown = try Program.run("config", "show", "vermilion.yaml", in: folder).output
        for text in [
            "name: \"no: \\\"設計\\\"\"", "contract: \"110000917988\"", "client-id: abc",
            "to: [a@example.com, b@example.com]",
            "slack: { url: { file: ", "tokens: 500",
        ] { #expect(shown.contains(text), "\(text): \(shown)") }
    }

    @Test func `is not written when the answers end`() throws {
        let folder = try Folder()
        let talk = try talk(["A", "1"], in: folder)
        #expect(talk.status == 64 && talk.transcript.contains("nothing was written"))
        #expect(folder.files(in: "").filter { !$0.hasPrefix(".") }.isEmpty)
    }
}
