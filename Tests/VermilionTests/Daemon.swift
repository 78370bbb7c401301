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
            environment: environment.merging(["NOTIFY_SOCKET": "\(folder.path)/\(socket)"]) { $1 })
        if !command.isEmpty {
            running.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            running.arguments = command + [Program.executable.path, "run", "--verbose"]
        }
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

    /// Waits for something that it does; gives up after half a minute.
    func eventually(_ what: Comment, _ isTrue: (Daemon) throws -> Bool) async throws {
        for _ in 0..<600 {
            if try isTrue(self) { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record(what)
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

/// What systemd listens on. It takes everything at once, as systemd does.
private final class NotifySocket: Sendable {
    private let socket: Int32
    private let words = WordQueue()

    init(path: String) throws {
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        self.socket = socket
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(bound == 0)
        let words = words
        Thread.detachNewThread {
            var bytes = [UInt8](repeating: 0, count: 4_096)
            while case let count = recv(socket, &bytes, bytes.count, 0), count > 0 {
                words.put(String(decoding: bytes.prefix(count), as: UTF8.self))
            }
            close(socket)
        }
    }

    /// The next that was said; waits for it for half a minute.
    func receive() throws -> String { try #require(words.next(), "nothing was said within half a minute") }

    deinit { shutdown(socket, Int32(SHUT_RDWR)) }
}

/// A queue between two threads.
private final class WordQueue: @unchecked Sendable {
    /// Guards the queue.
    private let changed = NSCondition()
    private var queue: [String] = []

    func put(_ words: String) {
        changed.withLock { queue.append(words) }
        changed.signal()
    }

    func next() -> String? {
        changed.withLock {
            let patience = Date(timeIntervalSinceNow: 30)
            while queue.isEmpty { guard changed.wait(until: patience) else { return nil } }
            return queue.removeFirst()
        }
    }
}
