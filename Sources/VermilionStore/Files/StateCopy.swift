import GRDB
import Glibc

/// A copy of a state as a file of its own, for nobody else to read: checked and whole under its name, or not there.
struct StateCopy {
    let path: String

    /// What a killed process left under this name is written over by the next.
    private var unfinished: String { path + ".unfinished" }

    /// - Parameters:
    ///   - replacing: whether a file of this name may be there already; it is replaced in one step.
    ///   - finish: changes the copy, or asks it, before it has its name.
    func make<Value>(
        of source: DatabaseQueue, replacing: Bool, finish: (Database) throws -> Value
    ) throws -> Value {
        if StateFile.exists(path) {
            guard StateFile.isFile(path) else {
                throw StoreFailure.cannotWrite(path: path, reason: "what is there is no file")
            }
            guard replacing else { throw StoreFailure.exists(path: path) }
        }
        let file = try openUnfinished()
        // Open for as long as SQLite has it open: closing it drops SQLite's locks.
        defer { close(file) }
        do {
            let value = try fill(from: source, finish: finish)
            guard fsync(file) == 0 else { throw problem() }
            try nameIt(replacing: replacing)
            return value
        } catch {
            for suffix in [""] + StateFile.besides { unlink(unfinished + suffix) }
            throw StoreFailure(error, path: path)
        }
    }

    /// What `errno` says.
    private func problem() -> StoreFailure {
        errno == ENOSPC ? .full(path: path) : .cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }

    /// Alone between all processes.
    private func openUnfinished() throws(StoreFailure) -> Int32 {
        while true {
            let file = open(unfinished, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
            guard file >= 0 else { throw problem() }
            guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
                close(file)
                throw .failed(path: path, reason: "another process is writing this file")
            }
            // It may have got its name between the two calls; then it is no longer this one.
            var (mine, named) = (stat(), stat())
            if fstat(file, &mine) == 0, stat(unfinished, &named) == 0, mine.st_ino == named.st_ino {
                guard fchmod(file, 0o600) == 0, ftruncate(file, 0) == 0 else {
                    defer { close(file) }
                    throw problem()
                }
                for suffix in StateFile.besides { unlink(unfinished + suffix) }
                return file
            }
            close(file)
        }
    }

    private func fill<Value>(from source: DatabaseQueue, finish: (Database) throws -> Value) throws -> Value {
        let copy = try DatabaseQueue(path: unfinished)
        do {
            // All pages in one step: the copy is of one moment, whatever others write meanwhile.
            try source.backup(to: copy)
            let value = try copy.writeWithoutTransaction { db in
                // So that it is one file.
                try db.execute(sql: "PRAGMA journal_mode = DELETE")
                try StoreFailure.refuseDamaged(db, path: path)
                return try finish(db)
            }
            try copy.close()
            return value
        } catch {
            try? copy.close()
            throw error
        }
    }

    private func nameIt(replacing: Bool) throws(StoreFailure) {
        if replacing {
            guard rename(unfinished, path) == 0 else { throw problem() }
        } else if link(unfinished, path) == 0 {
            unlink(unfinished)
        } else if errno == EEXIST {
            throw .exists(path: path)
        } else {
            // A file system without links; only a file that was made in this moment would be replaced.
            guard rename(unfinished, path) == 0 else { throw problem() }
        }
        try StateFile.synchronizeDirectory(of: path)
    }
}

extension StoreFailure {
    /// - Parameter check: `integrity_check` of all, or `quick_check` where it is enough that it can be read.
    static func refuseDamaged(_ db: Database, path: String, by check: String = "integrity_check(10)") throws {
        let flaws = try String.fetchAll(db, sql: "PRAGMA \(check)")
        guard flaws == ["ok"] else { throw StoreFailure.damaged(path: path, reason: flaws.joined(separator: "; ")) }
    }
}
