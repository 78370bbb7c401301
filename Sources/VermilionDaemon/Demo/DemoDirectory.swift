import Foundation
import VermilionDomain

/// Where a demo keeps its configuration, its state and its mails.
struct DemoDirectory {
    let url: URL
    private let isKept: Bool

    /// - Parameter path: kept after the demo; nil for a temporary one that is removed.
    init(_ path: String?) throws(Diagnostic) {
        isKept = path != nil
        let path = path ?? NSTemporaryDirectory() + "/vermilion-demo-\(UUID().uuidString)"
        url = URL(fileURLWithPath: path, isDirectory: true)
        guard !FileManager.default.fileExists(atPath: path) else {
            throw Diagnostic(
                at: Diagnostic.Place(file: path), "exists already", hint: "name a directory that the demo can make")
        }
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        } catch {
            throw Diagnostic(at: Diagnostic.Place(file: path), "cannot be made: \(error.localizedDescription)")
        }
    }

    var path: String { url.path }

    /// Nil when it is removed.
    var kept: String? { isKept ? url.path : nil }

    var farewell: String {
        kept.map { "Everything is in \($0): vermilion.yaml, scenario.yaml, the state, and the mails in mail/new.\n" }
            ?? "To keep the configuration, the state and the mails: --keep DIRECTORY\n"
    }

    func removeUnlessKept() {
        if !isKept { try? FileManager.default.removeItem(at: url) }
    }

    func write(_ text: String, to name: String, isSecret: Bool = false) throws {
        let file = url.appendingPathComponent(name)
        try Data(text.utf8).write(to: file)
        if isSecret { try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path) }
    }

    /// Unbuffered, so that it stays in order with what the log channel writes.
    static func say(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }
}
