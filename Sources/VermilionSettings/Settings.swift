package import VermilionDomain

/// What a configuration file says, checked as a whole.
///
/// Whoever holds one needs to check nothing again: names are unique, references lead somewhere, lots are valid,
/// addresses have their grammar. Secrets are the exception, they are read and checked at use.
package struct Settings: Sendable {
    /// When sources are polled.
    package struct Poll: Hashable, Sendable {
        package var every: Duration = .hours(1)
        /// Each wait is shortened or lengthened by up to this many percent.
        package var jitter = 10
        /// No good reading of a source for this long makes it stale.
        package var staleAfter: Duration = .hours(6)
        /// How far back usage is asked for; whole days.
        package var window: Duration = .days(35)
        /// One poll of one source takes no longer.
        package var deadline: Duration = .seconds(60)

        package init() {}
    }

    /// The directory of the state, absolute; nil leaves it to the caller.
    package let state: String?
    package let poll: Poll
    /// Days and message times.
    package let zone: Zone
    package let language: Language
    /// Where the daemon tells how it is; nil for nowhere.
    package let listen: Listen?
    /// In the order of the file.
    package let accounts: [Account]
    /// What is used costs so much, where a source does not count tokens.
    package let rates: [Rate]
    /// At least one.
    package let teams: [Team]
    /// In the order of the file.
    package let channels: [Channel]
    /// A channel through which nothing has got for so long is told of.
    package let unprovenAfter: Duration
    /// The address that hears that the daemon makes progress; nil for none.
    package let heartbeat: Secret?
    let secrets: [StatedSecret]
    /// Worth telling, but no reason not to start.
    package let warnings: [Diagnostic]
}

extension Settings {
    /// Reads a configuration file. Relative paths in it are relative to its folder.
    ///
    /// - Parameter environment: `TZDIR` names another place than `/usr/share/zoneinfo`.
    package static func load(file: String, environment: [String: String]) throws(InvalidSettings) -> Settings {
        let bytes: [UInt8]
        do {
            bytes = try SmallFile.read(file, limit: largestFile)
        } catch {
            let hint = error.isMissing ? "name another with --config" : nil
            throw InvalidSettings(diagnostics: [
                Diagnostic(at: .init(file: file), "the configuration cannot be read: \(error.reason)", hint: hint)
            ])
        }
        return try parse(bytes, file: file, folder: Folder.absolute(of: file), environment: environment)
    }

    /// 16 MB: more than ten thousand teams need; a larger file is something else by mistake.
    private static let largestFile = 16 << 20

    /// Reads a configuration that is in memory.
    ///
    /// - Parameters:
    ///   - file: How diagnostics call it.
    ///   - folder: Absolute; relative paths start here.
    package static func parse(
        _ bytes: some Sequence<UInt8>, file: String, folder: String, environment: [String: String] = [:]
    ) throws(InvalidSettings) -> Settings {
        let text: SourceText
        let document: Document
        do {
            text = try SourceText(Array(bytes), file: file)
            document = try Document(text)
        } catch {
            throw InvalidSettings(diagnostics: [error])
        }
        let report = Report(document, folder: folder)
        let zones = ZoneDatabase(directory: environment["TZDIR"] ?? ZoneDatabase.usualDirectory)
        let settings = SettingsReader(report: report, zones: zones).read()
        guard let settings, report.errors.isEmpty else { throw InvalidSettings(diagnostics: report.diagnostics) }
        return settings
    }
}
