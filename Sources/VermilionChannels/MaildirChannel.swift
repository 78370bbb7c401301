import Glibc
package import VermilionDomain
import VermilionEngine
import VermilionFormats
import VermilionMessages

/// Puts mails into a Maildir, one file each: needs no server, and every mail reader opens it.
package struct MaildirChannel: Reachable {
    package let name: ChannelName
    private let directory: String

    package init(name: ChannelName, directory: String) {
        self.name = name
        self.directory = directory
    }

    package func compose(_ notice: Notice, for reader: Reader) -> [UInt8] {
        Mail.local.message(of: notice, for: reader).bytes
    }

    /// The file's name is the delivery's: a repeat replaces the mail instead of doubling it.
    package func deliver(_ delivery: Delivery, at now: Instant) async -> Outcome {
        for folder in ["", "/tmp", "/new", "/cur"] where !makeDirectory(directory + folder) {
            return failure("cannot make \(directory)\(folder)")
        }
        let unfinished = "\(directory)/tmp/\(delivery.id).eml"
        guard write(delivery.payload, to: unfinished) else { return failure("cannot write to \(directory)/tmp") }
        let finished = "\(directory)/new/\(delivery.id).eml"
        guard rename(unfinished, finished) == 0 else { return failure("cannot write to \(directory)/new") }
        return .delivered(reply: "written to \(finished)")
    }

    /// Looks at the folder, or at that in which it would be made.
    package func contact(for sample: Delivery, at now: Instant) async -> Contact {
        var folder = directory
        while access(folder, F_OK) != 0, errno == ENOENT, let slash = folder.lastIndex(of: "/") {
            folder = slash == folder.startIndex ? "/" : String(folder[..<slash])
        }
        guard access(folder, W_OK | X_OK) == 0 else { return Contact(failure("cannot write to \(folder)")) }
        return .made("\(directory), a folder of this machine")
    }

    private func failure(_ what: String) -> Outcome {
        let reason = "\(what): \(String(cString: strerror(errno)))"
        switch errno {
        case EACCES, EPERM, EROFS, ENOTDIR:
            return .misconfigured(reason: reason, hint: "check the maildir's path and permissions")
        default: return .retry(reason: reason, after: nil)
        }
    }

    private func makeDirectory(_ path: String) -> Bool { mkdir(path, 0o700) == 0 || errno == EEXIST }

    private func write(_ bytes: [UInt8], to path: String) -> Bool {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { return false }
        defer { close(file) }
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            written += count
        }
        return fsync(file) == 0
    }
}
