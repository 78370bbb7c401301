import Glibc
import VermilionStore

/// `vermilion.run` in the directory of the state: which process is the daemon, and what came of its last reload. The daemon
/// holds a lock on it for as long as it lives, however it ends.
final class RunFile: Sendable {
    struct Record: Hashable, Sendable {
        var process = getpid()
        /// The absolute path of what the daemon reads.
        let configuration: String
        /// How many reloads the daemon has begun.
        var begun = 0
        /// How many of them have ended; the problems are those of the last.
        var ended = 0
        /// Why the old configuration stays in force; empty when the new one is.
        var problems: [String] = []
    }

    private let file: Int32

    private static func path(in directory: String) -> String { directory + "/vermilion.run" }

    /// Takes the daemon's place; makes the directory if it is missing.
    ///
    /// - Throws: when another process has it, or the file cannot be made.
    init(takingPlaceIn directory: String, reading configuration: String) throws(StoreFailure) {
        try Store.makeDirectory(directory)
        let path = Self.path(in: directory)
        file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw StoreFailure(errnoAt: path) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            throw .taken(path: directory, process: Self.read(file)?.process)
        }
        write(Record(configuration: configuration))
    }

    deinit { if file >= 0 { close(file) } }

    /// Over what is there, and never shorter than a page: a disk that is full has no room for another, but keeps this one.
    func write(_ record: Record) {
        guard !put(record) else { return }
        var brief = record
        brief.problems = ["there are too many problems, or the disk is full: all of them are in the daemon's log only"]
        _ = put(brief)
    }

    private func put(_ record: Record) -> Bool {
        let head = ["\(record.process)", "\(record.begun)", "\(record.ended)", record.configuration]
        let lines = head + record.problems + [Self.end]
        var bytes = Array(lines.joined(separator: "\n").utf8)
        // Empty lines mean nothing.
        bytes += Array(repeating: UInt8(ascii: "\n"), count: max(0, Self.page - bytes.count))
        guard bytes.count <= Self.most else { return false }
        guard bytes.withUnsafeBytes({ pwrite(file, $0.baseAddress, $0.count, 0) }) == bytes.count else { return false }
        _ = ftruncate(file, off_t(bytes.count))
        return true
    }

    private static let page = 4_096
    /// Bytes that a reader takes.
    private static let most = 1 << 16

    /// What the daemon of a state wrote last; nil when none runs, or while it writes.
    static func record(in directory: String) -> Record? {
        inHeld(directory) { read($0) } ?? nil
    }

    /// Whether a daemon works on a state.
    static func isHeld(in directory: String) -> Bool { inHeld(directory) { _ in true } ?? false }

    private static func inHeld<Value>(_ directory: String, _ work: (Int32) -> Value) -> Value? {
        let file = open(path(in: directory), O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        // Whoever gets the lock is alone.
        guard flock(file, LOCK_SH | LOCK_NB) != 0 else { return nil }
        return work(file)
    }

    /// Marks that all is there.
    private static let end = "."

    private static func read(_ file: Int32) -> Record? {
        var bytes = [UInt8](repeating: 0, count: most)
        let count = pread(file, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        let lines = String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n").map(String.init)
        // What follows the first end is of a longer record, and about to be cut off.
        guard let last = lines.firstIndex(of: end), last >= 4, let process = Int32(lines[0]),
            let begun = Int(lines[1]), let ended = Int(lines[2])
        else { return nil }
        return Record(
            process: process, configuration: lines[3], begun: begun, ended: ended, problems: Array(lines[4..<last]))
    }
}
