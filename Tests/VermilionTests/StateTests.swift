import Foundation
import Glibc
import Testing
import VermilionTestSupport

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
        try folder.alterState("PRAGMA user_version = 99")
        let before = try Data(contentsOf: URL(fileURLWithPath: file))
        let result = try Program.run("check", in: folder)
        #expect(result.status == 3)
        #expect(result.errors.contains("99"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == before)
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
