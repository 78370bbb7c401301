import Glibc
package import VermilionChannels

/// Where the `log` channels of a process write, and how when the settings do not say.
package struct LogOutput: Hashable, Sendable {
    package let file: Int32
    package let format: LogChannel.Format

    package init(file: Int32, format: LogChannel.Format) { (self.file, self.format) = (file, format) }

    /// Standard error; for journald when it reads that, as it says in `JOURNAL_STREAM` (systemd.exec(5)).
    package static func standardError(_ environment: [String: String]) -> LogOutput {
        LogOutput(file: STDERR_FILENO, format: environment["JOURNAL_STREAM"] == nil ? .text : .journal)
    }
}
