import Foundation
import VermilionTestSupport

/// The simulator as a process, with a scenario; and curl in place of a browser.
final class SimulatedAutodesk {
    let url: String
    private let process = Process()

    init(_ scenario: String, in folder: Folder) throws {
        let file = try folder.write(scenario, to: "scenario-\(UUID().uuidString).yaml")
        let output = Pipe()
        process.executableURL = Program.executable.deletingLastPathComponent()
            .appendingPathComponent("vermilion-simulator")
        process.arguments = [file.path, "--port", "0"]
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        url = try Self.line(of: output)
    }

    deinit {
        process.terminate()
        _ = process.status()
    }

    /// The first line of what a program prints.
    static func line(of output: Pipe) throws -> String {
        var line: [UInt8] = []
        while let byte = try output.fileHandleForReading.read(upToCount: 1)?.first, byte != UInt8(ascii: "\n") {
            line.append(byte)
        }
        return String(decoding: line, as: UTF8.self)
    }

    @discardableResult
    static func curl(_ arguments: String...) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
        process.arguments = ["-sg", "--noproxy", "*", "--max-time", "20"] + arguments
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        _ = process.status()
        return String(decoding: bytes, as: UTF8.self)
    }

    struct Log {
        let grants: [String]
        let refreshTokensUsedTwice: Int
    }

    func log() throws -> Log {
        let object = try JSONSerialization.jsonObject(with: Data(try Self.curl(url + "/simulator/log").utf8))
        let log = object as? [String: Any] ?? [:]
        let requests = log["requests"] as? [[String: Any]] ?? []
        return Log(
            grants: requests.compactMap { $0["grant"] as? String },
            refreshTokensUsedTwice: (log["refreshTokensUsedTwice"] as? [Any])?.count ?? -1)
    }
}

extension SimulatedAutodesk {
    /// A team that used something, and an account that may see it.
    ///
    /// - Parameter account: more of the account, in flow style.
    static func acme(redirectedTo port: Int, account: String? = nil, more: String = "") -> String {
        let redirect = "redirects: [\"http://127.0.0.1:\(port)/callback\"]"
        let account = ["client-id: fake-client, secret: fake-secret-canary, \(redirect)", account].compactMap(\.self)
        return """
            clock: real
            accounts:
              - { \(account.joined(separator: ", ")) }
            teams: [{ name: acme, packs: [{ id: p, tokens: 100, start: -30d }] }]
            hubs: [{ id: hub-acme, team: acme }]
            apps: [{ id: app-viewer, name: Viewer, hub: hub-acme }]
            usage: [{ app: app-viewer, feature: md, day: -6d, tokens: 2.5 }]
            \(more)
            """
    }
}
