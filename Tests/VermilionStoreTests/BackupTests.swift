import Foundation
import GRDB
import Testing
import VermilionDomain
import VermilionEngine
import VermilionTestSupport

@testable import VermilionStore

@Suite struct `A backup` {
    private let directory: TemporaryDirectory
    private let start: Instant

    init() throws {
        directory = try TemporaryDirectory()
        start = try .at("2025-07-24")
    }

    private var path: String { directory.path + "/state" }
    private var file: String { path + "/" + Store.fileName }
    private var copy: String { directory.path + "/copy.sqlite" }

    /// A state with so many teams, an open incident and two queued deliveries each.
    private func make(teams: Int = 1) async throws {
        let store = try Store.open(directory: path)
        for number in 0..<teams {
            try await store.take(
                [try .on("2025-07-22", "3.5")], of: .of("Team \(number)"), at: start, channels: ["mail", "chat"])
        }
    }

    private func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return try #require(attributes[.posixPermissions] as? NSNumber).intValue
    }

    private func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    @discardableResult private func backUp(replacing: Bool = false) throws -> StateSummary {
        try Store.backUp(stateIn: path, to: copy, replacing: replacing)
    }

    // MARK: Backup

    @Test func `is one file, for nobody else to read, with everything in it`() async throws {
        try await make(teams: 3)
        let summary = try backUp()
        #expect(summary.teams == 3 && summary.rows == 3 && summary.openIncidents == 3 && summary.queued == 6)
        #expect(summary.version == Schema.version)
        #expect(try mode(copy) == 0o600)
        #expect(try names(in: directory.path) == ["copy.sqlite", "state"])
        let other = directory.path + "/other"
        try FileManager.default.createDirectory(
            atPath: other, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try FileManager.default.copyItem(atPath: copy, toPath: other + "/" + Store.fileName)
        let (before, after) = (try Store.open(directory: path), try Store.open(directory: other))
        for number in 0..<3 {
            #expect(
                try await after.everything(of: .of("Team \(number)")) == before.everything(of: .of("Team \(number)")))
        }
    }

    @Test func `does not take the place of a file unless it may, and never that of the state`() async throws {
        try await make()
        try Data("precious".utf8).write(to: URL(fileURLWithPath: copy))
        #expect(throws: StoreFailure.exists(path: copy)) { try backUp() }
        #expect(try Data(contentsOf: URL(fileURLWithPath: copy)) == Data("precious".utf8))
        #expect(try backUp(replacing: true).teams == 1)
        #expect(try mode(copy) == 0o600)
        #expect(throws: StoreFailure.exists(path: file)) {
            try Store.backUp(stateIn: path, to: file, replacing: true)
        }
        #expect(try await Store.open(directory: path).incidents(includingClosed: false).count == 1)
    }

    /// In an index that nobody reads to count what there is.
    @Test func `of a damaged state is told, and not left behind`() async throws {
        try await make(teams: 40)
        try backUp()
        var content = try Data(contentsOf: URL(fileURLWithPath: copy))
        let root = try Programs.rows("SELECT rootpage FROM sqlite_master WHERE name = 'delivery_within'", in: copy)
        unlink(copy)
        let page = (try #require(root.first.flatMap { Int($0) }) - 1) * 4_096
        content.replaceSubrange(page..<(page + 4_096), with: Data(repeating: 0xA5, count: 4_096))
        let broken = directory.path + "/broken"
        try FileManager.default.createDirectory(
            atPath: broken, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try content.write(to: URL(fileURLWithPath: broken + "/" + Store.fileName))
        chmod(broken + "/" + Store.fileName, 0o600)
        #expect {
            try Store.backUp(stateIn: broken, to: copy, replacing: false)
        } throws: { error in
            guard case StoreFailure.damaged = error else { return false }
            return true
        }
        #expect(try names(in: directory.path) == ["broken", "state"])
    }

    @Test func `cannot be made of what is not there, nor where nothing can be written`() async throws {
        #expect(throws: StoreFailure.self) { try backUp() }
        try await make()
        for place in ["/proc/copy", directory.path + "/none/copy", "/dev/null/copy"] {
            #expect {
                try Store.backUp(stateIn: path, to: place, replacing: true)
            } throws: { error in
                guard case StoreFailure.cannotOpen(let named, _) = error else { return false }
                return named.hasPrefix(place)
            }
        }
    }

    /// Each commit adds as much to one table as to the other.
    @Test func `is of one moment while another process writes`() async throws {
        try await make()
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
            """, file,
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
            seen.append(try backUp(replacing: true).rows)
            let rows = try Programs.rows(
                "SELECT (SELECT COUNT(*) FROM usage WHERE row LIKE 'w%') - (SELECT next_incident FROM installation)",
                in: copy)
            #expect(rows == ["-2"])
        }
        #expect(Set(seen).count > 1, "nothing was written meanwhile")
    }

    @Test(arguments: 0..<UInt64(8)) func `that is killed leaves no half of a file under its name`(seed: UInt64)
        async throws
    {
        try await make(teams: 60)
        let (path, copy) = (path, copy)
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [path = path as String, copy = copy as String, seed = seed as UInt64] in
            var chance = SplitMix64(seed: seed)
            let delay = UInt32(chance.draw(0...20_000))
            _ = try Store.backUp(stateIn: path, to: copy, replacing: true)
            Thread.detachNewThread {
                usleep(delay)
                kill(getpid(), SIGKILL)
            }
            while true { _ = try Store.backUp(stateIn: path, to: copy, replacing: true) }
        }
        #expect(try Programs.rows("PRAGMA integrity_check", in: copy) == ["ok"])
        #expect(try Programs.rows("SELECT COUNT(*) FROM incident", in: copy) == ["60"])
        _ = try backUp(replacing: true)
        #expect(try names(in: directory.path) == ["copy.sqlite", "state"])
    }

    // MARK: Restore

    private func restore(_ suffix: String = "then") throws -> RestoredState {
        try Store.restore(copy, to: path, keeping: suffix)
    }

    @Test func `is put in the place of the state, which is kept beside it`() async throws {
        try await make()
        try backUp()
        try await Store.open(directory: path).take([try .on("2025-07-23", "1")], of: .of("Later"), at: start)
        let restored = try restore()
        #expect(restored.summary.teams == 1)
        let kept = try #require(restored.replaced)
        #expect(kept == file + ".replaced-then")
        #expect(try mode(kept) == 0o600 && mode(file) == 0o600)
        #expect(try Programs.rows("SELECT team FROM source ORDER BY team", in: file) == ["Team 0"])
        #expect(try Programs.rows("SELECT team FROM source ORDER BY team", in: kept) == ["Later", "Team 0"])
        #expect(try names(in: path) == ["vermilion.sqlite", "vermilion.sqlite.replaced-then"])
        #expect(try restore().replaced == file + ".replaced-then-2")
    }

    @Test func `makes a state where there was none`() async throws {
        try await make()
        try backUp()
        let elsewhere = directory.path + "/new/place"
        let restored = try Store.restore(copy, to: elsewhere, keeping: "then")
        #expect(restored.replaced == nil)
        #expect(try mode(elsewhere) == 0o700 && mode(elsewhere + "/" + Store.fileName) == 0o600)
        let everything = try await Store.open(directory: elsewhere).everything(of: .of("Team 0"))
        #expect(everything.deliveries.map(\.state) == [.queued, .queued])
        #expect(everything.next.number == 100_002, "nobody knows what was told since")
    }

    @Test func `gives nothing that is told from now on an id that was used since`() async throws {
        try await make()
        let watch = Watch.of("Team 0")
        try backUp()
        do {
            let store = try Store.open(directory: path)
            try await store.take([try .on("2025-07-23", "1")], of: .of("Later"), at: start)
            // Raised twice since the backup.
            try await store.take([try .on("2025-07-23", "10")], of: watch, at: start + .hours(1))
            try await store.take([try .on("2025-07-23", "99")], of: watch, at: start + .hours(2))
            #expect(try await store.incidents(includingClosed: false).map(\.notices) == [3, 1])
        }
        _ = try restore()
        let store = try Store.open(directory: path)
        let decision = try await store.take([try .on("2025-07-23", "10")], of: watch, at: start + .hours(3))
        #expect(decision.notices.map(\.id.number) == [4])
        let other = try await store.take([try .on("2025-07-23", "1")], of: .of("Other"), at: start)
        #expect(other.notices.map(\.incident.id.number) == [3])
    }

    @Test func `takes leases away from processes that are gone`() async throws {
        try await make()
        let store = try Store.open(directory: path)
        let lease = Lease.of("gone", until: start + .hours(9))
        #expect(try await store.claim(from: "mail", at: start, lease: lease) != nil)
        try backUp()
        let elsewhere = directory.path + "/new"
        _ = try Store.restore(copy, to: elsewhere, keeping: "then")
        let restored = try Store.open(directory: elsewhere)
        #expect(try await restored.claim(from: "mail", at: start, lease: .of("new", until: start + .hours(1))) != nil)
    }

    @Test func `is refused while anybody has the state open, and changes nothing`() async throws {
        try await make()
        try backUp()
        let before = try Data(contentsOf: URL(fileURLWithPath: file))
        let (file, names) = (file, try names(in: path).filter { !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") })
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
            """, file,
        ]
        let (said, life) = (Pipe(), Pipe())
        holder.standardOutput = said
        holder.standardInput = life
        try holder.run()
        #expect(said.fileHandleForReading.availableData.starts(with: Data("open".utf8)))
        #expect(throws: StoreFailure.inUse(path: file)) { try restore() }
        #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == before)
        #expect(try self.names(in: path).filter { !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") } == names)
        try life.fileHandleForWriting.close()
        _ = holder.status()
        _ = try restore()
    }

    @Test(arguments: ["no database", "damaged page", "newer", "another program's", "missing"])
    func `that is of no use is refused, and changes nothing`(what: String) async throws {
        try await make(teams: 40)
        try backUp()
        let update = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()"
        switch what {
        case "no database": try Data(repeating: 0x41, count: 9_000).write(to: URL(fileURLWithPath: copy))
        case "damaged page":
            var content = try Data(contentsOf: URL(fileURLWithPath: copy))
            let middle = content.count / 2 / 4_096 * 4_096
            content.replaceSubrange(middle..<(middle + 8_192), with: Data(repeating: 0xA5, count: 8_192))
            try content.write(to: URL(fileURLWithPath: copy))
        case "newer": try Programs.run(["/usr/bin/python3", "-c", update, copy, "PRAGMA user_version = 99"])
        case "another program's":
            unlink(copy)
            try Programs.run(["/usr/bin/python3", "-c", update, copy, "CREATE TABLE a (b)"])
            chmod(copy, 0o600)
        default: unlink(copy)
        }
        let (file, path) = (file, path)
        let before = (try Data(contentsOf: URL(fileURLWithPath: file)), try names(in: path))
        let error = #expect(throws: StoreFailure.self) { try restore() }
        switch (what, error) {
        case ("newer", .newerVersion(_, 99, _)), ("no database", .damagedBackup), ("damaged page", .damagedBackup),
            ("another program's", .failed), ("missing", .cannotOpen):
            break
        default: Issue.record("\(String(describing: error))")
        }
        #expect(error?.description.contains(copy) == true)
        #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == before.0)
        #expect(try names(in: path) == before.1)
    }

    @Test(arguments: [true, false]) func `takes the place of a damaged state, which is kept`(isHeader: Bool)
        async throws
    {
        try await make(teams: 40)
        try backUp()
        var content = try Data(contentsOf: URL(fileURLWithPath: file))
        let from = isHeader ? 0 : content.count / 2 / 4_096 * 4_096
        content.replaceSubrange(from..<(from + 8_192), with: Data(repeating: 0xA5, count: 8_192))
        try content.write(to: URL(fileURLWithPath: file))
        let restored = try restore()
        let kept = try #require(restored.replaced)
        // But for the first page, where SQLite notes that it looked.
        let bytes = try Data(contentsOf: URL(fileURLWithPath: kept))
        #expect(isHeader ? bytes == content : bytes.dropFirst(4_096) == content.dropFirst(4_096))
        #expect(try Programs.rows("PRAGMA integrity_check", in: file) == ["ok"])
        #expect(try await Store.open(directory: path).incidents(includingClosed: false).count == 40)
        #expect(try names(in: path).filter { $0.contains("restoring") } == [])
    }

    @Test func `is not put back into a directory that cannot be written to`() async throws {
        try await make()
        try backUp()
        let (path, file) = (path, file)
        try Programs.run(["mount", "--bind", path, path])
        defer { _ = try? Programs.run(["umount", path]) }
        try Programs.run(["mount", "-o", "remount,bind,ro", path])
        let before = (try Data(contentsOf: URL(fileURLWithPath: file)), try names(in: path))
        let failure = #expect(throws: StoreFailure.self) { try restore() }
        guard case .cannotOpen? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == before.0)
        #expect(try names(in: path) == before.1)
    }

    @Test func `is not put back where there is no room for it and for what is there`() async throws {
        try await make(teams: 40)
        try backUp()
        let disk = try SmallDisk(in: TemporaryDirectory(), mebibytes: 1)
        let file = disk.path + "/" + Store.fileName
        try await Store.open(directory: disk.path).take([try .on("2025-07-22", "9")], of: .of("Here"), at: start)
        disk.fill(butFor: 130_000)
        let failure = #expect(throws: StoreFailure.self) { try Store.restore(copy, to: disk.path, keeping: "then") }
        guard case .full? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(try Programs.rows("SELECT team FROM source", in: file) == ["Here"])
        #expect(try names(in: disk.path).filter { $0.contains("restoring") || $0.contains("unfinished") } == [])
        disk.empty()
        #expect(try Store.restore(copy, to: disk.path, keeping: "then").summary.teams == 40)
    }

    @Test func `of an earlier version becomes one of this version when it is opened`() async throws {
        let earlier = try DatabaseQueue(path: copy)
        try await earlier.writeWithoutTransaction { db in try Schema.migrate(db, upTo: 2) }
        try earlier.close()
        chmod(copy, 0o600)
        try await make()
        #expect(try restore().summary.version == 2)
        _ = try Store.open(directory: path)
        #expect(try Programs.rows("PRAGMA user_version", in: file) == ["\(Schema.version)"])
        #expect(try Programs.rows("PRAGMA user_version", in: file + ".before-2") == ["2"])
    }

    @Test(arguments: 0..<UInt64(10))
    func `that is being put back when the process is killed leaves the one or the other`(
        seed: UInt64
    ) async throws {
        try await make(teams: 60)
        try backUp()
        try await Store.open(directory: path).take([try .on("2025-07-23", "1")], of: .of("Later"), at: start)
        let (path, copy) = (path, copy)
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [path = path as String, copy = copy as String, seed = seed as UInt64] in
            var chance = SplitMix64(seed: seed)
            let delay = UInt32(chance.draw(0...40_000))
            Thread.detachNewThread {
                usleep(delay)
                kill(getpid(), SIGKILL)
            }
            for number in 0... { _ = try Store.restore(copy, to: path, keeping: "\(number)") }
        }
        let count = try await Store.open(directory: path).incidents(includingClosed: true).count
        #expect(count == 60 || count == 61)
        #expect(try Programs.rows("PRAGMA integrity_check", in: file) == ["ok"])
        #expect(try restore("after").summary.openIncidents == 60)
        #expect(try names(in: path).filter { $0.contains("restoring") } == [])
    }
}

