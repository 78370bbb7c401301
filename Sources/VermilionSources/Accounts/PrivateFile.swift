import Glibc
import VermilionDomain

/// A small file of the state that only its user may read: `accounts/NAME`, 0600 in a directory of 0700.
///
/// Writing replaces the file as a whole, so that a reader finds the old text or the new one.
struct PrivateFile: Sendable {
    private let directory: String
    private let name: String

    /// - Parameter state: the directory of the state.
    init(_ name: String, state: String) {
        directory = state + "/accounts"
        self.name = name
    }

    var path: String { "\(directory)/\(name)" }

    /// Alone between all processes until it is released.
    struct Lock: ~Copyable {
        fileprivate let descriptor: Int32

        /// Asked at the end of what must be alone, so that it is not released before.
        var isHeld: Bool { descriptor >= 0 }

        deinit { close(descriptor) }
    }

    /// Waits for a process that has it.
    func lock() throws(Diagnostic) -> Lock {
        let lock = try openLock()
        while flock(lock.descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw problem(path) }
        }
        return lock
    }

    /// Nil when another process has it.
    func tryLock() throws(Diagnostic) -> Lock? {
        let lock = try openLock()
        guard flock(lock.descriptor, LOCK_EX | LOCK_NB) == 0 else {
            if errno == EWOULDBLOCK { return nil }
            throw problem(path)
        }
        return lock
    }

    private func openLock() throws(Diagnostic) -> Lock {
        if mkdir(directory, 0o700) != 0, errno != EEXIST { throw problem(directory) }
        let lockPath = path + ".lock"
        let descriptor = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw problem(lockPath) }
        return Lock(descriptor: descriptor)
    }

    /// Nil when there is no file.
    func load() throws(Diagnostic) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw problem(path)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw problem(path) }
        guard !SecretReaders.nobody.areExceeded(by: status.st_mode) else {
            throw Diagnostic(
                .error, at: Diagnostic.Place(file: path), "others may read it, and it holds secrets",
                hint: "chmod 600 it, and log in anew if somebody may have read it")
        }
        var bytes = [UInt8](repeating: 0, count: Int(min(status.st_size, 1 << 20)))
        var count = 0
        while count < bytes.count {
            let got = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress! + count, $0.count - count) }
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { break }
            count += got
        }
        return Array(bytes[..<count])
    }

    /// Whether it belongs to the user of this process; also when there is none.
    func isOurs() throws(Diagnostic) -> Bool {
        var status = stat()
        if lstat(path, &status) == 0 { return status.st_uid == geteuid() }
        if errno == ENOENT { return true }
        throw problem(path)
    }

    /// - Parameter isDurable: on the disk before it returns, so that a power cut leaves the old text or the new one.
    func save(_ bytes: [UInt8], isDurable: Bool) throws(Diagnostic) {
        let temporary = path + ".new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw problem(temporary) }
        var count = 0
        while count < bytes.count {
            let put = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress! + count, $0.count - count) }
            if put < 0, errno == EINTR { continue }
            guard put > 0 else { break }
            count += put
        }
        let isWritten = count == bytes.count && (!isDurable || fsync(descriptor) == 0)
        let failure = isWritten ? nil : problem(temporary)
        close(descriptor)
        if let failure { throw failure }
        guard rename(temporary, path) == 0 else { throw problem(path) }
        guard isDurable else { return }
        let folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw problem(directory) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw problem(directory) }
    }

    private func problem(_ path: String) -> Diagnostic {
        Diagnostic(.error, at: Diagnostic.Place(file: path), "cannot be used: \(String(cString: strerror(errno)))")
    }
}
