import Glibc

/// Why the state cannot be used, in words for the person who runs it.
package enum StoreFailure: Error, Hashable, Sendable {
    case cannotOpen(path: String, reason: String)
    /// Nothing was ever kept there.
    case none(path: String)
    /// Another daemon works on it.
    case taken(path: String, process: Int32?)
    /// Made by a newer version; it was not touched.
    case newerVersion(path: String, found: Int, known: Int)
    case full(path: String)
    case busy(path: String)
    case damaged(path: String, reason: String)
    case failed(path: String, reason: String)
    /// Others than its owner may read or change it.
    case exposed(path: String, isDirectory: Bool)
    /// A backup is not written over.
    case exists(path: String)
    /// Others have it open.
    case inUse(path: String)
    case damagedBackup(path: String, reason: String)
    case noBackup(path: String, reason: String)
    /// A backup is to become the state, or the other way round.
    case itself(path: String)
    /// A copy cannot get this name.
    case cannotWrite(path: String, reason: String)

    /// What `errno` says of a path.
    package init(errnoAt path: String) {
        self = errno == ENOSPC ? .full(path: path) : .cannotOpen(path: path, reason: String(cString: strerror(errno)))
    }
}

extension StoreFailure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .cannotOpen(let path, let reason):
            "\(path): the state cannot be opened: \(reason) (check that the directory exists and is writable)"
        case .none(let path):
            "\(path): there is no state yet (`vermilion check` and `vermilion run` make it)"
        case .taken(let path, let process):
            "\(path): another daemon\(process.map { " (process \($0))" } ?? "") works on this state (one is enough; "
                + "for a second configuration name another `state`)"
        case .newerVersion(let path, let found, let known):
            "\(path): this state has schema version \(found), and this program knows versions up to \(known)"
                + " (it was not touched; use the version of vermilion that wrote it)"
        case .full(let path):
            "\(path): the disk is full; nothing was changed (free some space and run again)"
        case .busy(let path):
            "\(path): another process has held the state for too long; nothing was changed (run again)"
        case .damaged(let path, let reason):
            "\(path): the state is damaged: \(reason) (restore it from a backup)"
        case .failed(let path, let reason):
            "\(path): the state cannot be used: \(reason)"
        case .exposed(let path, let isDirectory):
            "\(path): others than its owner may look into it, and it is the state; nothing was changed"
                + " (chmod \(isDirectory ? "700" : "600") \(path))"
        case .exists(let path):
            "\(path): there is a file already; nothing was changed (name another one, or use --force)"
        case .inUse(let path):
            "\(path): a daemon or another command has the state open; nothing was changed"
                + " (stop it first: systemctl stop vermilion)"
        case .damagedBackup(let path, let reason):
            "\(path): this backup is damaged: \(reason); nothing was changed (use another one)"
        case .noBackup(let path, let reason):
            "\(path): this is no backup: \(reason); nothing was changed (name a file of `vermilion backup`)"
        case .itself(let path):
            "\(path): this is the state itself, and no backup of it; nothing was changed (name another file)"
        case .cannotWrite(let path, let reason):
            "\(path): no copy of the state can be written here: \(reason)"
                + " (name a file in a directory that exists and is writable)"
        }
    }
}
