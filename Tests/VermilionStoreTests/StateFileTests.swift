import Foundation
import Testing
import VermilionDomain
import VermilionEngine
import VermilionTestSupport

@testable import VermilionStore

@Suite struct `The state` {
    private let state: ClosedState
    private var path: String { state.path }
    private var file: String { state.file }

    init() throws { state = try ClosedState() }

    @Test func `is for nobody else to read, with all directories on its way`() async throws {
        let deep = path + "/a/b"
        let store = try Store.open(directory: deep)
        try await store.take([try .on("2025-07-22", "3.5")], of: .of("Team 0"), at: state.start)
        for made in [path, path + "/a", deep] { #expect(try permissions(of: made) == 0o700) }
        let files = try FileManager.default.contentsOfDirectory(atPath: deep)
        #expect(files.contains(Store.fileName))
        for name in files { #expect(try permissions(of: deep + "/" + name) == 0o600, "\(name)") }
    }

    @Test func `is there again when it is opened again`() async throws {
        try await state.make()
        let before = try await Store.open(directory: path).everything(of: .of("Team 0"))
        #expect(before.incidents.count == 1)
        #expect(try await Store.open(directory: path).everything(of: .of("Team 0")) == before)
    }

    @Test(arguments: [true, false]) func `of a newer version is refused and not touched`(isKnown: Bool) async throws {
        try await state.make()
        // A path that this process never opened is looked at before SQLite opens it, and then not opened.
        let path = isKnown ? path : state.directory.path + "/moved"
        let file = path + "/" + Store.fileName
        if !isKnown { try FileManager.default.moveItem(atPath: self.path, toPath: path) }
        _ = try Programs.run(
            [
                "python3", "-c",
                "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('PRAGMA user_version = 99')", file,
            ])
        let before = try Data(contentsOf: URL(fileURLWithPath: file))
        let files = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
        let refusal = StoreFailure.newerVersion(path: file, found: 99, known: Schema.version)
        #expect(throws: refusal) { try Store.open(directory: path) }
        #expect(throws: refusal) { try Store.copy(ofStateIn: path) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: file)) == before)
        if !isKnown { #expect(try FileManager.default.contentsOfDirectory(atPath: path).sorted() == files) }
    }

    @Test(arguments: [
        Data("this is no database, although it is long enough to have a header of sixty-four bytes".utf8),
        Data("short".utf8), Data("SQLite format 3\0".utf8) + Data(count: 4_000),
    ]) func `that is no database is refused as damaged, and not touched`(content: Data) throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try content.write(to: URL(fileURLWithPath: file))
        chmod(file, 0o600)
        #expect {
            try Store.open(directory: path)
        } throws: { error in
            guard case StoreFailure.damaged(let named, _) = error else { return false }
            return named == file
        }
        #expect(try state.bytes == content)
    }

    @Test func `with a page overwritten is damaged, in words that name it`() async throws {
        try await state.make()
        var content = try state.bytes
        content.replaceSubrange(4_096..<(content.count), with: Data(repeating: 0xA5, count: content.count - 4_096))
        try content.write(to: URL(fileURLWithPath: file))
        await #expect {
            let store = try Store.open(directory: path)
            _ = try await store.everything(of: .of("Team 0"))
        } throws: { error in
            guard case StoreFailure.damaged = error else { return false }
            return "\(error)".contains(file)
        }
    }

    @Test func `in a word that this version does not know is damaged, and says which`() async throws {
        try await state.make()
        let program = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()"
        try Programs.run(["/usr/bin/python3", "-c", program, file, "UPDATE incident SET phase = 'paused'"])
        let store = try Store.open(directory: path)
        await #expect {
            try await store.incidents(includingClosed: false)
        } throws: { error in
            guard case StoreFailure.damaged = error else { return false }
            return "\(error)".contains("\"paused\"")
        }
    }

    @Test(arguments: ["/proc/vermilion", "/dev/null/vermilion", "/proc/self/status/vermilion"])
    func `where nothing can be written cannot be opened`(path: String) {
        #expect {
            try Store.open(directory: path)
        } throws: { error in
            guard case StoreFailure.cannotOpen(let named, let reason) = error else { return false }
            return named.hasPrefix(path) && !reason.isEmpty && reason != "Success"
        }
    }

    @Test(arguments: [0o750, 0o705, 0o720, 0o711] as [mode_t])
    func `in a directory that others may enter is refused, and not touched`(mode: mode_t) async throws {
        try await state.make()
        chmod(path, mode)
        let before = try state.bytes
        #expect(throws: StoreFailure.exposed(path: path, isDirectory: true)) { try Store.open(directory: path) }
        #expect(try state.bytes == before && permissions(of: path) == Int(mode))
        chmod(path, 0o700)
        _ = try Store.open(directory: path)
    }

    @Test(arguments: [0o640, 0o604, 0o620, 0o602] as [mode_t])
    func `that others may read or change is refused, and not touched`(mode: mode_t) async throws {
        try await state.make()
        chmod(file, mode)
        let refusal = StoreFailure.exposed(path: file, isDirectory: false)
        #expect(throws: refusal) { try Store.open(directory: path) }
        #expect(throws: refusal) { try Store.opening(stateIn: path) }
        #expect(throws: refusal) { try Store.copy(ofStateIn: path) }
        #expect(throws: refusal) {
            try Store.backUp(stateIn: path, to: state.directory.path + "/copy", replacing: false)
        }
        #expect(refusal.description.hasSuffix("(chmod 600 \(file))"))
        #expect(try permissions(of: file) == Int(mode))
    }

    @Test func `whose file is a directory cannot be opened`() throws {
        try FileManager.default.createDirectory(
            atPath: file, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        #expect {
            try Store.open(directory: path)
        } throws: { error in
            guard case StoreFailure.cannotOpen = error else { return false }
            return true
        }
    }

    @Test(arguments: 0..<3) func `can be made by several at the same time`(round: Int) async throws {
        let path = path
        let start = state.start
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<6 {
                group.addTask {
                    let store = try Store.open(directory: path)
                    try await store.take([try .on("2025-07-22", "1")], of: .of("Team \(number)"), at: start)
                }
            }
            try await group.waitForAll()
        }
        let incidents = try await Store.open(directory: path).incidents(includingClosed: false)
        #expect(incidents.map(\.id.number) == Array(1...6))
        #expect(Set(incidents.map(\.id.installation)).count == 1)
    }

    @Test func `is left alone by what is done to its copy`() async throws {
        try await state.make()
        let before = try state.bytes
        let copy = try Store.copy(ofStateIn: path)
        #expect(try await copy.incidents(includingClosed: false).count == 1)
        try await copy.take([try .on("2025-07-23", "10")], of: .of("Team 0"), at: state.start + .hours(1))
        #expect(try await copy.incidents(includingClosed: false).map(\.notices) == [2])
        #expect(try state.bytes == before)
        #expect(try await Store.open(directory: path).incidents(includingClosed: false).map(\.notices) == [1])
    }

    @Test func `that is not there yet has an empty copy, and is not made`() async throws {
        let copy = try Store.copy(ofStateIn: path)
        #expect(try await copy.incidents(includingClosed: true) == [])
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}

