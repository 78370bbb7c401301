import Glibc
package import VermilionDomain
import VermilionEngine
import VermilionFormats
import VermilionMessages
package import VermilionTransport

/// Writes notices into the journal, or to standard error, where a terminal or a log file picks them up.
package struct LogChannel: Reachable {
    package enum Format: String, Hashable, Sendable {
        /// An entry with fields; where no journal listens, a line with the priority that journald reads (sd-daemon(3)).
        case journal
        case text
        /// One JSON object a line.
        case json
    }

    package let name: ChannelName
    private let format: Format
    private let output: Int32
    private let journal: DatagramSocket

    package init(
        name: ChannelName, format: Format, output: Int32 = STDERR_FILENO, journal: DatagramSocket = .journal
    ) {
        self.name = name
        self.format = format
        self.output = output
        self.journal = journal
    }

    package func compose(_ notice: Notice, for reader: Reader) -> [UInt8] {
        let message = Message(of: notice, for: reader)
        if format == .json { return Array(notice.record(message: message, zone: reader.zone).compact.utf8) }
        return LoggedNotice(notice, says: message, by: name).entry.bytes
    }

    package func contact(for sample: Delivery, at now: Instant) async -> Contact { .made("needs no server") }

    /// Whoever composed it, and for whatever format, it is written in this one.
    package func deliver(_ delivery: Delivery, at now: Instant) async -> Outcome {
        let notice = LoggedNotice(delivery)
        guard format == .journal else { return write(notice.line) }
        do {
            try journal.send(notice.entry.bytes, waiting: false)
            return .delivered(reply: "in the journal")
        } catch  where error.isBusy {
            return .retry(reason: "the journal is busy", after: nil)
        } catch {
            return write(notice.lineWithPriority, because: "; no journal: \(error)")
        }
    }

    private func write(_ line: String, because reason: String = "") -> Outcome {
        let line = Array("\(line)\n".utf8)
        // One call for one line, so that lines of several processes do not mix.
        let count = line.withUnsafeBytes { Glibc.write(output, $0.baseAddress, $0.count) }
        return count == line.count
            ? .delivered(reply: "written\(reason)")
            : .retry(reason: "standard error: \(String(cString: strerror(errno)))\(reason)", after: nil)
    }
}
