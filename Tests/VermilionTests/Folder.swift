import Foundation
import Glibc
import Testing
import VermilionTestSupport

/// A private folder that goes with the test, and the files in it.
final class Folder: Sendable {
    let directory: TemporaryDirectory
    var path: String { directory.path }
    var url: URL { URL(fileURLWithPath: path) }

    init() throws { directory = try TemporaryDirectory() }

    @discardableResult
    func write(_ text: String, to name: String) throws -> URL { try write(Data(text.utf8), to: name) }

    @discardableResult
    func write(_ data: Data, to name: String) throws -> URL {
        let file = url.appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        // Secrets must be; whether it is there already tells a program that may be run.
        let isNew = !FileManager.default.fileExists(atPath: file.path)
        try data.write(to: file)
        if isNew { chmod(file.path, 0o600) }
        return file
    }

    func read(_ name: String) throws -> String {
        try String(contentsOf: url.appendingPathComponent(name), encoding: .utf8)
    }

    /// Names of the files in a subfolder, sorted; empty when it is not there.
    func files(in name: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: url.appendingPathComponent(name).path)) ?? []).sorted()
    }

    /// The mails in the maildir `mail`; none that is half written.
    var mails: [String] { files(in: "mail/new") }

    /// Changes the state as another program does.
    func alterState(_ sql: String) throws {
        let script = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).executescript(sys.argv[2])"
        let result = try run(["/usr/bin/python3", "-c", script, "state/vermilion.sqlite", sql])
        try #require(result.status == 0, "\(result.errors)")
    }
}
