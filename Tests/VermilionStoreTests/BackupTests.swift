import Foundation
import Testing
import VermilionDomain
import VermilionEngine
import VermilionTestSupport

@testable import VermilionStore

@Suite struct `A backup` {
    private let state: ClosedState

    init() throws { state = try ClosedState() }

    @Test func `is one file, for nobody else to read, with everything in it`() async throws {
        try await state.make(teams: 3)
        let summary = try state.backUp()
        #expect(summary.teams == 3 && summary.rows == 3 && summary.openIncidents == 3 && summary.queued == 6)
        #expect(summary.version == Schema.version)
        #expect(try permissions(of: state.copy) == 0o600)
        #expect(try names(in: state.directory.path) == ["copy.sqlite", "state"])
        let other = state.directory.path + "/other"
        try FileManager.default.createDirectory(
            atPath: other, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try FileManager.default.copyItem(atPath: state.copy, toPath: other + "/" + Store.fileName)
        let (before, after) = (try Store.open(directory: state.path), try Store.open(directory: other))
        for number in 0..<3 {
            #expect(
                try await after.everything(of: .of("Team \(number)")) == before.everything(of: .of("Team \(number)")))
        }
    }

    @Test func `does not take the place of a file unless it may, and never that of the state`() async throws {
        try await state.make()
        try Data("precious".utf8).write(to: URL(fileURLWithPath: state.copy))
        #expect(throws: StoreFailure.exists(path: state.copy)) { try state.backUp() }
        #expect(try Data(contentsOf: URL(fileURLWithPath: state.copy)) == Data("precious".utf8))
        #expect(try state.backUp(replacing: true).teams == 1)
        #expect(try permissions(of: state.copy) == 0o600)
        #expect(throws: StoreFailure.itself(path: state.file)) {
            try Store.backUp(stateIn: state.path, to: state.file, replacing: true)
        }
        #expect(try await Store.open(directory: state.path).incidents(includingClosed: false).count == 1)
    }

    /// In an index that nobody reads to count what there is.
    @Test func `of a damaged state is told, and not left behind`() async throws {
        try await state.make(teams: 40)
        try state.backUp()
        var content = try Data(contentsOf: URL(fileURLWithPath: state.copy))
        let root = try Programs.rows(
            "SELECT rootpage FROM sqlite_master WHERE name = 'delivery_within'", in: state.copy)
        unlink(state.copy)
        let page = (try #require(root.first.flatMap { Int($0) }) - 1) * 4_096
        content.replaceSubrange(page..<(page + 4_096), with: Data(repeating: 0xA5, count: 4_096))
        let broken = state.directory.path + "/broken"
        try FileManager.default.createDirectory(
            atPath: broken, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try content.write(to: URL(fileURLWithPath: broken + "/" + Store.fileName))
        chmod(broken + "/" + Store.fileName, 0o600)
        #expect {
            try Store.backUp(stateIn: broken, to: state.copy, replacing: false)
        } throws: { error in
            guard case StoreFailure.damaged = error else { return false }
            return true
        }
        #expect(try names(in: state.directory.path) == ["broken", "state"])
    }

    @Test func `cannot be made of what is not there, nor where nothing can be written`() async throws {
        #expect(throws: StoreFailure.self) { try state.backUp() }
        try await state.make()
        for place in ["/proc/copy", state.directory.path + "/none/copy", "/dev/null/copy"] {
            #expect {
                try Store.backUp(stateIn: state.path, to: place, replacing: true)
            } throws: { error in
                guard case StoreFailure.cannotWrite(let named, _) = error else { return false }
                return named == place
            }
        }
    }

    /// Each commit adds as much to one table as to the other.
    @Test func `is of one moment while another process writes`() async throws {
        try await state.make()
        let writer = Process()
        writer.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        writer.arguments = [
            "-c",
            """
            import sqlite3, sys
            state = sqlite3.connect(sys.argv[1], isolation_level=None)
            state.execute("PRAGMA busy_timeout = 10000")
            for number in range(1000000):
                state.execute("BEGIN IMMEDIATE")
                state.execute("INSERT INTO usage SELECT source, day, app, api, 'w' || ?, time, tokens, known_at FROM usage WHERE row = ''", (number,))
                state.execute("UPDATE installation SET next_incident = next_incident + 1")
                state.execute("COMMIT")
                if number == 10:
                    print("writing", flush=True)
            """, state.file,
        ]
        let output = Pipe()
        writer.standardOutput = output
        try writer.run()
        defer {
            kill(writer.processIdentifier, SIGKILL)
            _ = writer.status()
        }
        #expect(output.fileHandleForReading.availableData.starts(with: Data("writing".utf8)))
        var seen: [Int] = []
        for _ in 0..<10 {
            seen.append(try state.backUp(replacing: true).rows)
            let rows = try Programs.rows(
                "SELECT (SELECT COUNT(*) FROM usage WHERE row LIKE 'w%') - (SELECT next_incident FROM installation)",
                in: state.copy)
            #expect(rows == ["-2"])
        }
        #expect(Set(seen).count > 1, "nothing was written meanwhile")
    }

    @Test(arguments: 0..<UInt64(8)) func `that is killed leaves no half of a file under its name`(seed: UInt64)
        async throws
    {
        try await state.make(teams: 60)
        let (path, copy) = (state.path, state.copy)
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [path = path as String, copy = copy as String, seed = seed as UInt64] in
            _ = try Store.backUp(stateIn: path, to: copy, replacing: true)
            killThisProcess(within: 20_000, seed: seed)
            while true { _ = try Store.backUp(stateIn: path, to: copy, replacing: true) }
        }
        #expect(try Programs.rows("PRAGMA integrity_check", in: copy) == ["ok"])
        #expect(try Programs.rows("SELECT COUNT(*) FROM incident", in: copy) == ["60"])
        _ = try state.backUp(replacing: true)
        #expect(try names(in: state.directory.path) == ["copy.sqlite", "state"])
    }
}
