import GRDB
import VermilionDomain

#if canImport(Glibc)
    import Glibc
#endif

/// The state in one SQLite file, shared between processes: write-ahead log, full synchronisation,
/// and every write in an immediate transaction.
package struct Store: Sendable {
    private let database: DatabaseQueue
    /// For messages.
    private let path: String

    package static let fileName = "vermilion.sqlite"

    private init(database: DatabaseQueue, path: String) throws(StoreFailure) {
        self.database = database
        self.path = path
        try attempt {
            try database.writeWithoutTransaction { db in
                let found = try Schema.foundVersion(db)
                guard found <= Schema.version else {
                    throw StoreFailure.newerVersion(path: path, found: found, known: Schema.version)
                }
                try Schema.migrate(db)
            }
        }
    }

    /// Opens the state in a directory, and makes both if they are missing; nobody else may read them.
    package static func open(directory: String) throws(StoreFailure) -> Store {
        let path = directory + "/" + fileName
        try makeDirectory(directory)
        let file = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .cannotOpen(path: path, reason: String(cString: strerror(errno))) }
        close(file)
        try refuseNewer(path)
        return try Store(database: try connect(path), path: path)
    }

    /// A copy in memory of the state in a directory: what a dry run changes. An empty one if there is none.
    package static func copy(ofStateIn directory: String) throws(StoreFailure) -> Store {
        let path = directory + "/" + fileName
        do {
            let copy = try DatabaseQueue()
            if access(path, F_OK) == 0 {
                try refuseNewer(path)
                var configuration = Configuration()
                configuration.readonly = true
                configuration.busyMode = .timeout(10)
                try DatabaseQueue(path: path, configuration: configuration).backup(to: copy)
            }
            return try Store(database: copy, path: path)
        } catch let failure as StoreFailure {
            throw failure
        } catch {
            throw StoreFailure(error, path: path)
        }
    }

    private static func connect(_ path: String) throws(StoreFailure) -> DatabaseQueue {
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(10)
        // Durable also across a power cut: an announcement must not be forgotten.
        configuration.prepareDatabase { db in try db.execute(sql: "PRAGMA synchronous = FULL") }
        do {
            return try DatabaseQueue(path: path, configuration: configuration)
        } catch {
            throw StoreFailure(error, path: path)
        }
    }

    private static func makeDirectory(_ directory: String) throws(StoreFailure) {
        var made = directory.hasPrefix("/") ? "" : "."
        for part in directory.split(separator: "/") {
            made += "/" + part
            guard mkdir(made, 0o700) != 0, errno != EEXIST, access(made, F_OK) != 0 else { continue }
            throw .cannotOpen(path: directory, reason: String(cString: strerror(errno)))
        }
    }

    /// Reads the version from the file's header (SQLite file format, 1.3: 4 bytes at offset 60), without opening
    /// it as a database, which could already change it.
    private static func refuseNewer(_ path: String) throws(StoreFailure) {
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .cannotOpen(path: path, reason: String(cString: strerror(errno))) }
        defer { close(file) }
        var bytes: [UInt8] = [0, 0, 0, 0]
        guard pread(file, &bytes, 4, 60) == 4 else { return }
        let found = bytes.reduce(0) { $0 << 8 | Int($1) }
        guard found <= Schema.version else {
            throw .newerVersion(path: path, found: found, known: Schema.version)
        }
    }
}

extension Store {
    /// One write that is alone, also between processes.
    func write<Value: Sendable>(
        _ change: @escaping @Sendable (Database) throws -> Value
    ) async throws -> Value {
        do {
            return try await database.writeWithoutTransaction { db in
                var value: Value?
                try db.inTransaction(.immediate) {
                    value = try change(db)
                    return .commit
                }
                guard let value else { throw StoreFailure.failed(path: path, reason: "the transaction did not run") }
                return value
            }
        } catch let error as DatabaseError {
            throw StoreFailure(error, path: path)
        }
    }

    func read<Value: Sendable>(_ query: @escaping @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            return try await database.read(query)
        } catch let error as DatabaseError {
            throw StoreFailure(error, path: path)
        }
    }

    private func attempt(_ work: () throws -> Void) throws(StoreFailure) {
        do {
            try work()
        } catch let failure as StoreFailure {
            throw failure
        } catch {
            throw StoreFailure(error, path: path)
        }
    }
}

extension StoreFailure {
    init(_ error: any Error, path: String) {
        guard let error = error as? DatabaseError else {
            self = .failed(path: path, reason: "\(error)")
            return
        }
        let reason = error.message ?? "SQLite error \(error.resultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_FULL: self = .full(path: path)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .damaged(path: path, reason: reason)
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM: self = .cannotOpen(path: path, reason: reason)
        default: self = .failed(path: path, reason: reason)
        }
    }
}
