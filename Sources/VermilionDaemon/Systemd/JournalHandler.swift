import Glibc
package import Logging
import VermilionDomain
import VermilionFormats
import VermilionTransport

/// Writes log lines: into the journal with their metadata as fields when journald reads standard error, else to standard
/// error with time and level.
package struct JournalHandler: LogHandler {
    package var logLevel: Logger.Level = .info
    package var metadata: Logger.Metadata = [:]
    private let isUnderSystemd: Bool

    /// journald sets `JOURNAL_STREAM` for the services whose standard error it reads.
    package init(environment: [String: String]) { isUnderSystemd = environment["JOURNAL_STREAM"] != nil }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }
            .map { (name: $0.key, value: "\($0.value)") }
        let text = "\(event.message)" + fields.map { " \($0.name)=\(Self.quoted($0.value))" }.joined()
        let priority = Self.priority(event.level)
        if isUnderSystemd {
            let entry = JournalEntry(
                message: text, priority: priority,
                [.init("SYSLOG_IDENTIFIER", "vermilion")] + fields.map { .init(named: $0.name, $0.value) })
            if (try? DatagramSocket.journal.send(entry.bytes, waiting: false)) != nil { return }
        }
        let head = isUnderSystemd ? "<\(priority)>" : "\(Instant.now) \(event.level): "
        let line = Array((head + text + "\n").utf8)
        _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    /// Quotes what would not be one word, so that lines can be taken apart again.
    private static func quoted(_ text: String) -> String {
        let isWord = !text.isEmpty && text.unicodeScalars.allSatisfy { $0 > " " && $0 != "\"" && $0 != "=" }
        return isWord ? text : text.debugDescription
    }

    private static func priority(_ level: Logger.Level) -> Int {
        switch level {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}

extension JournalEntry.Field {
    /// Of a key of the metadata: `source.id` is `VERMILION_SOURCE_ID`.
    fileprivate init(named key: String, _ value: String) {
        let name = key.uppercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
        self.init("VERMILION_" + String(name.prefix(50)), value)
    }
}
