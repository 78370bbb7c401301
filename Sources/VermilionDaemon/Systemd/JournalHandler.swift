import Glibc
package import Logging
import VermilionDomain

/// Writes log lines to standard error: with priorities for journald, else with time and level.
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
            .map { " \($0.key)=\(Self.quoted("\($0.value)"))" }.joined()
        let head = isUnderSystemd ? "<\(Self.priority(event.level))>" : "\(Instant.now) \(event.level): "
        let line = Array((head + "\(event.message)" + fields + "\n").utf8)
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
