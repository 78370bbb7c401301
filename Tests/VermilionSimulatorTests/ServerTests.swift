import Foundation
import Testing
import VermilionTestSupport

/// The executable itself, asked with curl.
@Suite struct `The simulator's server` {
    /// Started with a scenario, and stopped in the end.
    final class Running {
        let url: String
        private let process = Process()
        private let folder: URL

        init(_ yaml: String) throws {
            folder = FileManager.default.temporaryDirectory.appendingPathComponent("simulator-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let scenario = folder.appendingPathComponent("scenario.yaml")
            try Data(yaml.utf8).write(to: scenario)
            let output = Pipe()
            process.executableURL = `The simulator's server`.executable
            process.arguments = [scenario.path, "--port", "0"]
            process.standardOutput = output
            try process.run()
            var line: [UInt8] = []
            while let byte = try output.fileHandleForReading.read(upToCount: 1)?.first, byte != UInt8(ascii: "\n") {
                line.append(byte)
            }
            url = String(decoding: line, as: UTF8.self)
        }

        deinit {
            process.terminate()
            _ = process.status()
            try? FileManager.default.removeItem(at: folder)
        }
    }

    static var executable: URL {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appendingPathComponent("vermilion-simulator")
    }

    static func run(_ executable: URL, _ arguments: [String]) throws -> (code: Int32, output: String) {
        let process = Process()
        let output = Pipe()
        process.executableURL = executable
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        return (process.status(), String(decoding: bytes, as: UTF8.self))
    }

    static func curl(_ arguments: String...) throws -> (code: Int32, output: String) {
        try run(URL(fileURLWithPath: "/usr/bin/curl"), ["-sg", "--noproxy", "*", "--max-time", "20"] + arguments)
    }

    static let scenario =
        Scenarios.usage + """
            clock: {start: 2026-01-01}
            faults:
              - {path: "/applications/v1/clients", kind: cut, after: 5}
              - {path: "/insights/v1/contexts", kind: slow, rate: 100}
            """

    @Test func `answers a login and a question`() throws {
        let simulator = try Running(Self.scenario)
        #expect(simulator.url.hasPrefix("http://127.0.0.1:"))
        let login = try Self.curl(
            "-u", "fake-client:fake-secret", "-d", "grant_type=client_credentials", "-d",
            "scope=application:client:read data:read", simulator.url + "/authentication/v2/token")
        let pattern = /"access_token":"([^"]+)"/
        let token = try #require(login.output.firstMatch(of: pattern)?.output.1, "\(login)")
        let bearer = "Authorization: Bearer \(token)"
        let usage = try Self.curl(
            "-H", bearer,
            simulator.url + "/applications/v2/clients/a/usage/daily-totals?filter[date]=2025-12-31..2026-01-01")
        #expect(usage.output.contains(#""tokens":2.0"#) && usage.output.contains(#""tokens":1.5"#))
        let cut = try Self.curl("-H", bearer, simulator.url + "/applications/v1/clients")
        #expect(cut.output == #"{"pag"#)
        #expect([18, 56, 52].contains(cut.code), "curl tells that something is missing: \(cut.code)")
        let slow = try Self.curl("-H", bearer, simulator.url + "/insights/v1/contexts")
        #expect(slow.code == 0 && slow.output.contains("ADSK-PAT is missing"))
        let clock = try Self.curl("-d", "advance=1d", simulator.url + "/simulator/clock")
        #expect(clock.output == #"{"now":"2026-01-02T00:00:00Z"}"#)
    }

    @Test func `refuses to be reached from elsewhere, and a wrong scenario`() throws {
        let open = try Self.run(Self.executable, ["x.yaml", "--host", "0.0.0.0"])
        #expect(open.code == 64 && open.output.contains("this machine alone"))
        let missing = try Self.run(Self.executable, ["/nowhere/x.yaml", "--check"])
        #expect(missing.code == 78)
    }

    @Test(arguments: ["story", "faults"]) func `takes the scenarios that are shipped`(name: String) throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let path = root.appendingPathComponent("config/simulator/\(name).yaml").path
        let check = try Self.run(Self.executable, ["--check", path])
        #expect(check.code == 0 && check.output == "\(path): fine\n")
    }
}
