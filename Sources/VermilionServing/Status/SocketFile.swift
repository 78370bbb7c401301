import Glibc
import NIOCore

/// The file of a Unix socket. What a process left there that is gone is replaced by the library, which also removes the file
/// at the end.
struct SocketFile: Sendable {
    let path: String

    init(_ path: String) { self.path = path }

    /// Why nobody should listen there; nil when the place is free, or has what a process left that is gone.
    var obstacle: StatusServer.Obstacle? {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            let reason = errno
            let folder = path.split(separator: "/").dropLast().map { "/" + $0 }.joined()
            if reason == ENOENT, access(folder.isEmpty ? "/" : folder, F_OK) == 0 { return nil }
            let isMissing = reason == ENOENT || reason == ENOTDIR
            return StatusServer.Obstacle(
                String(cString: strerror(reason)),
                hint: isMissing
                    ? "make the folder \(folder); under systemd, RuntimeDirectory= does"
                    : "let the daemon's user into the folder \(folder), or name another path")
        }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            return StatusServer.Obstacle(
                "there is something else than a socket", hint: "remove it, or name another path")
        }
        return isAnswered
            ? StatusServer.Obstacle("another process listens there", hint: "stop it, or name another path") : nil
    }

    /// Whether a process listens. One that may not be asked counts.
    private var isAnswered: Bool {
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard socket >= 0 else { return true }
        defer { Glibc.close(socket) }
        // A path that is too long is refused when it is listened on.
        guard let address = try? SocketAddress(unixDomainSocketPath: path) else { return false }
        let status = address.withSockAddr { connect(socket, $0, socklen_t($1)) }
        return status == 0 || errno != ECONNREFUSED && errno != ENOENT
    }

    /// Its owner and the group may use it; made under any usual umask, it is for the owner alone before.
    func open() { chmod(path, 0o660) }
}
