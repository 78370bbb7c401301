import Foundation
import GRDB
import Testing
import VermilionDomain
import VermilionEngine
import VermilionTestSupport

@testable import VermilionStore

@Suite struct `A backup that is restored` {
    private let state: ClosedState

    init() throws { state = try ClosedState() }

    @Test func `is put in the place of the state, which is kept beside it`() async throws {
        try await state.make()
        try state.backUp()
        try await Store.open(directory: state.path).take(
            [try .on("2025-07-23", "1")], of: .of("Later"), at: state.start)
        let restored = try state.restore()
        #expect(restored.summary.teams == 1)
        let kept = try #require(restored.replaced)
        #expect(kept == state.file + ".replaced-then")
        #expect(try permissions(of: kept) == 0o600 && permissions(of: state.file) == 0o600)
        #expect(try Programs.rows("SELECT team FROM source ORDER BY team", in: state.file) == ["Team 0"])
        #expect(try Programs.rows("SELECT team FROM source ORDER BY team", in: kept) == ["Later", "Team 0"])
        #expect(try names(in: state.path) == ["vermilion.sqlite", "vermilion.sqlite.replaced-then"])
        #expect(try state.restore().replaced == state.file + ".replaced-then-2")
    }

    @Test func `makes a state where there was none`() async throws {
        try await state.make()
        try state.backUp()
        let elsewhere = state.directory.path + "/new/place"
        let restored = try Store.restore(state.copy, to: elsewhere, keeping: "then")
        #expect(restored.replaced == nil)
        #expect(try permissions(of: elsewhere) == 0o700 && permissions(of: elsewhere + "/" + Store.fileName) == 0o600)
        let everything = try await Store.open(directory: elsewhere).everything(of: .of("Team 0"))
        #expect(everything.deliveries.map(\.state) == [.queued, .queued])
        #expect(everything.next.number == 100_002, "nobody knows what was told since")
    }

    @Test func `gives nothing that is told from now on an id that was used since`() async throws {
        try await state.make()
        let watch = Watch.of("Team 0")
        try state.backUp()
        do {
            let store = try Store.open(directory: state.path)
            try await store.take([try .on("2025-07-23", "1")], of: .of("Later"), at: state.start)
            // Raised twice since the backup.
            try await store.take([try .on("2025-07-23", "10")], of: watch, at: state.start + .hours(1))
            try await store.take([try .on("2025-07-23", "99")], of: watch, at: state.start + .hours(2))
            #expect(try await store.incidents(includingClosed: false).map(\.notices) == [3, 1])
        }
        _ = try state.restore()
        let store = try Store.open(directory: state.path)
        let decision = try await store.take([try .on("2025-07-23", "10")], of: watch, at: state.start + .hours(3))
        #expect(decision.notices.map(\.id.number) == [4])
        let other = try await store.take([try .on("2025-07-23", "1")], of: .of("Other"), at: state.start)
        #expect(other.notices.map(\.incident.id.number) == [3])
    }

    @Test func `takes leases away from processes that are gone`() async throws {
        try await state.make()
        let store = try Store.open(directory: state.path)
        let lease = Lease.of("gone", until: state.start + .hours(9))
        #expect(try await store.claim(from: "mail", at: state.start, lease: lease) != nil)
        try state.backUp()
        let elsewhere = state.directory.path + "/new"
        _ = try Store.restore(state.copy, to: elsewhere, keeping: "then")
        let restored = try Store.open(directory: elsewhere)
        #expect(
            try await restored.claim(from: "mail", at: state.start, lease: .of("new", until: state.start + .hours(1)))
                != nil)
    }

    @Test(arguments: [true, false]) func `takes the place of a damaged state, which is kept`(isHeader: Bool)
        async throws
    {
        try await state.make(teams: 40)
        try state.backUp()
        var content = try state.bytes
        let from = isHeader ? 0 : content.count / 2 / 4_096 * 4_096
        content.replaceSubrange(from..<(from + 8_192), with: Data(repeating: 0xA5, count: 8_192))
        try content.write(to: URL(fileURLWithPath: state.file))
        let restored = try state.restore()
        let kept = try #require(restored.replaced)
        // But for the first page, where SQLite notes that it looked.
        let bytes = try Data(contentsOf: URL(fileURLWithPath: kept))
        #expect(isHeader ? bytes == content : bytes.dropFirst(4_096) == content.dropFirst(4_096))
        #expect(try Programs.rows("PRAGMA integrity_check", in: state.file) == ["ok"])
        #expect(try await Store.open(directory: state.path).incidents(includingClosed: false).count == 40)
        #expect(try names(in: state.path).filter { $0.contains("restoring") } == [])
    }

    @Test func `of an earlier version becomes one of this version when it is opened`() async throws {
        let earlier = try DatabaseQueue(path: state.copy)
        try await earlier.writeWithoutTransaction { db in try Schema.migrate(db, upTo: 2) }
        try earlier.close()
        chmod(state.copy, 0o600)
        try await state.make()
        #expect(try state.restore().summary.version == 2)
        _ = try Store.open(directory: state.path)
        #expect(try Programs.rows("PRAGMA user_version", in: state.file) == ["\(Schema.version)"])
        #expect(try Programs.rows("PRAGMA user_version", in: state.file + ".before-2") == ["2"])
    }

    @Test(arguments: 0..<UInt64(10))
    func `that is being put back when the process is killed leaves the one or the other`(
        seed: UInt64
    ) async throws {
        try await state.make(teams: 60)
        try state.backUp()
        try await Store.open(directory: state.path).take(
            [try .on("2025-07-23", "1")], of: .of("Later"), at: state.start)
        let (path, copy) = (state.path, state.copy)
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [path = path as String, copy = copy as String, seed = seed as UInt64] in
            killThisProcess(within: 40_000, seed: seed)
            for number in 0... { _ = try Store.restore(copy, to: path, keeping: "\(number)") }
        }
        let count = try await Store.open(directory: path).incidents(includingClosed: true).count
        #expect(count == 60 || count == 61)
        #expect(try Programs.rows("PRAGMA integrity_check", in: state.file) == ["ok"])
        #expect(try state.restore("after").summary.openIncidents == 60)
        #expect(try names(in: path).filter { $0.contains("restoring") } == [])
    }
}
