import Glibc
package import VermilionDomain
import VermilionEngine
import VermilionFormats
import VermilionMessages

/// Writes notices to standard error, where journald, a terminal or a log file picks them up.
package struct LogChannel: Channel {
    package enum Format: String, Hashable, Sendable {
        /// Lines with the priorities that journald reads (sd-daemon(3)).
        case journal
        case text
        /// One JSON object a line.
        case json
    }

    package let name: ChannelName
    private let format: Format
    private let output: Int32

    package init(name: ChannelName, format: Format, output: Int32 = STDERR_FILENO) {
        self.name = name
        self.format = format
        self.output = output
    }

    /// The text begins with its priority, `<2>`, so that it is known whoever delivers it.
    package func compose(_ notice: Notice, for reader: Reader) -> [UInt8] {
        let message = Message(of: notice, for: reader)
        switch format {
        case .json: return Array(notice.record(message: message, zone: reader.zone).compact.utf8)
        case .journal, .text:
            let line =
                "vermilion: \(message.subject) [\(notice.kind.rawValue) \(notice.incident.id)]: \(message.summary)"
            return Array("<\(priority(of: notice))>\(line.singleLine)".utf8)
        }
    }

    package func deliver(_ delivery: Delivery, at now: Instant) async -> Outcome {
        var line = delivery.payload + [UInt8(ascii: "\n")]
        if format != .journal, line.first == UInt8(ascii: "<"), line.count > 3 { line.removeFirst(3) }
        // One call for one line, so that lines of several processes do not mix.
        let count = line.withUnsafeBytes { write(output, $0.baseAddress, $0.count) }
        return count == line.count
            ? .delivered(reply: "written")
            : .retry(reason: "standard error: \(String(cString: strerror(errno)))", after: nil)
    }

    /// syslog(3): 2 critical, 4 warning, 5 notice, 6 informational.
    private func priority(of notice: Notice) -> Int {
        if notice.kind == .closed { return 5 }
        switch notice.incident.severity {
        case .critical: return 2
        case .warning: return 4
        case .info: return 6
        }
    }
}
