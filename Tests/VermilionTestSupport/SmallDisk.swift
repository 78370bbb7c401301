import Foundation
import Glibc
import Synchronization

/// A file system of its own, so small that it can be filled. Mounting it takes root.
package final class SmallDisk: Sendable {
    package let path: String
    /// Stays until nothing is mounted there.
    private let directory: TemporaryDirectory
    private var ballast: String { path + "/ballast" }

    /// - Parameter name: a new folder in the directory; nil for the directory itself.
    package init(in directory: TemporaryDirectory, at name: String? = nil, mebibytes: Int = 2) throws {
        self.directory = directory
        path = name.map { directory.path + "/" + $0 } ?? directory.path
        if name != nil { mkdir(path, 0o700) }
        guard mount("tmpfs", path, "tmpfs", 0, "size=\(mebibytes)m,mode=0700") == 0 else {
            throw TemporaryDirectory.Failure(
                description:
                    "this test mounts a small file system, which takes root: \(String(cString: strerror(errno)))")
        }
    }

    deinit { umount2(path, Int32(MNT_DETACH)) }

    /// Leaves no page free, or not more than so many bytes.
    package func fill(butFor room: Int = 0) {
        let file = open(ballast, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        let page = [UInt8](repeating: 1, count: 4_096)
        while room == 0 || free > room, write(file, page, page.count) > 0 {}
        close(file)
    }

    private var free: Int {
        var status = statvfs()
        return statvfs(path, &status) == 0 ? Int(status.f_bavail * status.f_frsize) : 0
    }

    /// Takes each page that becomes free, at once.
    ///
    /// - Returns: what ends it.
    package func keepFull() -> () -> Void {
        let isOver = Flag()
        let file = open(ballast, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        Thread.detachNewThread {
            let page = [UInt8](repeating: 1, count: 4_096)
            while !isOver.isSet { _ = write(file, page, page.count) }
            close(file)
        }
        return { isOver.set() }
    }

    private final class Flag: Sendable {
        private let value = Atomic(false)
        var isSet: Bool { value.load(ordering: .relaxed) }
        func set() { value.store(true, ordering: .relaxed) }
    }

    package func empty() { unlink(ballast) }
}
