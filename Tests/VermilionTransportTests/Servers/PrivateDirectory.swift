import Foundation
import Glibc

/// A directory of this test's own, gone with this object.
///
/// Others may look in: mail servers give up their rights before they write.
final class PrivateDirectory: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/vermilion-transport-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw ServerTrouble("no temporary directory: errno \(errno)") }
        path = String(cString: made)
        chmod(path, 0o755)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        try text.write(toFile: file(name), atomically: true, encoding: .utf8)
        return file(name)
    }

    func read(_ name: String) -> [UInt8]? {
        FileManager.default.contents(atPath: file(name)).map { [UInt8]($0) }
    }

    func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: file(folder))) ?? []).sorted()
    }
}

/// A real server could not be had; the test must fail and say why.
struct ServerTrouble: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
