import Foundation
import Glibc
import Testing
import VermilionTestSupport

/// `vermilion run`, as a service manager and an operator treat it.
@Suite struct `The daemon` {
    private let acme: WatchedAcme
    private var folder: Folder { acme.folder }

    init() throws { acme = try WatchedAcme() }

    @Test func `says when it is ready, delivers, and ends within five seconds of SIGTERM`() async throws {
        let daemon = try Daemon(in: folder)
        #expect(try daemon.said().contains("READY=1"))
        try await daemon.eventually("the mail did not arrive") { $0.mails.count == 1 }
        try daemon.expectPromptEnd()
        #expect(try daemon.heard(until: "STOPPING=1").contains("STATUS=watching 1 team; 1 uncharged; next poll "))
    }

    @Test func `tells the watchdog that it works, more often than that asks for`() throws {
        let daemon = try Daemon(in: folder, environment: ["WATCHDOG_USEC": "3000000"])
        for _ in 0..<3 {
            let asked = ContinuousClock.now
            _ = try daemon.heard(until: "WATCHDOG=1")
            #expect(ContinuousClock.now - asked < .seconds(3))
        }
    }

    @Test func `sends a heartbeat when it has gone round, and says when that does not get through`() async throws {
        let server = try PythonServer.requests(into: "requests", in: folder)
        var acme = acme
        acme.more = "heartbeat: http://127.0.0.1:\(server.port)/ping/abc\n"
        try acme.configure()
        let daemon = try Daemon(in: folder)
        try await daemon.eventually("there was no heartbeat") { _ in
            try folder.files(in: ".").contains("requests") && folder.read("requests").hasPrefix("GET /ping/abc")
        }
        server.stop()
        #expect(try Program.run("reload", in: folder).status == 0)
        try await daemon.eventually("nobody was told") { try $0.log.contains("the heartbeat does not get through") }
        #expect(try !daemon.log.contains("/ping/abc"), "the address is a secret")
        #expect(try daemon.end() == 0)
    }

    @Test func `does not work on a state beside another`() throws {
        let daemon = try Daemon(in: folder)
        #expect(try daemon.said().contains("READY=1"))
        let other = try Program.run("run", in: folder)
        #expect(other.status == 69)
        #expect(other.errors.contains("another daemon (process \(daemon.process))"))
    }

    @Test func `that is refused does not make or change a state, not even to its own version`() throws {
        try FileManager.default.createDirectory(
            atPath: "\(folder.path)/state", withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        let place = open("\(folder.path)/state/vermilion.run", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        defer { close(place) }
        #expect(flock(place, LOCK_EX | LOCK_NB) == 0)
        let other = try Program.run("run", in: folder)
        #expect(other.status == 69)
        #expect(other.errors.contains("another daemon"))
        #expect(folder.files(in: "state") == ["vermilion.run"])
    }

    @Test func `goes on after kill -9, and tells everything once`() async throws {
        for _ in 0..<4 {
            let daemon = try Daemon(in: folder)
            try await daemon.eventually("the daemon did not start") { $0.mails.count == 1 }
            daemon.kill()
        }
        #expect(folder.mails.count == 1)
        try acme.use(9)
        let daemon = try Daemon(in: folder)
        try await daemon.eventually("the rise was not told") { $0.mails.count == 2 }
        #expect(try daemon.end() == 0)
    }

    @Test func `logs a lot that left the configuration as a change of the books`() async throws {
        let lot = "{ id: F, tokens: 1, start: 2025-07-01, expires: 2999-01-01 }"
        let without = try folder.read("vermilion.yaml")
        try folder.write(without.replacingOccurrences(of: "lots: []", with: "lots: [\(lot)]"), to: "vermilion.yaml")
        #expect(try Program.run("check", in: folder).status == 2)
        try folder.write(without, to: "vermilion.yaml")
        let daemon = try Daemon(in: folder)
        try await daemon.eventually("the correction was not told") { $0.mails.count == 2 }
        #expect(try daemon.end() == 0)
        let log = try daemon.log
        #expect(log.contains("the books changed") && log.contains("lot.id=F"), "\(log)")
    }

    @Test func `and a check beside it never send the same thing twice`() async throws {
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
        let daemon = try Daemon(in: folder)
        #expect(try daemon.said().contains("READY=1"))
        let checks = try (0..<3).map { _ in
            let check = Program.process(["check"], in: folder)
            check.standardOutput = FileHandle.nullDevice
            check.standardError = FileHandle.nullDevice
            try check.run()
            return check
        }
        for check in checks {
            #expect(check.status() == 2)
        }
        try await daemon.eventually("not all mails arrived") { _ in folder.files(in: "mails").count >= 20 }
        #expect(try daemon.end() == 0)
        let subjects = try folder.files(in: "mails").map { name in
            try folder.read("mails/\(name)").split(separator: "\r\n").first { $0.hasPrefix("Message-ID:") }
        }
        #expect(subjects.count == 20)
        #expect(Set(subjects).count == 20)
    }

    @Test func `loses nothing when checks are killed at any moment`() async throws {
        var random = SystemRandomNumberGenerator()
        var amount = 1
        for round in 0..<25 {
            // Each round owes at least 25 % more, so each has something to tell.
            amount *= 2
            try acme.use(amount)
            let check = Program.process(["check"], in: folder)
            check.standardOutput = FileHandle.nullDevice
            check.standardError = FileHandle.nullDevice
            try check.run()
            usleep(UInt32.random(in: 0..<60_000, using: &random))
            kill(check.processIdentifier, SIGKILL)
            _ = check.status()
            if round % 5 == 4 { try expectEverythingTold() }
        }
    }

    /// After a check that is left alone, every notice has its delivery and every delivery has arrived. A lease of a
    /// killed check would hold its delivery for half a minute, so its end is waited for.
    private func expectEverythingTold() throws {
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
            #expect(folder.mails.count == deliveries.count)
            #expect(!deliveries.isEmpty)
            return
        }
        Issue.record("a delivery did not arrive")
    }
}
