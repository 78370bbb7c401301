import CSpawn
import Glibc

/// A program that was started, until it is waited for.
struct ProgramChild: ~Copyable {
    private let id: pid_t
    private let output: Descriptor
    private let said: Descriptor

    init(_ program: Program, input: [UInt8], variables: [String: String]) throws(Program.Failure) {
        let input = try Self.file(of: input)
        let output = try Pipe()
        let said = try Pipe()
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_adddup2(&actions, input.number, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output.writing.number, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, said.writing.number, STDERR_FILENO)
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

        var words: [UnsafeMutablePointer<CChar>?] = ([program.path] + program.arguments).map { strdup($0) } + [nil]
        var environment: [UnsafeMutablePointer<CChar>?] = Self.environment(with: variables).map { strdup($0) } + [nil]
        defer { for text in words + environment { free(text) } }
        var id = pid_t()
        let problem = posix_spawn(&id, program.path, &actions, &attributes, &words, &environment)
        guard problem == 0 else { throw .notStarted(problem) }
        self.id = id
        self.output = output.reading
        self.said = said.reading
    }

    /// The daemon's own may hold secrets.
    private static func environment(with variables: [String: String]) -> [String] {
        let kept = ["PATH", "HOME", "LANG", "LC_ALL", "TZ"].compactMap { (name: String) in
            getenv(name).map { "\(name)=\(String(cString: $0))" }
        }
        return kept + variables.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    }

    /// A file in memory and not a pipe: nobody waits for a program that does not read, nor is hurt by one that closes it.
    private static func file(of bytes: [UInt8]) throws(Program.Failure) -> Descriptor {
        guard !bytes.isEmpty else { return try .opened(open("/dev/null", O_RDONLY | O_CLOEXEC)) }
        let file = try Descriptor.opened(cspawn_memory_file())
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes {
                pwrite(file.number, $0.baseAddress, $0.count, off_t(written))
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw .notStarted(errno) }
            written += count
        }
        return file
    }

    consuming func finish(
        before deadline: ContinuousClock.Instant, listening: Program.Listening, isCancelled: () -> Bool
    ) throws(Program.Failure) -> Program.Output {
        do {
            return try gather(before: deadline, listening: listening, isCancelled: isCancelled)
        } catch {
            kill(-id, SIGKILL)
            var status: Int32 = 0
            while waitpid(id, &status, 0) < 0, errno == EINTR {}
            throw error
        }
    }

    private func gather(
        before deadline: ContinuousClock.Instant, listening: Program.Listening, isCancelled: () -> Bool
    ) throws(Program.Failure) -> Program.Output {
        var result = Program.Output()
        var watched = [output.number, said.number].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        var status: Int32 = 0
        var isOver = false
        while !isOver {
            if isCancelled() { throw .cancelled }
            if ContinuousClock.now >= deadline { throw .tooSlow }
            let isSilent = watched.allSatisfy { $0.fd < 0 }
            // It may have closed its output and go on; and what it started may hold the output when it is gone.
            if isSilent || !listening.isToAll { isOver = waitpid(id, &status, WNOHANG) == id }
            poll(&watched, 2, isOver ? 0 : isSilent || !listening.isToAll ? 10 : 100)
            if watched[0].revents != 0, !Self.read(&watched[0], into: &result.printed) { watched[0].fd = -1 }
            if watched[1].revents != 0, !Self.read(&watched[1], into: &result.said) { watched[1].fd = -1 }
            switch listening {
            case .toAll(let most): if result.printed.count > most { throw .tooLarge }
            case .toBeginning(let most): result.printed = Array(result.printed.prefix(most))
            }
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

extension Program.Listening {
    fileprivate var isToAll: Bool {
        switch self {
        case .toAll: true
        case .toBeginning: false
        }
    }
}

/// An open file, closed with its last use.
private struct Descriptor: ~Copyable {
    let number: Int32

    init(_ number: Int32) { self.number = number }

    /// - Parameter number: negative when it could not be opened; `errno` says why.
    static func opened(_ number: Int32) throws(Program.Failure) -> Descriptor {
        guard number >= 0 else { throw .notStarted(errno) }
        return Descriptor(number)
    }

    deinit { close(number) }
}

private struct Pipe: ~Copyable {
    let reading: Descriptor
    let writing: Descriptor

    init() throws(Program.Failure) {
        var ends: [Int32] = [-1, -1]
        guard cspawn_pipe(&ends) == 0 else { throw .notStarted(errno) }
        reading = Descriptor(ends[0])
        writing = Descriptor(ends[1])
    }
}