@Suite struct `A state of an earlier version` {
    /// A file of a version with so many rows.
    private func make(version: Int, in directory: String, rows: Int = 100) throws {
        let database = try DatabaseQueue(path: directory + "/" + Store.fileName)
        try database.writeWithoutTransaction { db in try Schema.migrate(db, upTo: version) }
        try database.write { db in
            try db.execute(sql: "INSERT INTO source (id, team, name, first_seen) VALUES (1, 'Acme', 'csv', 0)")
            for row in 0..<rows {
                try db.execute(
                    sql: "INSERT INTO usage VALUES (1, 20291, 'App', 'API', ?, 0, 1, 0)", arguments: ["\(row)"])
            }
        }
        try database.close()
        chmod(directory + "/" + Store.fileName, 0o600)
    }

    @Test(arguments: 1..<Schema.version) func `is kept as it was before it is changed, once`(version: Int) throws {
        let directory = try TemporaryDirectory()
        try make(version: version, in: directory.path)
        let kept = directory.path + "/" + Store.fileName + ".before-\(version)"
        _ = try Store.open(directory: directory.path)
        #expect(try Programs.rows("PRAGMA user_version", in: kept) == ["\(version)"])
        #expect(try Programs.rows("SELECT COUNT(*) FROM usage", in: kept) == ["100"])
        let attributes = try FileManager.default.attributesOfItem(atPath: kept)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let content = try Data(contentsOf: URL(fileURLWithPath: kept))
        _ = try Store.open(directory: directory.path)
        #expect(try Data(contentsOf: URL(fileURLWithPath: kept)) == content)
        let files = try FileManager.default.contentsOfDirectory(atPath: directory.path)
        #expect(files.filter { $0.contains("before") } == [Store.fileName + ".before-\(version)"])
    }

