import Foundation
import GRDB
import Testing
import VermilionDomain
import VermilionTestSupport

@testable import VermilionStore

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
        #expect(try permissions(of: kept) == 0o600)
        let content = try Data(contentsOf: URL(fileURLWithPath: kept))
        _ = try Store.open(directory: directory.path)
        #expect(try Data(contentsOf: URL(fileURLWithPath: kept)) == content)
        #expect(
            try names(in: directory.path).filter { $0.contains("before") } == [Store.fileName + ".before-\(version)"])
    }

    @Test func `is not changed where there is no room to keep it`() throws {
        let disk = try SmallDisk(in: TemporaryDirectory(), mebibytes: 1)
        try make(version: 3, in: disk.path, rows: 5_000)
        let file = disk.path + "/" + Store.fileName
        disk.fill(butFor: 200_000)
        let failure = #expect(throws: StoreFailure.self) { try Store.open(directory: disk.path) }
        #expect(failure == .full(path: file + ".before-3"))
        #expect(try Programs.rows("PRAGMA user_version", in: file) == ["3"])
        #expect(try names(in: disk.path).filter { $0.contains("before") } == [])
    }

    @Test(arguments: 0..<UInt64(10)) func `is that version or this one, whole, after kill -9`(seed: UInt64) async throws
    {
        let directory = try TemporaryDirectory()
        let path = directory.path
        try make(version: 3, in: path, rows: 3_000)
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, seed = seed as UInt64] in
            killThisProcess(within: 60_000, seed: seed)
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
