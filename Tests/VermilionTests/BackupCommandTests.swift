import Foundation
import Glibc
import Testing
import VermilionTestSupport

/// `vermilion backup` and `vermilion restore`, with a daemon.
@Suite struct `A backup by command` {
    private let acme: WatchedAcme
    private var folder: Folder { acme.folder }

    init() throws { acme = try WatchedAcme() }

    @Test func `is made while the daemon runs, and put back when it does not`() async throws {
        let daemon = try Daemon(in: folder)
        try await daemon.eventually("the mail did not arrive") { $0.mails.count == 1 }
        let made = try Program.run("backup", "copy", in: folder)
        #expect(made.status == 0, "\(made.errors)")
        #expect(made.output.contains("1 team, 1 row of usage, 1 open incident, 0 queued deliveries"))
        let again = try Program.run("backup", "copy", in: folder)
        #expect(again.status == 69 && again.errors.contains("--force"))
        #expect(try Program.run("backup", "--force", "copy", in: folder).status == 0)

        let refused = try Program.run("restore", "copy", in: folder)
        #expect(refused.status == 69 && refused.errors.contains("stop it first"), "\(refused.errors)")
        // It goes on as before.
        try acme.use(9)
        try await daemon.eventually("the rise was not told") { $0.mails.count == 2 }
        #expect(try daemon.end() == 0)
        #expect(folder.mails.count == 2)

        let restored = try Program.run("restore", "copy", in: folder)
        #expect(restored.status == 0, "\(restored.errors)")
        #expect(restored.output.contains("The state of before is in "))
        #expect(folder.files(in: "state").count { $0.contains(".replaced-") } == 1)
        // The rise is told anew, under an id that nobody has seen.
        #expect(try Program.run("check", in: folder).status == 2)
        #expect(folder.mails.count == 3)
        let ids = try folder.mails.map { name in
            try folder.read("mail/new/\(name)").split(whereSeparator: \.isNewline).first { $0.hasPrefix("Message-ID:") }
        }
        #expect(Set(ids).count == 3)
    }

    @Test func `leaves out the logins of accounts, and a restore leaves them alone`() throws {
        #expect(try Program.run("check", in: folder).status == 2)
        let record = try folder.write("{\"refresh\":{\"token\":\"canary-refresh\"}}", to: "state/accounts/portal.json")
        chmod(record.path, 0o600)
        chmod(folder.path + "/state/accounts", 0o700)
        #expect(try Program.run("backup", "copy", in: folder).status == 0)
        #expect(try Data(contentsOf: folder.url.appendingPathComponent("copy")).range(of: Data("canary".utf8)) == nil)
        #expect(try Program.run("restore", "copy", in: folder).status == 0)
        #expect(try folder.read("state/accounts/portal.json").contains("canary-refresh"))
    }

    @Test func `ends with what is wrong`() throws {
        let early = try Program.run("backup", "copy", in: folder)
        #expect(early.status == 69 && early.errors.contains("there is no state yet"))
        try folder.write("no database, but long enough to be taken for the beginning of one, surely", to: "copy")
        let nowhere = try Program.run("restore", "none", in: folder)
        #expect(nowhere.status == 69 && nowhere.errors.contains("none: this is no backup: No such file"))
        let wrong = try Program.run("restore", "copy", in: folder)
        #expect(wrong.status == 69 && wrong.errors.contains("this backup is damaged"), "\(wrong.errors)")
        #expect(folder.files(in: "state") == [])
    }
}
