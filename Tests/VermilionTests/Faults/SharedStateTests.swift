import Foundation
import Glibc
import Testing
import VermilionTestSupport

@Suite struct `A state that another process holds` {
    private let acme: WatchedAcme
    private var folder: Folder { acme.folder }

    init() throws { acme = try WatchedAcme() }

    /// Longer than anybody waits for it.
    @Test func `for fifteen seconds is told, and loses nothing`() async throws {
        let daemon = try Daemon(in: folder, environment: ["WATCHDOG_USEC": "30000000"])
        try await daemon.eventually("the mail did not arrive") { $0.mails.count == 1 }
        let holder = try PythonServer.holder(ofStateIn: folder)
        try acme.use(9)
        try await Task.sleep(for: .seconds(15))
        #expect(try daemon.log.contains("another process has held the state for too long"))
        #expect(try daemon.log.components(separatedBy: "could not be").count < 10)
        #expect(daemon.mails.count == 1)
        holder.stop()
        try await daemon.eventually("the rise was not told") { $0.mails.count == 2 }
        #expect(try daemon.end() == 0)
        #expect(try acme.deliveries(through: "box").map(\.state) == ["delivered", "delivered"])
    }

    @Test func `keeps nobody from ending it`() async throws {
        let daemon = try Daemon(in: folder)
        try await daemon.eventually("the mail did not arrive") { $0.mails.count == 1 }
        let holder = try PythonServer.holder(ofStateIn: folder)
        try acme.use(9)
        try await Task.sleep(for: .milliseconds(1_500))
        try daemon.expectPromptEnd()
        holder.stop()
        #expect(try Program.run("check", in: folder).status == 2)
        #expect(daemon.mails.count == 2)
    }
}

@Suite struct `A state with a damaged page` {
    private let acme: WatchedAcme
    private var folder: Folder { acme.folder }
    private var file: String { folder.path + "/state/vermilion.sqlite" }

    /// A whole state in one file, and something to tell that is not in it.
    init() throws {
        acme = try WatchedAcme()
        #expect(try Program.run("check", in: folder).status == 2)
        try folder.alterState("PRAGMA wal_checkpoint(TRUNCATE)")
        for suffix in ["-wal", "-shm"] { unlink(file + suffix) }
    }

    private func damage(_ state: Data, page: Int) throws {
        var damaged = state
        for byte in page * 4_096..<min((page + 1) * 4_096, state.count) { damaged[byte] ^= 0xA5 }
        for suffix in ["-wal", "-shm"] { unlink(file + suffix) }
        try damaged.write(to: URL(fileURLWithPath: file))
    }

    /// Some pages are looked at by nobody who checks a team.
    @Test func `is damaged, in words, wherever the page is, and nothing is sent on it`() throws {
        let state = try Data(contentsOf: URL(fileURLWithPath: file))
        var told = 0
        for page in 0..<state.count / 4_096 {
            try damage(state, page: page)
            let result = try Program.run("check", in: folder)
            if result.status == 3 {
                told += 1
                #expect(result.errors.contains("\(file): the state is damaged: "), "page \(page): \(result.errors)")
                #expect(result.errors.contains("restore it from a backup"))
            } else {
                #expect(result.status == 2, "page \(page): \(result.errors)")
            }
            #expect(folder.mails.count == 1, "page \(page)")
        }
        #expect(told > 10)
    }

    @Test func `is told by the daemon, which does not spin`() async throws {
        let state = try Data(contentsOf: URL(fileURLWithPath: file))
        // The sums of usage are read at each poll, and by nobody before.
        let root = try page(of: "usage_sum")
        try damage(state, page: root - 1)
        try acme.use(9)
        let daemon = try Daemon(in: folder)
        try await daemon.eventually("it was not told") { try $0.log.contains("the state is damaged: ") }
        let (begun, before) = (ContinuousClock.now, try daemon.processorTicks)
        try await Task.sleep(for: .seconds(3))
        // A hundred ticks a second; half of one processor would be spinning.
        let seconds = Int((ContinuousClock.now - begun).components.seconds)
        #expect(try daemon.processorTicks - before < 50 * seconds)
        #expect(try daemon.log.components(separatedBy: "could not be").count < 6 + 3 * seconds)
        #expect(daemon.mails.count == 1)
        #expect(try daemon.end() == 0)
    }

    @Test func `of which nothing can be read ends the daemon at the start`() throws {
        try damage(try Data(contentsOf: URL(fileURLWithPath: file)), page: 0)
        let result = try Program.run("run", in: folder)
        #expect(result.status == 69 && result.errors.contains("the state is damaged"), "\(result.errors)")
        #expect(folder.mails.count == 1)
    }

    private func page(of table: String) throws -> Int {
        let script = """
            import sqlite3, sys
            database = sqlite3.connect(f"file:{sys.argv[1]}?immutable=1", uri=True)
            row = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", [sys.argv[2]]).fetchone()
            print(row[0], end="")
            """
        let result = try folder.run(["/usr/bin/python3", "-c", script, file, table])
        return try #require(Int(result.output), "\(result.errors)")
    }
}
