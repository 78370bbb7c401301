import GRDB
import Glibc
import VermilionDomain

/// The state in one SQLite file, shared between processes: write-ahead log, full synchronisation,
/// and every write in an immediate transaction.
package struct Store: Sendable {
    private let database: DatabaseQueue
    /// For messages.
    private let path: String

    package static let fileName = "vermilion.sqlite"

    /// - Parameter keep: is given an earlier version before it is changed, alone between all processes.
    private init(
        database: DatabaseQueue, path: String, keepEarlier keep: (Int) throws -> Void = { _ in }
    ) throws(StoreFailure) {
        self.database = database
        self.path = path
        try StoreFailure.naming(path) {
            try database.writeWithoutTransaction { db in
                let found = try Schema.foundVersion(db)
                guard found <= Schema.version else {
                    throw StoreFailure.newerVersion(path: path, found: found, known: Schema.version)
                }
                // Here and not in the configuration, which would write to the file before its version is known,
                // and then set `synchronous` to NORMAL.
                try Store.writeAhead(db)
                // Durable also across a power cut: an announcement must not be forgotten.
                try db.execute(sql: "PRAGMA synchronous = FULL")
                try Schema.migrate(db, before: keep)
            }
        }
    }

    /// Makes the directory of a state, and those on the way to it that are missing; nobody else may read them.
    ///
    /// - Throws: when others may read it.
    package static func makeDirectory(_ directory: String) throws(StoreFailure) {
        try StateFile.makeDirectory(directory)
    }

    /// Opens the state in a directory, and makes both if they are missing; nobody else may read them.
    package static func open(directory: String) throws(StoreFailure) -> Store {
        let path = directory + "/" + fileName
        try StateFile.makeDirectory(directory)
        try StateFile.inspect(path, makesIt: true)
        return try Store(database: try connect(path), path: path) { version in
            let kept = path + ".before-\(version)"
            guard !StateFile.exists(kept) else { return }
            let state = try connectToRead(path)
            defer { try? state.close() }
            try StateCopy(path: kept).make(of: state, replacing: false) { _ in }
        }
    }

    /// The state in a directory as it lies there, to ask and not to change.
    ///
    /// One of an earlier version is asked as a copy in memory, which becomes one of this version; an empty one if there is
    /// none.
    package static func opening(stateIn directory: String) throws(StoreFailure) -> Store {
        let path = directory + "/" + fileName
        guard StateFile.exists(path) else { return try copy(ofStateIn: directory) }
        return try StoreFailure.naming(path) {
            let database = try connectToRead(path)
            let found = try database.read { db in try Schema.foundVersion(db) }
            return found == Schema.version ? Store(toRead: database, path: path) : try copy(ofStateIn: directory)
        }
    }

    /// - Parameter database: of this version.
    private init(toRead database: DatabaseQueue, path: String) {
        self.database = database
        self.path = path
    }

    static func connectToRead(_ path: String, isBackup: Bool = false) throws -> DatabaseQueue {
        try StateFile.inspect(path, makesIt: false, isBackup: isBackup)
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    /// A copy in memory of the state in a directory: what a dry run changes. An empty one if there is none.
    package static func copy(ofStateIn directory: String) throws(StoreFailure) -> Store {
        let path = directory + "/" + fileName
        return try StoreFailure.naming(path) {
            let copy = try DatabaseQueue()
            if StateFile.exists(path) {
                try connectToRead(path).backup(to: copy)
            }
            return try Store(database: copy, path: path)
        }
    }

    /// Processes that make a state at the same time stand in each other's way, and for this SQLite does not wait:
    /// it fails at once, so that one of them can go on.
    private static func writeAhead(_ db: Database) throws {
        for attempt in 1... {
            do {
                return try db.execute(sql: "PRAGMA journal_mode = WAL")
            } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && attempt < 500 {
                usleep(20_000)
            }
        }
    }

    private static func connect(_ path: String) throws(StoreFailure) -> DatabaseQueue {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        return try StoreFailure.naming(path) { try DatabaseQueue(path: path, configuration: configuration) }
    }
}

extension Store {
    /// One write that is alone, also between processes. It runs to its end when the task is cancelled: the library's
    /// own asynchronous writes would throw then, and leave leases and finished deliveries as they were.
    func write<Value: Sendable>(
        _ change: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        try await inTransaction(.immediate, change)
    }

    private func inTransaction<Value: Sendable>(
        _ kind: Database.TransactionKind, _ work: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            database.asyncWriteWithoutTransaction { db in
                continuation.resume(with: Result { try inTransaction(db, kind, work) })
            }
        }
    }

    private func inTransaction<Value>(
        _ db: Database, _ kind: Database.TransactionKind, _ change: (Database) throws -> Value
    ) throws -> Value {
        try naming {
            var value: Value?
            try db.inTransaction(kind) {
                value = try change(db)
                return .commit
            }
            guard let value else { throw StoreFailure.failed(path: path, reason: "the transaction did not run") }
            return value
        }
    }

    /// Sees one state of the file, whatever others write meanwhile. Not the library's own reading: that sets `query_only` each
    /// time, for which SQLite forgets all statements that it knows.
    func read<Value: Sendable>(_ query: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        try await inTransaction(.deferred, query)
    }

    /// Errors of the database in words; those of the caller's own code pass.
    private func naming<Value>(_ work: () throws -> Value) throws -> Value {
        do {
            return try work()
        } catch let error as DatabaseError {
            throw StoreFailure(error, path: path)
        } catch let error as UnknownValue {
            throw StoreFailure.damaged(path: path, reason: error.description)
        }
    }
}

extension StoreFailure {
    /// - Parameter path: what errors without a path of their own are of.
    static func naming<Value>(_ path: String, _ work: () throws -> Value) throws(StoreFailure) -> Value {
        do {
            return try work()
        } catch {
            throw StoreFailure(error, path: path)
        }
    }

    /// One that is a failure already stays as it is.
    init(_ error: any Error, path: String) {
        if let failure = error as? StoreFailure {
            self = failure
            return
        }
        guard let error = error as? DatabaseError else {
            self = .failed(path: path, reason: "\(error)")
            return
        }
        let reason = error.message ?? "SQLite error \(error.resultCode.rawValue)"
        // What SQLite says when there is no room for what processes share.
        if error.extendedResultCode == .SQLITE_IOERR_SHMSIZE {
            self = .full(path: path)
            return
        }
        switch error.resultCode {
        case .SQLITE_FULL: self = .full(path: path)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .damaged(path: path, reason: reason)
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM: self = .cannotOpen(path: path, reason: reason)
        default: self = .failed(path: path, reason: reason)
        }
    }
}
