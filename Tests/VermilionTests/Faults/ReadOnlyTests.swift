import Foundation
import Glibc
import Testing

@Suite struct `A state that is read-only` {
    private let acme: WatchedAcme
    private var folder: Folder { acme.folder }

    init() throws { acme = try WatchedAcme() }

    /// Of the state, seen through a mount that nobody can write through.
    private func withReadOnlyState(_ body: () throws -> Void) throws {
        let path = folder.path + "/state"
        let isMounted =
            mount(path, path, nil, UInt(MS_BIND), nil) == 0
            && mount(nil, path, nil, UInt(MS_BIND | MS_REMOUNT | MS_RDONLY), nil) == 0
        defer { umount2(path, Int32(MNT_DETACH)) }
        try #require(isMounted, "this test mounts, which takes root: \(String(cString: strerror(errno)))")
        try body()
    }

    @Test(arguments: [true, false]) func `is told at the start, and nothing is sent`(isThere: Bool) throws {
        if isThere { #expect(try Program.run("check", in: folder).status == 2) }
        try folder.write("", to: "state/other")
        let mails = folder.mails
        try acme.use(9)
        try withReadOnlyState {
            for (command, status, file) in [("check", 3, "vermilion.sqlite"), ("run", 69, "vermilion.run")] {
                let result = try Program.run(command, in: folder)
                #expect(result.status == status)
                #expect(result.errors.contains("state/\(file): the state cannot be opened: "), "\(result.errors)")
                #expect(result.errors.split(separator: "\n").count == 1)
            }
            #expect(folder.mails == mails)
        }
        #expect(try Program.run("check", in: folder).status == 2)
        #expect(folder.mails.count == mails.count + 1)
    }

    /// As a kernel makes a file system read-only after an error.
    @Test func `from a moment on is told by the daemon, which goes on when it is not so any more`() async throws {
        let daemon = try Daemon(in: folder)
        try await daemon.eventually("the mail did not arrive") { $0.mails.count == 1 }
        let begun = ContinuousClock.now
        let end = try await FailingCalls(calls: "pwrite64,fdatasync", error: "EROFS").strike(daemon.process, in: folder)
        try acme.use(9)
        try await daemon.eventually("it was not told") { try $0.log.contains("a reading could not be kept") }
        try await Task.sleep(for: .seconds(2))
        #expect(daemon.mails.count == 1)
        // It polls each second, and not as fast as it can.
        let seconds = Int((ContinuousClock.now - begun).components.seconds)
        #expect(try daemon.log.components(separatedBy: "could not be").count < 10 + 2 * seconds)
        end()
        try await daemon.eventually("the rise was not told") { $0.mails.count == 2 }
        #expect(try daemon.end() == 0)
        #expect(try acme.deliveries(through: "box").map(\.state) == ["delivered", "delivered"])
    }
}
