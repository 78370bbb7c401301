import GRDB
import Glibc

/// What a restore did.
package struct RestoredState: Hashable, Sendable {
    package let summary: StateSummary
    /// Where the state is that was there before.
    package let replaced: String?
}

extension Store {
    /// Puts a backup in the place of the state in a directory, while nobody else has that open.
    ///
    /// What the backup cannot know is set so that nothing which is told from now on has the id of something that was told after
    /// it: mail servers and receivers of webhooks would drop it as a repeat. Deliveries that were on their way are on nobody's.
    ///
    /// A crash leaves the state of before or the restored one.
    ///
    /// - Parameter suffix: of the name under which the present state is kept.
    package static func restore(
        _ file: String, to directory: String, keeping suffix: String
    ) throws(StoreFailure) -> RestoredState {
        let path = directory + "/" + fileName
        guard !StateFile.isPart(file, ofStateIn: directory) else { throw .itself(path: file) }
        try StateFile.makeDirectory(directory)
        guard access(directory, W_OK | X_OK) == 0 else { throw StoreFailure(errnoAt: directory) }
        return try StoreFailure.naming(path) {
            let backup = try connect(toBackup: file)
            defer { try? backup.close() }
            let copy = StateCopy(path: path + ".restoring")
            func prepare(after present: ToldNumbers?) throws -> StateSummary {
                try copy.make(of: backup, replacing: true) { db in
                    try Restoring.amend(db, after: present)
                    return try StateSummary(db)
                }
            }
            guard StateFile.exists(path) else {
                let summary = try prepare(after: nil)
                try StateFile.put(copy.path, inPlaceOf: path, keepingAs: nil)
                return RestoredState(summary: summary, replaced: nil)
            }
            let kept = StateFile.free(path + ".replaced-" + suffix)
            do {
                let present = try SoleConnection(path)
                defer { present.close() }
                let summary = try prepare(after: present.numbers())
                defer { unlink(copy.path) }
                try StateCopy(path: kept).make(of: present.database, replacing: false) { _ in }
                // One transaction of the state itself: whoever waits to open it sees the one or the other.
                let prepared = try connectToRead(copy.path)
                defer { try? prepared.close() }
                try prepared.backup(to: present.database)
                return RestoredState(summary: summary, replaced: kept)
            } catch {
                guard case .damaged = StoreFailure(error, path: path) else { throw error }
            }
            // What SQLite cannot read it cannot write over, either.
            let summary = try prepare(after: nil)
            try StateFile.put(copy.path, inPlaceOf: path, keepingAs: kept)
            return RestoredState(summary: summary, replaced: kept)
        }
    }

    /// - Throws: when it is none, or of a newer version.
    private static func connect(toBackup file: String) throws -> DatabaseQueue {
        guard access(file, R_OK) == 0 else {
            throw StoreFailure.noBackup(path: file, reason: String(cString: strerror(errno)))
        }
        // One would wait at a pipe for ever.
        guard StateFile.isFile(file) else { throw StoreFailure.noBackup(path: file, reason: "it is no file") }
        do {
            let backup = try connectToRead(file, isBackup: true)
            try backup.read { db in
                guard try db.tableExists("installation"), try db.tableExists("delivery"),
                    try Schema.foundVersion(db) > 0
                else { throw StoreFailure.noBackup(path: file, reason: "it is not a state of Vermilion") }
                try StoreFailure.refuseDamaged(db, path: file)
            }
            return backup
        } catch {
            let failure = StoreFailure(error, path: file)
            if case .damaged(_, let reason) = failure {
                throw StoreFailure.damagedBackup(path: file, reason: reason)
            }
            throw failure
        }
    }
}

/// Up to which numbers a state told.
private struct ToldNumbers {
    let installation: String
    let nextIncident: Int64
    /// By the number of the incident.
    let notices: [Int64: Int64]
}

/// The only connection to a state in all processes.
private struct SoleConnection {
    let database: DatabaseQueue

    init(_ path: String) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(1)
        do {
            database = try DatabaseQueue(path: path, configuration: configuration)
            try database.writeWithoutTransaction { db in
                // Every connection in write-ahead mode holds a lock until it is closed, and this needs to be without any.
                let mode = try String.fetchOne(db, sql: "PRAGMA journal_mode = DELETE")
                guard mode == "delete" else { throw StoreFailure.inUse(path: path) }
                // The lock is kept from here on until the end.
                try db.execute(sql: "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT")
                try StoreFailure.refuseDamaged(db, path: path, by: "quick_check(1)")
            }
        } catch let error as DatabaseError where [.SQLITE_BUSY, .SQLITE_LOCKED].contains(error.resultCode) {
            throw StoreFailure.inUse(path: path)
        }
    }

    func close() { try? database.close() }

    /// Nil when the state has none, such as one that was never used.
    func numbers() -> ToldNumbers? {
        try? database.read { db in
            guard let row = try Row.fetchOne(db, sql: "SELECT id, next_incident FROM installation") else { return nil }
            let notices = try Row.fetchAll(db, sql: "SELECT number, notices FROM incident").map { row in
                (row["number"] as Int64, row["notices"] as Int64)
            }
            return ToldNumbers(
                installation: row["id"], nextIncident: row["next_incident"],
                notices: Dictionary(notices) { first, _ in first })
        }
    }
}

private enum Restoring {
    /// More than are told between two backups.
    private static let unknownIncidents: Int64 = 100_000
    private static let unknownNotices: Int64 = 100

    static func amend(_ db: Database, after present: ToldNumbers?) throws {
        try db.inTransaction {
            let installation = try String.fetchOne(db, sql: "SELECT id FROM installation")
            let present = present?.installation == installation ? present : nil
            try db.execute(
                sql: "UPDATE installation SET next_incident = MAX(next_incident, ifnull(?, next_incident + ?))",
                arguments: [present?.nextIncident, unknownIncidents])
            for row in try Row.fetchAll(db, sql: "SELECT number, notices FROM incident WHERE phase <> 'closed'") {
                let number: Int64 = row["number"]
                let notices: Int64 = row["notices"]
                // What nobody was told of begins with 1.
                guard notices > 0 || (present?.notices[number] ?? 0) > 0 else { continue }
                let told = present.map { $0.notices[number] ?? notices } ?? notices + unknownNotices
                try db.execute(
                    sql: "UPDATE incident SET notices = ? WHERE number = ?",
                    arguments: [max(notices, told), number])
            }
            try db.execute(sql: "UPDATE delivery SET worker = NULL, leased_until = NULL WHERE worker IS NOT NULL")
            return .commit
        }
    }
}
