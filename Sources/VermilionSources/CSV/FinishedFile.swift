import Glibc
package import VermilionDomain

/// The bytes of a file that nobody is writing to any more.
package enum FinishedFile {
    /// More than this is not an export.
    private static let largest = 1 << 30

    /// - Throws: a diagnostic when the file is missing, unreadable, too large, or still being written.
    package static func read(_ path: String) throws(Diagnostic) -> [UInt8] {
        let place = Diagnostic.Place(file: path)
        if let suffix = unfinishedSuffixes.first(where: path.hasSuffix) {
            throw stillWritten(place, "its name ends in \(suffix)")
        }
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw unreadable(place, errno) }
        defer { close(file) }
        if isOpenForWriting(file) { throw stillWritten(place, "another program has it open") }
        var before = stat()
        guard fstat(file, &before) == 0 else { throw unreadable(place, errno) }
        guard before.st_mode & S_IFMT == S_IFREG else {
            throw Diagnostic(.error, at: place, "is not a file", hint: "name a file, or a pattern such as *.csv")
        }
        guard before.st_size <= largest else {
            throw Diagnostic(.error, at: place, "is larger than 1 GiB", hint: "split the export")
        }
        let bytes = try contents(of: file, size: before.st_size, place: place)
        var after = stat()
        guard fstat(file, &after) == 0 else { throw unreadable(place, errno) }
        guard after.st_size == before.st_size, bytes.count == before.st_size,
            after.st_mtim.tv_sec == before.st_mtim.tv_sec, after.st_mtim.tv_nsec == before.st_mtim.tv_nsec,
            !isOpenForWriting(file)
        else { throw stillWritten(place, "it changed while it was read") }
        return bytes
    }

    /// What browsers and copying programs call a file until it is whole.
    private static let unfinishedSuffixes = [".part", ".partial", ".tmp", ".crdownload", ".download"]

    private static func contents(
        of file: Int32, size: Int, place: Diagnostic.Place
    ) throws(Diagnostic) -> [UInt8] {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let got = Glibc.read(file, buffer.baseAddress.map { $0 + count }, size - count)
                if got < 0 && errno == EINTR { continue }
                if got < 0 { failure = errno }
                guard got > 0 else { return }
                count += got
            }
        }
        guard failure == 0 else { throw unreadable(place, failure) }
        return bytes
    }

    /// The kernel grants a read lease only on a file that nobody has open for writing (fcntl(2), F_SETLEASE).
    /// Where leases are not to be had (another owner, a network file system) the sizes and times must do.
    private static func isOpenForWriting(_ file: Int32) -> Bool {
        // A writer that comes in the moment between the two calls would be announced by SIGIO, which kills by default.
        _ = leaseSignalIsIgnored
        let setLease: Int32 = 1024
        guard fcntl(file, setLease, Int32(F_RDLCK)) != 0 else {
            _ = fcntl(file, setLease, Int32(F_UNLCK))
            return false
        }
        return errno == EAGAIN
    }

    private static let leaseSignalIsIgnored: Void = { _ = signal(SIGIO, SIG_IGN) }()

    private static func stillWritten(_ place: Diagnostic.Place, _ why: String) -> Diagnostic {
        Diagnostic(
            .error, at: place, "is still being written: \(why)", hint: "it is read when it is whole, at the next poll")
    }

    private static func unreadable(_ place: Diagnostic.Place, _ code: Int32) -> Diagnostic {
        Diagnostic(
            .error, at: place,
            code == ENOENT ? "there is no such file" : "cannot be read: \(String(cString: strerror(code)))",
            hint: code == EACCES ? "give the user that runs vermilion the right to read it" : nil)
    }
}
