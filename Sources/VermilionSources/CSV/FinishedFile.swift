import Glibc
package import VermilionDomain
package import VermilionFormats

/// A file that nobody is writing to any more, read piece by piece.
package final class FinishedFile {
    private let place: Diagnostic.Place
    private let descriptor: Int32
    private let before: stat
    private var count = 0

    /// Bytes; more than this, also when it is unpacked, is not an export.
    private static let largest = 1 << 30
    private static let pieceSize = 256 << 10

    /// The text of a file; that of `*.gz` unpacked.
    ///
    /// - Throws: a diagnostic when the file is missing, unreadable, too large, or still being written. The last of
    ///   these can come as late as with the last piece: nothing counts before it.
    package static func text(of path: String) throws(Diagnostic) -> CSVReader.Pieces {
        let file = try FinishedFile(path)
        let bytes: CSVReader.Pieces = { () throws(Diagnostic) in try file.next() }
        guard path.hasSuffix(".gz") else { return bytes }
        let gunzip = try Gunzip(bytes, largest: largest, place: file.place)
        return { () throws(Diagnostic) in try gunzip.next() }
    }

    private init(_ path: String) throws(Diagnostic) {
        place = Diagnostic.Place(file: path)
        if let suffix = Self.unfinishedSuffixes.first(where: path.hasSuffix) {
            throw Self.stillWritten(place, "its name ends in \(suffix)")
        }
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw Self.unreadable(place, errno) }
        var status = stat()
        let hasStatus = fstat(file, &status) == 0
        (descriptor, before) = (file, status)
        // From here on the file is closed with `self`, also when something is wrong with it.
        guard hasStatus else { throw Self.unreadable(place, errno) }
        if Self.isOpenForWriting(file) { throw Self.stillWritten(place, "another program has it open") }
        guard before.st_mode & S_IFMT == S_IFREG else {
            throw Diagnostic(.error, at: place, "is not a file", hint: "name a file, or a pattern such as *.csv")
        }
        guard before.st_size <= Self.largest else {
            throw Diagnostic(.error, at: place, "is larger than 1 GiB", hint: "split the export")
        }
    }

    deinit { close(descriptor) }

    /// The next bytes; none at the end.
    private func next() throws(Diagnostic) -> [UInt8] {
        var failure: Int32 = 0
        let piece = [UInt8](unsafeUninitializedCapacity: min(Self.pieceSize, before.st_size - count)) { buffer, count in
            while count < buffer.count {
                let got = read(descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
                if got < 0 && errno == EINTR { continue }
                if got < 0 { failure = errno }
                guard got > 0 else { return }
                count += got
            }
        }
        guard failure == 0 else { throw Self.unreadable(place, failure) }
        count += piece.count
        if piece.isEmpty { try checkIsUnchanged() }
        return piece
    }

    private func checkIsUnchanged() throws(Diagnostic) {
        var after = stat()
        guard fstat(descriptor, &after) == 0 else { throw Self.unreadable(place, errno) }
        guard after.st_size == before.st_size, count == before.st_size,
            after.st_mtim.tv_sec == before.st_mtim.tv_sec, after.st_mtim.tv_nsec == before.st_mtim.tv_nsec,
            !Self.isOpenForWriting(descriptor)
        else { throw Self.stillWritten(place, "it changed while it was read") }
    }

    /// What browsers and copying programs call a file until it is whole.
    private static let unfinishedSuffixes = [".part", ".partial", ".tmp", ".crdownload", ".download"]

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
