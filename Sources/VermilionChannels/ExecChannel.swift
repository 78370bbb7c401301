import Glibc
package import VermilionDomain
import VermilionEngine
import VermilionFormats
import VermilionMessages
package import VermilionTransport

/// A program that gets each notice on its standard input, as the JSON that a webhook gets.
package struct ExecChannel: Reachable {
    package let name: ChannelName
    private let program: Program
    private let deadline: Duration

    /// - Parameter deadline: the program is killed then, with all that it started.
    package init(name: ChannelName, program: Program, deadline: Duration) {
        self.name = name
        self.program = program
        self.deadline = deadline
    }

    package func compose(_ notice: Notice, for reader: Reader) -> [UInt8] {
        Array(notice.record(message: Message(of: notice, for: reader), zone: reader.zone).compact.utf8)
    }

    /// The variable names the delivery, so that a program can know a repeat.
    package func deliver(_ delivery: Delivery, at now: Instant) async -> Outcome {
        await onOwnThread { isCancelled in
            do throws(Program.Failure) {
                let output = try program.run(
                    input: delivery.payload, variables: ["VERMILION_DELIVERY": delivery.id.description],
                    deadline: deadline, listening: .toBeginning(most: 4_096), isCancelled: isCancelled)
                return outcome(of: output)
            } catch {
                return outcome(of: error)
            }
        }
    }

    package func contact(for sample: Delivery, at now: Instant) async -> Contact { program.contact }

    /// The statuses of sysexits.h, and 126 and 127, with which a shell says that it cannot start something.
    private func outcome(of output: Program.Output) -> Outcome {
        let words = output.firstLine
        let said = words.isEmpty ? "" : ": \(words)"
        switch output.end {
        case .exited(EX_OK): return .delivered(reply: words.isEmpty ? "exit status 0" : words)
        case .exited(let status):
            let problem = "ended with status \(status)\(said)"
            switch status {
            case EX_USAGE, EX_NOPERM, EX_CONFIG, 126, 127: return misconfigured(problem)
            case EX_DATAERR: return .refused(reason: "\(program.path): \(problem)")
            default: return retry(problem)
            }
        case .killed(let signal): return retry("was killed by signal \(signal)\(said)")
        }
    }

    private func outcome(of failure: Program.Failure) -> Outcome {
        switch failure {
        case .notStarted(let code):
            let problem = "cannot be started: \(String(cString: strerror(code)))"
            return failure.isWorthRetrying ? retry(problem) : misconfigured(problem)
        case .tooSlow: return retry("took longer than \(deadline) and was stopped")
        case .tooLarge, .cancelled: return retry("was stopped")
        }
    }

    private func retry(_ problem: String) -> Outcome { .retry(reason: "\(program.path): \(problem)", after: nil) }

    private func misconfigured(_ problem: String) -> Outcome {
        .misconfigured(
            reason: "\(program.path): \(problem)", hint: "check the program, its permissions and its own settings")
    }
}

extension Program.Output {
    /// The first line of what it printed, or of what it said on its standard error.
    fileprivate var firstLine: String {
        let lines = [printed, said].flatMap { String(decoding: $0, as: UTF8.self).split(whereSeparator: \.isNewline) }
        return lines.lazy.map { $0.singleLine(atMost: 200) }.first { !$0.isEmpty } ?? ""
    }
}

extension Program {
    /// Whether it could be started.
    package var contact: Contact {
        guard access(path, X_OK) == 0 else {
            return .wrong("\(path) cannot be started: \(String(cString: strerror(errno)))", hint: "check the path")
        }
        return .made("\(path) is there, not started")
    }
}
