import Foundation
import Glibc
import Testing

/// `vermilion run`, as a service manager and an operator treat it.
@Suite struct `The daemon` {
    /// A configuration of one team that polls every second into a maildir.
    private func configured(_ folder: Folder, usage: String = "2") throws {
        try folder.write("team,day,app,api,tokens\nAcme,2025-07-22,Viewer,md,\(usage)\n", to: "usage.csv")
        try folder.write(
            """
            state: state
            poll: { every: 1s, jitter: 0% }
            teams:
              - { name: Acme, sources: [{ csv: usage.csv }], lots: [], notify: [box] }
            channels:
              box: { maildir: mail }
            """, to: "vermilion.yaml")
    }

    private func start(in folder: Folder, environment: [String: String] = [:]) throws -> Process {
        let process = Program.process(["run", "--verbose"], in: folder, environment: environment)
        let log = try folder.write("", to: "log-\(UUID().uuidString)")
        process.standardError = try FileHandle(forWritingTo: log)
        try process.run()
        return process
    }

    /// Waits for something that another process does; gives up after half a minute.
    private func eventually(_ what: Comment, _ isTrue: () throws -> Bool) async throws {
        for _ in 0..<600 {
            if try isTrue() { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        Issue.record(what)
    }

    /// The mails in the maildir; none that is half written.
    private func mails(_ folder: Folder) -> [String] { folder.files(in: "mail/new") }

    @Test func `says when it is ready, delivers, and ends within five seconds of SIGTERM`() async throws {
        let folder = try Folder()
        try configured(folder)
        let manager = try NotifySocket(path: folder.path + "/notify")
        let process = try start(in: folder, environment: ["NOTIFY_SOCKET": folder.path + "/notify"])
        #expect(try manager.receive().contains("READY=1"))
        try await eventually("the mail did not arrive") { mails(folder).count == 1 }
        let asked = ContinuousClock.now
        process.terminate()
        process.waitUntilExit()
        #expect(ContinuousClock.now - asked < .seconds(5))
        #expect(process.terminationReason == .exit && process.terminationStatus == 0)
        #expect(try manager.receive().contains("STOPPING=1"))
    }

    @Test func `goes on after kill -9, and tells everything once`() async throws {
        let folder = try Folder()
        try configured(folder)
        for _ in 0..<4 {
            let process = try start(in: folder)
            try await eventually("the daemon did not start") { mails(folder).count == 1 }
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        #expect(mails(folder).count == 1)
        try configured(folder, usage: "9")
        let process = try start(in: folder)
        try await eventually("the rise was not told") { mails(folder).count == 2 }
        process.terminate()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    @Test func `logs a lot that left the configuration as a change of the books`() async throws {
        let folder = try Folder()
        try configured(folder)
        let lot = "{ id: F, tokens: 1, start: 2025-07-01, expires: 2999-01-01 }"
        let without = try folder.read("vermilion.yaml")
        try folder.write(without.replacingOccurrences(of: "lots: []", with: "lots: [\(lot)]"), to: "vermilion.yaml")
        #expect(try Program.run("check", in: folder).status == 2)
        try folder.write(without, to: "vermilion.yaml")
        let process = try start(in: folder)
        try await eventually("the correction was not told") { mails(folder).count == 2 }
        process.terminate()
        process.waitUntilExit()
        let log = try folder.files(in: ".").filter { $0.hasPrefix("log-") }.map(folder.read).joined()
        #expect(log.contains("the books changed") && log.contains("lot.id=F"), "\(log)")
    }

    @Test func `and a check beside it never send the same thing twice`() async throws {
        let folder = try Folder()
        let server = try PythonServer.mail(into: "mails", in: folder)
        var rows = "team,day,app,api,tokens\n"
        var teams = ""
        for number in 1...20 {
            rows += "T\(number),2025-07-22,Viewer,md,\(number)\n"
            teams += "  - { name: T\(number), sources: [{ csv: usage.csv }], lots: [], notify: [mail] }\n"
        }
        try folder.write(rows, to: "usage.csv")
        try folder.write(
            """
            state: state
            poll: { every: 1s, jitter: 50% }
            teams:
            \(teams)channels:
              mail:
                email:
                  server: smtp://127.0.0.1:\(server.port)
                  tls: none
                  from: vermilion@example.com
                  to: [ops@example.com]
            """, to: "vermilion.yaml")
        let daemon = try start(in: folder)
        let checks = try (0..<3).map { _ in
            let check = Program.process(["check"], in: folder)
            check.standardOutput = FileHandle.nullDevice
            check.standardError = FileHandle.nullDevice
            try check.run()
            return check
        }
        for check in checks {
            check.waitUntilExit()
            #expect(check.terminationStatus == 2)
        }
        try await eventually("not all mails arrived") { folder.files(in: "mails").count >= 20 }
        daemon.terminate()
        daemon.waitUntilExit()
        let subjects = try folder.files(in: "mails").map { name in
            try folder.read("mails/\(name)").split(separator: "\r\n").first { $0.hasPrefix("Message-ID:") }
        }
        #expect(subjects.count == 20)
        #expect(Set(subjects).count == 20)
    }

    @Test func `loses nothing when checks are killed at any moment`() async throws {
        let folder = try Folder()
        var random = SystemRandomNumberGenerator()
        var amount = 1
        for round in 0..<25 {
            // Each round owes at least 25 % more, so each has something to tell.
            amount *= 2
            try configured(folder, usage: "\(amount)")
            let check = Program.process(["check"], in: folder)
            check.standardOutput = FileHandle.nullDevice
            check.standardError = FileHandle.nullDevice
            try check.run()
            usleep(UInt32.random(in: 0..<60_000, using: &random))
            kill(check.processIdentifier, SIGKILL)
            check.waitUntilExit()
            if round % 5 == 4 { try expectEverythingTold(folder) }
        }
    }

    /// After a check that is left alone, every notice has its delivery and every delivery has arrived. A lease of a
    /// killed check would hold its delivery for half a minute, so its end is waited for.
    private func expectEverythingTold(_ folder: Folder) throws {
        for _ in 0..<200 {
            let result = try Program.run("check", in: folder)
            #expect(result.status == 2, "\(result.errors)")
            let json = try Program.run("deliveries", "--format", "json", in: folder).json()
            let deliveries = try #require(json as? [[String: Any]])
            guard deliveries.allSatisfy({ $0["state"] as? String == "delivered" }) else {
                usleep(250_000)
                continue
            }
            let numbers = deliveries.compactMap { ($0["notice"] as? [String: Any])?["id"] as? String }
            #expect(Set(numbers).count == numbers.count)
            #expect(mails(folder).count == deliveries.count)
            #expect(!deliveries.isEmpty)
            return
        }
        Issue.record("a delivery did not arrive")
    }
}

/// What systemd listens on.
private final class NotifySocket {
    private let socket: Int32

    init(path: String) throws {
        socket = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(bound == 0)
        var patience = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    func receive() throws -> String {
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = recv(socket, &bytes, bytes.count, 0)
        try #require(count > 0, "nothing was said within half a minute")
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    deinit { close(socket) }
}
