import Glibc

/// Postfix' smtp-sink: takes any mail, and fails where it is told to.
final class SMTPSink: Sendable {
    let port: Int
    private let process: ServerProcess
    private let directory: PrivateDirectory

    /// - Parameter options: as in its manual page.
    init(_ options: [String]) async throws {
        let directory = try PrivateDirectory()
        self.directory = directory
        // Ends with the pipe on its input; the port is the last argument.
        let script =
            #"exec 3<&0; /usr/sbin/smtp-sink "$@" 64 </dev/null & cat <&3 >/dev/null; kill -KILL $!; rm -rf "$0""#
        (process, port) = try await ServerProcess.start("/bin/sh", package: "dash", log: directory.file("log")) {
            ["-c", script, directory.path] + (getuid() == 0 ? ["-u", "nobody"] : []) + options + ["127.0.0.1:\($0)"]
        }
    }
}
