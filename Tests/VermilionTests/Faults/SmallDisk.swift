import Foundation
import Glibc
import Synchronization
import Testing

/// A file system of its own in a test's folder, so small that it can be filled. Mounting it takes root.
final class SmallDisk {
    private let folder: Folder
    private let path: String
    private var ballast: String { path + "/ballast" }

    init(_ name: String, in folder: Folder) throws {
        self.folder = folder
        path = folder.path + "/" + name
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try #require(
            mount("tmpfs", path, "tmpfs", 0, "size=2m,mode=0700") == 0,
            "this test mounts a small file system, which takes root: \(String(cString: strerror(errno)))")
    }

    deinit { umount2(path, Int32(MNT_DETACH)) }

    /// Leaves no page free.
    func fill() {
        let file = open(ballast, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        let page = [UInt8](repeating: 1, count: 4_096)
        while write(file, page, page.count) > 0 {}
        close(file)
    }

    /// Takes each page that becomes free, at once.
    ///
    /// - Returns: what ends it.
    func keepFull() -> () -> Void {
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

    func empty() { unlink(ballast) }
}
