/// Debian's postgrey, which lets Postfix take a stranger's mail only when it comes again.
final class PostgreyServer: Sendable {
    let port: Int
    private let process: ServerProcess
    private let directory: PrivateDirectory

    /// - Parameter delay: seconds before a second try counts.
    init(delay: Int) async throws {
        let directory = try PrivateDirectory()
        self.directory = directory
        let script = """
            exec 3<&0
            mkdir "$0/db" && chown nobody "$0" "$0/db"
            /usr/sbin/postgrey --inet=127.0.0.1:"$1" --dbdir="$0/db" --delay="$2" --user=nobody --group=nogroup \\
                --auto-whitelist-clients=0 </dev/null &
            cat <&3 >/dev/null
            kill -KILL $!
            rm -rf "$0"
            """
        (process, port) = try await ServerProcess.start(
            "/bin/sh", package: "dash and postgrey", log: directory.file("log")
        ) { ["-c", script, directory.path, "\($0)", "\(delay)"] }
    }
}
