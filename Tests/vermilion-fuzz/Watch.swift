import Glibc
import Synchronization

/// Says which input the process ended with, whether it crashed, hung, or ran out of memory, and keeps that input.
///
/// Everything that the handler of a signal touches lies ready: it may not allocate.
enum Watch {
    /// Nanoseconds that an input may take.
    private static let longest: UInt64 = 2_000_000_000
    /// Nanoseconds of the machine's clock; 0 while none runs.
    private static let started = Atomic<UInt64>(0)
    private static let lineLength = Atomic<Int>(0)
    private static let inputLength = Atomic<Int>(0)
    // Written by the one thread that runs inputs; read in it by the handler, or by the watching thread when it is stuck.
    nonisolated(unsafe) private static let line = UnsafeMutablePointer<UInt8>.allocate(capacity: lineSize)
    nonisolated(unsafe) private static let input = UnsafeMutablePointer<UInt8>.allocate(capacity: Mutator.largest)
    nonisolated(unsafe) private static var path: UnsafeMutablePointer<CChar>?
    private static let lineSize = 200

    /// - Parameter megabytes: of address space; what is asked for beyond it ends the process.
    /// - Parameter path: where the input goes that the process ends with.
    static func begin(megabytes: Int, keeping path: String) {
        self.path = strdup(path)
        note("", [])
        started.store(0, ordering: .sequentiallyConsistent)
        var limit = rlimit(rlim_cur: rlim_t(megabytes) << 20, rlim_max: rlim_t(megabytes) << 20)
        setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
        // A stack that has overflowed cannot hold the handler.
        let size = 64 << 10
        var stack = stack_t(ss_sp: .allocate(byteCount: size, alignment: 16), ss_flags: 0, ss_size: size)
        sigaltstack(&stack, nil)
        for signal in [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE] {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = { signal in
                Watch.tell("vermilion-fuzz: crashed with ")
                Watch.keep()
                raise(signal)
            }
            action.sa_flags = SA_ONSTACK | Int32(bitPattern: UInt32(SA_RESETHAND))
            sigaction(signal, &action, nil)
        }
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { _ in
                while true {
                    usleep(100_000)
                    let started = Watch.started.load(ordering: .sequentiallyConsistent)
                    guard started > 0, Watch.now() > started + Watch.longest else { continue }
                    Watch.tell("vermilion-fuzz: more than 2 s: ")
                    abort()
                }
            }, nil)
    }

    /// An input is about to run.
    static func note(_ text: String, _ bytes: [UInt8]) {
        var text = text
        let length = text.withUTF8 { text in
            let length = min(text.count, lineSize)
            for index in 0..<length { line[index] = text[index] }
            return length
        }
        bytes.withUnsafeBufferPointer { if let base = $0.baseAddress { input.update(from: base, count: $0.count) } }
        lineLength.store(length, ordering: .sequentiallyConsistent)
        inputLength.store(bytes.count, ordering: .sequentiallyConsistent)
        started.store(now(), ordering: .sequentiallyConsistent)
    }

    /// Nanoseconds that the input took, which is over.
    static func rest() -> UInt64 { now() - started.exchange(0, ordering: .sequentiallyConsistent) }

    /// Writes the input to the file.
    static func keep() {
        guard let path else { return }
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { return }
        _ = write(file, input, inputLength.load(ordering: .sequentiallyConsistent))
        close(file)
    }

    private static func tell(_ words: StaticString) {
        _ = write(STDERR_FILENO, words.utf8Start, words.utf8CodeUnitCount)
        _ = write(STDERR_FILENO, line, lineLength.load(ordering: .sequentiallyConsistent))
        _ = write(STDERR_FILENO, "\n", 1)
    }

    private static func now() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// The most memory that the process has held, in megabytes.
    static var peakMegabytes: Int {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return usage.ru_maxrss >> 10
    }
}
