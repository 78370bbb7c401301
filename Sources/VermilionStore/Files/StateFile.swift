import Glibc
import Synchronization
import VermilionDomain

/// The state as a file, before SQLite opens it.
enum StateFile {
    /// States that this process may have open as databases.
    ///
    /// POSIX drops all locks of a process on a file when the process closes any descriptor of that file
    /// (sqlite.org/howtocorrupt.html, 2.2), so a file that is open as a database must not be looked at beside SQLite.
    private static let opened = Mutex<Set<String>>([])

    /// What SQLite puts beside a file.
    static let besides = ["-journal", "-wal", "-shm"]

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Neither a directory nor a device or a pipe.
    static func isFile(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// The first of `path`, `path-2`, `path-3` … that is not there.
    static func free(_ path: String) -> String {
        var (name, number) = (path, 1)
        while exists(name) {
            number += 1
            name = "\(path)-\(number)"
        }
        return name
    }

    /// Whether a name is, or would be, that of the state in a directory or of what SQLite keeps beside it.
    static func isPart(_ path: String, ofStateIn directory: String) -> Bool {
        let state = directory + "/" + Store.fileName
        let isNamed = ([""] + besides).contains {
            path == Store.fileName + $0 || path.hasSuffix("/" + Store.fileName + $0)
        }
        return isNamed && isSame(self.directory(of: path), directory) || isSame(path, state)
    }

    private static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Whether two names lead to one file.
    private static func isSame(_ first: String, _ second: String) -> Bool {
        var (one, other) = (stat(), stat())
        return stat(first, &one) == 0 && stat(second, &other) == 0 && one.st_ino == other.st_ino
            && one.st_dev == other.st_dev
    }

    /// Makes names in the directory of a path survive a power cut.
    static func synchronizeDirectory(of path: String) throws(StoreFailure) {
        let directory = directory(of: path)
        let folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw StoreFailure(errnoAt: directory) }
        defer { close(folder) }
        // Some file systems have nothing to synchronise there.
        guard fsync(folder) == 0 || errno == EINVAL else { throw StoreFailure(errnoAt: directory) }
    }

    /// Puts a file in the place of a state that is missing, or that SQLite cannot read. The log of the one before goes with it:
    /// SQLite would take it for the new one's.
    static func put(_ file: String, inPlaceOf path: String, keepingAs kept: String?) throws(StoreFailure) {
        var lock: Int32 = -1
        defer { if lock >= 0 { close(lock) } }
        if let kept {
            lock = open(path, O_RDWR | O_CLOEXEC)
            guard lock >= 0 else { throw StoreFailure(errnoAt: path) }
            guard lockAsSQLite(lock) else { throw .inUse(path: path) }
            guard link(path, kept) == 0 || rename(path, kept) == 0 else { throw StoreFailure(errnoAt: kept) }
        }
        for suffix in ["-wal", "-journal"] where exists(path + suffix) {
            guard rename(path + suffix, (kept ?? free(path + ".left")) + suffix) == 0 else {
                throw StoreFailure(errnoAt: path + suffix)
            }
        }
        unlink(path + "-shm")
        guard rename(file, path) == 0 else { throw StoreFailure(errnoAt: path) }
        try synchronizeDirectory(of: path)
    }

    /// Takes the lock that stands against every connection (SQLite's os.h: 510 bytes behind the first of 0x40000002); false
    /// when there is one.
    private static func lockAsSQLite(_ file: Int32) -> Bool {
        var range = flock()
        range.l_type = Int16(F_WRLCK)
        range.l_whence = Int16(SEEK_SET)
        range.l_start = 0x4000_0002
        range.l_len = 510
        return fcntl(file, F_SETLK, &range) == 0
    }

    /// All directories on the way that are missing; nobody else may read them.
    static func makeDirectory(_ directory: String) throws(StoreFailure) {
        var made = directory.hasPrefix("/") ? "" : "."
        for part in directory.split(separator: "/") {
            made += "/" + part
            guard mkdir(made, 0o700) != 0, errno != EEXIST else { continue }
            // Of a mount point that is only read, for one, it says so before it says that it is there.
            let failure = StoreFailure(errnoAt: directory)
            guard access(made, F_OK) != 0 else { continue }
            throw failure
        }
        try refuseExposed(directory)
    }

    /// Not mended: the directory may be another one than was meant, and who could look in may have.
    private static func refuseExposed(_ path: String) throws(StoreFailure) {
        var status = stat()
        guard stat(path, &status) == 0, SecretReaders.nobody.areExceeded(by: status.st_mode) else { return }
        let kind = status.st_mode & S_IFMT
        if kind == S_IFDIR || kind == S_IFREG { throw .exposed(path: path, isDirectory: kind == S_IFDIR) }
    }

    /// Refuses a file of a newer version before anything can write to it.
    ///
    /// A file that this process opened before was of a known version then, and is left to the check of the database.
    ///
    /// - Parameters:
    ///   - makesIt: a missing file is made, for nobody else to read.
    ///   - isBackup: it may lie where others see it.
    static func inspect(_ path: String, makesIt: Bool, isBackup: Bool = false) throws(StoreFailure) {
        try opened.withLock { opened throws(StoreFailure) in
            if makesIt { try makeIfMissing(path) }
            if !isBackup { try refuseExposed(path) }
            if !opened.contains(path) { try refuseNewer(path) }
            opened.insert(path)
        }
    }

    private static func makeIfMissing(_ path: String) throws(StoreFailure) {
        let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if file >= 0 {
            close(file)
        } else if errno != EEXIST || access(path, R_OK | W_OK) != 0 {
            throw StoreFailure(errnoAt: path)
        }
    }

    /// Reads the version from the file's header (SQLite file format, 1.3: 4 bytes at offset 60 after the magic),
    /// without opening it as a database, which could already change it.
    private static func refuseNewer(_ path: String) throws(StoreFailure) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw StoreFailure(errnoAt: path) }
        defer { close(file) }
        var header = [UInt8](repeating: 0, count: 64)
        guard pread(file, &header, 64, 0) == 64, header.starts(with: "SQLite format 3\0".utf8) else { return }
        let found = header[60...].reduce(0) { $0 << 8 | Int($1) }
        guard found <= Schema.version else {
            throw .newerVersion(path: path, found: found, known: Schema.version)
        }
    }
}
