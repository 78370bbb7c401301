import CSpawn
import Glibc

/// What a program came to.
struct ProgramOutput: Hashable {
    enum End: Hashable {
        case exited(Int32)
        case killed(signal: Int32)
    }

    var end = End.exited(0)
    var output: [UInt8] = []
    /// The last 4 KB of what it said on its standard error.
    var said: [UInt8] = []
}

enum ProgramFailure: Error, Hashable {
    /// In the words of the system.
    case notStarted(String)
    case tooSlow
    case tooLarge
    case cancelled
}

/// Runs a program of its own process group with no shell between, nothing to read, and only its output inherited; of the
/// environment it gets what says where and in which language it runs.
///
/// Whatever it started is killed with it when it is stopped. Blocks; see `onOwnThread`.
/// - Parameter limit: bytes of output.
func run(
    _ program: String, _ arguments: [String], deadline: Duration, limit: Int, isCancelled: () -> Bool
) throws(ProgramFailure) -> ProgramOutput {
    let child = try ProgramChild(program, arguments)
    return try child.finish(before: ContinuousClock.now + deadline, limit: limit, isCancelled: isCancelled)
}

private struct ProgramChild {
    private let id: pid_t
    private let output: Int32
    private let said: Int32

    init(_ program: String, _ arguments: [String]) throws(ProgramFailure) {
        let output = try Self.pipe()
        let said: (reading: Int32, writing: Int32)
        do {
            said = try Self.pipe()
        } catch {
            close(output.reading)
            close(output.writing)
            throw error
        }
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
            close(output.writing)
            close(said.writing)
        }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output.writing, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, said.writing, STDERR_FILENO)
        cspawn_close_from(&actions, STDERR_FILENO + 1)
        // The daemon ignores SIGPIPE and holds others back; a program expects the usual.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigaddset(&signals, SIGPIPE)
        sigaddset(&signals, SIGTERM)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGHUP)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        var environment: [UnsafeMutablePointer<CChar>?] = Self.environment.map { strdup($0) } + [nil]
        defer { for text in words + environment { free(text) } }
        var id = pid_t()
        let problem = posix_spawn(&id, program, &actions, &attributes, &words, &environment)
        guard problem == 0 else {
            close(output.reading)
            close(said.reading)
            throw .notStarted(String(cString: strerror(problem)))
        }
        (self.id, self.output, self.said) = (id, output.reading, said.reading)
    }

    /// The daemon's own may hold secrets.
    private static var environment: [String] {
        ["PATH", "HOME", "LANG", "LC_ALL", "TZ"].compactMap { (name: String) in
            getenv(name).map { "\(name)=\(String(cString: $0))" }
        }
    }

    private static func pipe() throws(ProgramFailure) -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        guard cspawn_pipe(&ends) == 0 else { throw .notStarted(String(cString: strerror(errno))) }
        return (ends[0], ends[1])
    }

    func finish(
        before deadline: ContinuousClock.Instant, limit: Int, isCancelled: () -> Bool
    ) throws(ProgramFailure) -> ProgramOutput {
        defer {
            close(output)
            close(said)
        }
        do {
            return try gather(before: deadline, limit: limit, isCancelled: isCancelled)
        } catch {
            kill(-id, SIGKILL)
            var status: Int32 = 0
            while waitpid(id, &status, 0) < 0, errno == EINTR {}
            throw error
        }
    }

    private func gather(
        before deadline: ContinuousClock.Instant, limit: Int, isCancelled: () -> Bool
    ) throws(ProgramFailure) -> ProgramOutput {
        var result = ProgramOutput()
        var watched = [output, said].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        var status: Int32 = 0
        while true {
            if isCancelled() { throw .cancelled }
            if ContinuousClock.now >= deadline { throw .tooSlow }
            let isSilent = watched.allSatisfy { $0.fd < 0 }
            // It may have closed its output and go on.
            if isSilent, waitpid(id, &status, WNOHANG) == id { break }
            poll(&watched, 2, isSilent ? 10 : 100)
            if watched[0].revents != 0, !Self.read(&watched[0], into: &result.output) { watched[0].fd = -1 }
            if watched[1].revents != 0, !Self.read(&watched[1], into: &result.said) { watched[1].fd = -1 }
            if result.output.count > limit { throw .tooLarge }
            result.said = result.said.suffix(4_096)
        }
        let signal = status & 0x7F
        result.end = signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal: signal)
        return result
    }

    /// False at the end.
    private static func read(_ end: inout pollfd, into bytes: inout [UInt8]) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = Glibc.read(end.fd, &buffer, buffer.count)
        end.revents = 0
        if count > 0 { bytes += buffer[..<count] }
        return count > 0 || (count < 0 && errno == EINTR)
    }
}