@Suite struct `A full disk` {
    /// Fails where nothing can be mounted, which takes root: what was not tried is not known to work.
    @Test func `is told as such, loses nothing, and is over when there is room`() async throws {
        let disk = try SmallDisk(in: TemporaryDirectory(), mebibytes: 1)
        let start = try Instant.at("2025-07-24")
        let store = try Store.open(directory: disk.path)
        let watch = Watch.of("Acme")
        try await store.take([try .on("2025-07-22", "3.5")], of: watch, at: start)
        let before = try await store.everything(of: watch)
        let rows = try (0..<20_000).map { try Usage.on("2025-07-23", "1", app: "Application \($0)") }
        let path = disk.path + "/" + Store.fileName
        disk.fill(butFor: 300_000)
        await #expect(throws: StoreFailure.full(path: path)) {
            try await store.take(rows, of: watch, at: start + .hours(1))
        }
        #expect(try await store.everything(of: watch) == before)

        // Small commits find room in the log for a while.
        disk.fill()
        var kept = before
        await #expect(throws: StoreFailure.full(path: path)) {
            for hour in 2..<2_000 {
                try await store.take([], of: watch, at: start + .hours(hour))
                kept = try await store.everything(of: watch)
            }
        }
        #expect(try await store.everything(of: watch) == kept)
        #expect(kept.usage == before.usage)
        #expect(throws: StoreFailure.full(path: disk.path + "/other/" + Store.fileName)) {
            try Store.open(directory: disk.path + "/other")
        }

        disk.empty()
        let later = try await store.take([try .on("2025-07-23", "10")], of: watch, at: start + .days(200))
        #expect(later.statement.used == (try Tokens(decimal: "13.5")))
    }
}

@Suite struct `A process that is killed` {
    @Test(arguments: 0..<UInt64(12)) func `leaves a state in which every incident was announced`(
        seed: UInt64
    ) async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, seed = seed as UInt64] in
            killThisProcess(within: 40_000, seed: seed)
            let store = try Store.open(directory: path)
            let start = try Instant.at("2025-07-24")
            for number in 0..<100_000 {
                let watch = Watch.of("Team \(number)")
                try await store.take([try .on("2025-07-22", "3.5")], of: watch, at: start, channels: ["mail", "chat"])
                if var claimed = try await store.claim(
                    from: "mail", at: start, lease: .of("worker", until: start + .seconds(30)))
                {
                    claimed.record(.delivered(reply: "250"), at: start, backoff: .standard, chance: 0)
                    try await store.settle(claimed, worker: "worker")
                }
            }
        }
        let store = try Store.open(directory: path)
        let incidents = try await store.incidents(includingClosed: true)
        let deliveries = try await store.deliveries()
        for incident in incidents {
            let mine = deliveries.filter { $0.id.notice.incident == incident.id }
            #expect(mine.map(\.id.channel).sorted() == ["chat", "mail"])
            #expect(mine.allSatisfy { ($0.state == .delivered) == ($0.attempts.last?.outcome == .delivered) })
        }
        #expect(deliveries.count == incidents.count * 2)
        #expect(incidents.map(\.id.number) == Array(1..<Int64(incidents.count + 1)))
        for incident in incidents {
            let books = try await store.books(of: .of(incident.team))
            #expect(books.usage.count == 1)
            #expect(books.nextIncident.number == Int64(incidents.count + 1))
        }
        #expect(try Programs.rows("PRAGMA integrity_check", in: path + "/" + Store.fileName) == ["ok"])
    }
}