    @Test func `is not changed where there is no room to keep it`() throws {
        let disk = try SmallDisk(in: TemporaryDirectory(), mebibytes: 1)
        try make(version: 3, in: disk.path, rows: 5_000)
        let file = disk.path + "/" + Store.fileName
        disk.fill(butFor: 200_000)
        let failure = #expect(throws: StoreFailure.self) { try Store.open(directory: disk.path) }
        #expect(failure == .full(path: file + ".before-3"))
        #expect(try Programs.rows("PRAGMA user_version", in: file) == ["3"])
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: disk.path).filter { $0.contains("before") } == [])
    }

    @Test(arguments: 0..<UInt64(10)) func `is that version or this one, whole, after kill -9`(seed: UInt64) async throws
    {
        let directory = try TemporaryDirectory()
        let path = directory.path
        try make(version: 3, in: path, rows: 3_000)
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, seed = seed as UInt64] in
            var chance = SplitMix64(seed: seed)
            let delay = UInt32(chance.draw(0...60_000))
            Thread.detachNewThread {
                usleep(delay)
                kill(getpid(), SIGKILL)
            }
            _ = try Store.open(directory: path)
            while true { usleep(1_000_000) }
        }
        let file = path + "/" + Store.fileName
        let version = try Programs.rows("PRAGMA user_version", in: file)
        #expect(version == ["3"] || version == ["\(Schema.version)"])
        if version != ["3"] || access(file + ".before-3", F_OK) == 0 {
            #expect(try Programs.rows("SELECT COUNT(*) FROM usage", in: file + ".before-3") == ["3000"])
        }
        _ = try Store.open(directory: path)
        #expect(try Programs.rows("PRAGMA integrity_check", in: file) == ["ok"])
        #expect(try Programs.rows("SELECT COUNT(*) FROM usage", in: file) == ["3000"])
    }
}
