import Foundation
import Glibc
import Testing
import VermilionTestSupport

/// A running `vermilion run`, with a service manager that listens to it. It ends with the test.
final class Daemon {
    private let folder: Folder
    private let manager: NotifySocket
    private let running: Process
    private let logName = "log-\(UUID().uuidString)"

    /// - Parameter command: a program that becomes the daemon, as `strace -D` does.
    init(in folder: Folder, environment: [String: String] = [:], under command: [String] = []) throws {
        self.folder = folder
        let socket = "notify-\(UUID().uuidString.prefix(8))"
        manager = try NotifySocket(path: "\(folder.path)/\(socket)")
        running = Program.process(
            ["run", "--verbose"], in: folder,
            environment: environment.merging(["NOTIFY_SOCKET": "\(folder.path)/\(socket)"]) { $1 }, under: command)
        running.standardError = try FileHandle(forWritingTo: folder.write("", to: logName))
        try running.run()
    }

    deinit { kill() }

    var process: Int32 { running.processIdentifier }

    var log: String { get throws { try folder.read(logName) } }

    var mails: [String] { folder.mails }

    /// The next that it tells its manager.
    func said() throws -> String { try manager.receive() }

    /// All that it tells its manager until it says some words.
    func heard(until words: String) throws -> String {
        var heard = ""
        while !heard.contains(words) { heard += try manager.receive() + "\n" }
        return heard
    }

    func hangUp() { Glibc.kill(process, SIGHUP) }

    func kill() {
        guard running.isRunning else { return }
        Glibc.kill(process, SIGKILL)
        _ = running.status()
    }

    /// Asks it to end.
    ///
    /// - Returns: the status that it ends with.
    func end() throws -> Int32 {
        running.terminate()
        return running.status()
    }

    /// Asks it to end, which takes less than five seconds, whatever is going on.
    func expectPromptEnd(
        _ when: Comment? = nil, with statuses: Set<Int32> = [0], sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let asked = ContinuousClock.now
        let status = try end()
        #expect(statuses.contains(status), when, sourceLocation: sourceLocation)
        #expect(ContinuousClock.now - asked < .seconds(5), when, sourceLocation: sourceLocation)
    }

    /// Waits for something that it does; gives up after half a minute.
    func eventually(
        _ what: Comment, sourceLocation: SourceLocation = #_sourceLocation, _ isTrue: (Daemon) throws -> Bool
    ) async throws {
        try await VermilionTests.eventually(what, sourceLocation: sourceLocation) { try isTrue(self) }
    }

    /// What it took of the processors, in hundredths of a second.
    var processorTicks: Int {
        get throws {
            let stat = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
            // The name before it may have spaces.
            let fields = try #require(stat.split(separator: ")").last).split(separator: " ")
            return try #require(Int(fields[11])) + #require(Int(fields[12]))
        }
    }

    var residentKiB: Int {
        get throws {
            let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
            let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
            return try #require(Int(line.filter(\.isNumber)))
        }
    }
}
