import Glibc
import Synchronization

/// The state as a file, before SQLite opens it.
enum StateFile {
    /// States that this process may have open as databases.
    ///
    /// POSIX drops all locks of a process on a file when the process closes any descriptor of that file
    /// (sqlite.org/howtocorrupt.html, 2.2), so a file that is open as a database must not be looked at beside SQLite.
    private static let opened = Mutex<Set<String>>([])

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// All directories on the way that are missing; nobody else may read them.
    static func makeDirectory(_ directory: String) throws(StoreFailure) {
        var made = directory.hasPrefix("/") ? "" : "."
        for part in directory.split(separator: "/") {
            made += "/" + part
            guard mkdir(made, 0o700) != 0, errno != EEXIST, access(made, F_OK) != 0 else { continue }
            throw .cannotOpen(path: directory, reason: String(cString: strerror(errno)))
        }
    }

    /// Refuses a file of a newer version before anything can write to it.
    ///
    /// A file that this process opened before was of a known version then, and is left to the check of the database.
    ///
    /// - Parameter makesIt: a missing file is made, for nobody else to read.
    static func inspect(_ path: String, makesIt: Bool) throws(StoreFailure) {
        try opened.withLock { opened throws(StoreFailure) in
            if makesIt { try makeIfMissing(path) }
            if !opened.contains(path) { try refuseNewer(path) }
            opened.insert(path)
        }
    }

    private static func makeIfMissing(_ path: String) throws(StoreFailure) {
        let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if file >= 0 {
            close(file)
        } else if errno != EEXIST || access(path, R_OK | W_OK) != 0 {
            throw .cannotOpen(path: path, reason: String(cString: strerror(errno)))
        }
    }

    /// Reads the version from the file's header (SQLite file format, 1.3: 4 bytes at offset 60 after the magic),
    /// without opening it as a database, which could already change it.
    private static func refuseNewer(_ path: String) throws(StoreFailure) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .cannotOpen(path: path, reason: String(cString: strerror(errno))) }
        defer { close(file) }
        var header = [UInt8](repeating: 0, count: 64)
        guard pread(file, &header, 64, 0) == 64, header.starts(with: "SQLite format 3\0".utf8) else { return }
        let found = header[60...].reduce(0) { $0 << 8 | Int($1) }
        guard found <= Schema.version else {
            throw .newerVersion(path: path, found: found, known: Schema.version)
        }
    }
}
