import Foundation
import Glibc
import Testing

/// What happens when the state cannot be had: unknown, one message, and nothing sent.
@Suite struct `A state` {
    private func configure(_ folder: Folder, state: String) throws {
        try folder.write("team,day,app,api,tokens\nAcme,2025-07-22,V,md,3.5\n", to: "usage.csv")
        try folder.write(
            """
            state: \(state)
            teams:
              - { name: Acme, sources: [{ csv: usage.csv }], lots: [], notify: [box] }
            channels:
              box: { maildir: mail }
            """, to: "vermilion.yaml")
    }

    @Test func `that cannot be written leaves the team's state unknown`() throws {
        let folder = try Folder()
        try folder.write("", to: "file")
        try configure(folder, state: "file/state")
        let result = try Program.run("check", in: folder)
        #expect(result.status == 3)
        #expect(result.errors.contains("file/state"))
        let plugin = try Program.run("check", "--format", "nagios", in: folder)
        #expect(plugin.status == 3)
        #expect(plugin.output.hasPrefix("VERMILION UNKNOWN - ") && plugin.output.contains("file/state"))
        #expect(folder.files(in: "mail/new").isEmpty)
    }

    @Test func `of a newer version is refused and not touched`() throws {
        let folder = try Folder()
        try configure(folder, state: "state")
        #expect(try Program.run("check", in: folder).status == 2)
        let file = folder.path + "/state/vermilion.sqlite"
        let made = Process()
        made.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        made.arguments = [
            "-c",
            "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute('PRAGMA user_version = 99'); db.close()",
            file,
        ]
        try made.run()
        _ = made.status()
        let before = try Data(contentsOf: URL(fileURLWithPath: file))
        let result = try Program.run("check", in: folder)
        #expect(result.status == 3)
        #expect(result.errors.contains("99"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == before)
    }

    @Test func `on a full disk changes nothing and sends nothing, and goes on when there is space`() throws {
        let folder = try Folder()
        try FileManager.default.createDirectory(atPath: folder.path + "/small", withIntermediateDirectories: true)
        try #require(
            mount("tmpfs", folder.path + "/small", "tmpfs", 0, "size=1m") == 0,
            "this test mounts a small file system of its own, which takes root: \(String(cString: strerror(errno)))")
        defer { umount2(folder.path + "/small", Int32(MNT_DETACH)) }
        try configure(folder, state: "small/state")
        try #require(try Program.run("check", "--dry-run", in: folder).status == 2)
        // Leave some pages, but fewer than the state needs.
        let filler = folder.path + "/small/filler"
        let file = open(filler, O_WRONLY | O_CREAT, 0o600)
        let block = [UInt8](repeating: 1, count: 4_096)
        while write(file, block, block.count) == block.count {}
        close(file)
        let full = try Program.run("check", in: folder)
        #expect(full.status == 3, "\(full.output)")
        #expect(full.errors.contains("full") || full.errors.contains("space"), "\(full.errors)")
        #expect(folder.files(in: "mail/new").isEmpty)
        unlink(filler)
        #expect(try Program.run("check", in: folder).status == 2)
        #expect(folder.files(in: "mail/new").count == 1)
    }

    @Test func `is for nobody else to read`() throws {
        let folder = try Folder()
        try configure(folder, state: "state")
        #expect(try Program.run("check", in: folder).status == 2)
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.path + "/state/vermilion.sqlite")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let directory = try FileManager.default.attributesOfItem(atPath: folder.path + "/state")
        #expect(directory[.posixPermissions] as? Int == 0o700)
    }
}
