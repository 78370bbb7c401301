import Foundation
import Glibc
import Testing
import VermilionTestSupport

@Suite struct `A disk that is full` {
    private let acme: WatchedAcme
    private var folder: Folder { acme.folder }

    init() throws { acme = try WatchedAcme() }

    private func copy(_ from: String, to: String) throws {
        try? FileManager.default.removeItem(atPath: folder.path + "/" + to)
        guard FileManager.default.fileExists(atPath: folder.path + "/" + from) else { return }
        try FileManager.default.copyItem(atPath: folder.path + "/" + from, toPath: folder.path + "/" + to)
    }

    /// Of a state that is made, and of one that takes a rise.
    @Test(arguments: [false, true]) func `at any write changes nothing by half, and is told as such`(isThere: Bool)
        throws
    {
        if isThere {
            #expect(try Program.run("check", in: folder).status == 2)
            try copy("state", to: "good-state")
            try copy("mail", to: "good-mail")
            try acme.use(9)
        }
        var (first, failed) = (1, 0)
        while true {
            try copy("good-state", to: "state")
            try copy("good-mail", to: "mail")
            let full = try FailingCalls(calls: "pwrite64", error: "ENOSPC", first: first).run(["check"], in: folder)
            let writes = try folder.read("strace").components(separatedBy: "INJECTED").count - 1
            if full.status == 3 {
                failed += 1
                #expect(full.errors.contains("the disk is full"), "write \(first): \(full.errors)")
                #expect(!full.output.contains("uncharged"), "nothing is told that was not kept")
            } else {
                // Only moving what was kept from the log into the file may fail without a word: it is tried again.
                #expect(full.status == 2 && folder.mails.count == (isThere ? 2 : 1), "write \(first): \(full.errors)")
            }
            let after = try Program.run("check", in: folder)
            #expect(after.status == 2, "write \(first): \(after.errors)")
            #expect(folder.mails.count == (isThere ? 2 : 1), "write \(first)")
            if writes == 0 { break }
            first += 1
        }
        #expect(failed > 10)
    }

    @Test func `is told by the daemon, which goes on where it was when there is room`() async throws {
        var acme = acme
        let disk = try SmallDisk(in: folder.directory, at: "small")
        acme.state = "small/state"
        acme.port = try freePort()
        let gate = Gate()
        let server = try ScriptedServer(WatchedAcme.taking([.wait(gate)]), WatchedAcme.taking())
        acme.channels = [WatchedAcme.mail(to: server.port)]
        try acme.configure()
        let daemon = try Daemon(in: folder)
        try await daemon.eventually("the mail was not sent") { _ in server.heard.joined().contains("\r\n.\r\n") }
        try await daemon.eventually("it is not ready") { _ in try acme.ask("/readyz").status == "200" }
        try await daemon.eventually("the other mail did not arrive") { $0.mails.count == 1 }

        // What got through cannot be written down, and neither can what is read.
        let begun = ContinuousClock.now
        disk.fill()
        gate.open()
        try acme.use(9)
        try await daemon.eventually("the outbox was not told") {
            try $0.log.contains("the outbox could not be worked on") && $0.log.contains("a reading could not be kept")
        }
        #expect(try daemon.log.contains("the disk is full"))
        let answer = try acme.ask("/readyz")
        #expect(answer.status == "503" && answer.text.contains("the disk is full"), "\(answer)")
        #expect(try acme.ask("/healthz").status == "200")
        try await Task.sleep(for: .seconds(2))
        // It polls each second, and each channel looks each ten seconds.
        let seconds = Int((ContinuousClock.now - begun).components.seconds)
        #expect(try daemon.log.components(separatedBy: "could not be").count < 10 + 2 * seconds)
        #expect(daemon.mails.count == 1)

        disk.empty()
        try await daemon.eventually("the rise was not told") { daemon in
            try daemon.mails.count == 2 && acme.deliveries(through: "mail").allSatisfy { $0.state == "delivered" }
        }
        // The one that got through on the full disk went out once.
        #expect(try acme.deliveries(through: "mail").map(\.attempts) == [1, 1])
        #expect(server.heard.joined().components(separatedBy: "Message-ID:").count == 3)
        #expect(try acme.ask("/readyz").status == "200")
        #expect(try daemon.end() == 0)
    }

    /// The file that says which process the daemon is, too.
    @Test func `keeps nobody from reloading, nor from being told why not`() async throws {
        var acme = acme
        let disk = try SmallDisk(in: folder.directory, at: "small")
        acme.state = "small/state"
        try acme.configure()
        let daemon = try Daemon(in: folder)
        try await daemon.eventually("the mail did not arrive") { $0.mails.count == 1 }
        let end = disk.keepFull()
        defer { end() }
        for _ in 0..<10 {
            let reload = try Program.run("reload", in: folder)
            #expect(reload.status == 0, "\(reload.errors)")
        }
        // This one must wait until the daemon says what came of it, and not find an empty file.
        try folder.write(folder.read("vermilion.yaml") + "\nheartbeat: { file: gone }\n", to: "vermilion.yaml")
        let refused = try Program.run("reload", in: folder)
        #expect(refused.status == 78 && refused.errors.contains("gone"), "\(refused.errors)")
        #expect(try daemon.end() == 0)
    }

    @Test func `at the start is told, and the daemon does not begin`() throws {
        var acme = acme
        let disk = try SmallDisk(in: folder.directory, at: "small")
        acme.state = "small/state"
        try acme.configure()
        disk.fill()
        let result = try Program.run("run", in: folder)
        #expect(result.status == 69)
        #expect(result.errors.contains("full") || result.errors.contains("No space"), "\(result.errors)")
        #expect(folder.mails.isEmpty)
    }
}
