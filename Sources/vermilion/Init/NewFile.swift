import Glibc
import VermilionDomain

/// A file that is written whole or not at all, and that others may not read.
struct NewFile {
    let path: String

    /// What is there under that name and stays.
    func obstacle(replacing: Bool) -> Diagnostic? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        guard status.st_mode & S_IFMT == S_IFREG else {
            return Diagnostic("\(path) is there already, and no file", hint: "name a file")
        }
        return replacing ? nil : alreadyThere
    }

    /// - Parameter replacing: whether a file of that name may be there, and is replaced.
    func write(_ text: String, replacing: Bool) throws(Diagnostic) {
        let temporary = "\(path).\(getpid()).new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw problem() }
        defer { unlink(temporary) }
        let isWritten = put(Array(text.utf8), into: descriptor) && fsync(descriptor) == 0
        letServiceRead(descriptor)
        let problem = isWritten ? nil : problem()
        close(descriptor)
        if let problem { throw problem }
        // A link never replaces anything, also when it appeared just now.
        guard replacing ? rename(temporary, path) == 0 : link(temporary, path) == 0 else {
            if errno == EEXIST { throw alreadyThere }
            throw self.problem()
        }
    }

    private var alreadyThere: Diagnostic { Diagnostic("\(path) is there already", hint: "--force replaces it") }

    /// The service has a user and a group of its own where it is installed as a package.
    private func letServiceRead(_ descriptor: Int32) {
        guard geteuid() == 0, let group = getgrnam("vermilion") else { return }
        if fchown(descriptor, 0, group.pointee.gr_gid) == 0 { fchmod(descriptor, 0o640) }
    }

    private func put(_ bytes: [UInt8], into descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private func problem() -> Diagnostic {
        Diagnostic(
            "\(path) cannot be written: \(String(cString: strerror(errno)))",
            hint: "name a file in a folder that exists and is writable")
    }
}
