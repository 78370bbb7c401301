import Glibc

/// A program that is started with no shell between.
package struct Program: Hashable, Sendable {
    /// Absolute.
    package let path: String
    package let arguments: [String]

    package init(path: String, arguments: [String]) { (self.path, self.arguments) = (path, arguments) }

    /// How its output is heard.
    package enum Listening: Hashable, Sendable {
        /// To the end, also when the program ended before all that it started. Printing more bytes is a failure.
        case toAll(most: Int)
        /// To so many bytes; the rest is let go by. What the program left running is not waited for.
        case toBeginning(most: Int)
    }

    /// What a program came to.
    package struct Output: Hashable, Sendable {
        package enum End: Hashable, Sendable {
            case exited(Int32)
            case killed(signal: Int32)
        }

        package internal(set) var end = End.exited(0)
        package internal(set) var printed: [UInt8] = []
        /// The last 4 KB of what it said on its standard error.
        package internal(set) var said: [UInt8] = []
    }

    package enum Failure: Error, Hashable, Sendable {
        /// With the system's error number.
        case notStarted(Int32)
        case tooSlow
        case tooLarge
        case cancelled

        /// Whether it may work later without anybody mending anything.
        package var isWorthRetrying: Bool {
            switch self {
            case .notStarted(let code): [EAGAIN, ENOMEM, EMFILE, ENFILE, EINTR, EIO, ETXTBSY].contains(code)
            case .tooSlow, .tooLarge, .cancelled: true
            }
        }
    }

    /// Runs it in a process group of its own, with nothing inherited but its output; of the environment it gets what says
    /// where and in which language it runs. Whatever it started is killed with it when it is stopped.
    ///
    /// Blocks; see `onOwnThread`.
    /// - Parameter input: its standard input, as a file: a program that does not read it is none the worse for it.
    /// - Parameter variables: what else it gets in its environment.
    package func run(
        input: [UInt8] = [], variables: [String: String] = [:], deadline: Duration, listening: Listening,
        isCancelled: () -> Bool
    ) throws(Failure) -> Output {
        let child = try ProgramChild(self, input: input, variables: variables)
        return try child.finish(
            before: ContinuousClock.now + deadline, listening: listening, isCancelled: isCancelled)
    }
}
