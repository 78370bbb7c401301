import Foundation
import Testing
import VermilionDomain
import VermilionEngine
import VermilionStore
import VermilionTestSupport

@Suite struct `A backup that cannot be restored` {
    private let state: ClosedState

    init() throws { state = try ClosedState() }

    @Test func `is refused while anybody has the state open, and changes nothing`() async throws {
        try await state.make()
        try state.backUp()
        let before = try state.bytes
        let kept = try names(in: state.path).filter { !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") }
        let holder = Process()
        holder.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        holder.arguments = [
            "-c",
            """
            import sqlite3, sys
            state = sqlite3.connect(sys.argv[1])
            state.execute("SELECT COUNT(*) FROM usage").fetchall()
            print("open", flush=True)
            sys.stdin.read()
            """, state.file,
        ]
        let (said, life) = (Pipe(), Pipe())
        holder.standardOutput = said
        holder.standardInput = life
        try holder.run()
        #expect(said.fileHandleForReading.availableData.starts(with: Data("open".utf8)))
        #expect(throws: StoreFailure.inUse(path: state.file)) { try state.restore() }
        #expect(try state.bytes == before)
        #expect(try names(in: state.path).filter { !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") } == kept)
        try life.fileHandleForWriting.close()
        _ = holder.status()
        _ = try state.restore()
    }

    @Test(arguments: ["no database", "damaged page", "newer", "another program's", "missing"])
    func `that is of no use is refused, and changes nothing`(what: String) async throws {
        try await state.make(teams: 40)
        try state.backUp()
        let update = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()"
        switch what {
        case "no database": try Data(repeating: 0x41, count: 9_000).write(to: URL(fileURLWithPath: state.copy))
        case "damaged page":
            var content = try Data(contentsOf: URL(fileURLWithPath: state.copy))
            let middle = content.count / 2 / 4_096 * 4_096
            content.replaceSubrange(middle..<(middle + 8_192), with: Data(repeating: 0xA5, count: 8_192))
            try content.write(to: URL(fileURLWithPath: state.copy))
        case "newer": try Programs.run(["/usr/bin/python3", "-c", update, state.copy, "PRAGMA user_version = 99"])
        case "another program's":
            unlink(state.copy)
            try Programs.run(["/usr/bin/python3", "-c", update, state.copy, "CREATE TABLE a (b)"])
            chmod(state.copy, 0o600)
        default: unlink(state.copy)
        }
        let before = (try state.bytes, try names(in: state.path))
        let error = #expect(throws: StoreFailure.self) { try state.restore() }
        switch (what, error) {
        case ("newer", .newerVersion(_, 99, _)), ("no database", .damagedBackup), ("damaged page", .damagedBackup),
            ("another program's", .noBackup), ("missing", .noBackup):
            break
        default: Issue.record("\(String(describing: error))")
        }
        #expect(error?.description.contains(state.copy) == true)
        #expect(try state.bytes == before.0)
        #expect(try names(in: state.path) == before.1)
    }

    @Test func `is not put back into a directory that cannot be written to`() async throws {
        try await state.make()
        try state.backUp()
        try Programs.run(["mount", "--bind", state.path, state.path])
        defer { _ = try? Programs.run(["umount", state.path]) }
        try Programs.run(["mount", "-o", "remount,bind,ro", state.path])
        let before = (try state.bytes, try names(in: state.path))
        let failure = #expect(throws: StoreFailure.self) { try state.restore() }
        guard case .cannotOpen? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(try state.bytes == before.0)
        #expect(try names(in: state.path) == before.1)
    }

    @Test func `is not put back where there is no room for it and for what is there`() async throws {
        try await state.make(teams: 40)
        try state.backUp()
        let disk = try SmallDisk(in: TemporaryDirectory(), mebibytes: 1)
        let file = disk.path + "/" + Store.fileName
        try await Store.open(directory: disk.path).take([try .on("2025-07-22", "9")], of: .of("Here"), at: state.start)
        untilClosed(file)
        disk.fill(butFor: 130_000)
        let failure = #expect(throws: StoreFailure.self) {
            try Store.restore(state.copy, to: disk.path, keeping: "then")
        }
        guard case .full? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(try Programs.rows("SELECT team FROM source", in: file) == ["Here"])
        #expect(try names(in: disk.path).filter { $0.contains("restoring") || $0.contains("unfinished") } == [])
        disk.empty()
        #expect(try Store.restore(state.copy, to: disk.path, keeping: "then").summary.teams == 40)
    }
}
