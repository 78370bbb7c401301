import ArgumentParser
import Foundation
import VermilionDaemon
import VermilionDomain
import VermilionSettings

/// Where the settings are, for every command that needs state or channels.
struct ConfigurationOption: ParsableArguments {
    @Option(
        name: .customLong("config"),
        help: "The configuration file. (default: /etc/vermilion/vermilion.yaml, then vermilion.yaml here)",
        completion: .file(extensions: ["yaml", "yml"]))
    var file: String?

    func installation() throws -> Installation { try Self.installation(file) }

    /// Without a word about what is wrong, or odd, in it.
    func silentInstallation() throws(InvalidSettings) -> Installation {
        try Installation(configuration: file, environment: ProcessInfo.processInfo.environment)
    }

    /// Ends the command with all that is wrong when the configuration is.
    static func installation(_ file: String?) throws -> Installation {
        do {
            let installation = try Installation(
                configuration: file, environment: ProcessInfo.processInfo.environment)
            Console.complain(installation.settings.warnings)
            return installation
        } catch {
            Console.complain(error.diagnostics)
            throw ExitCode.wrongConfiguration
        }
    }
}
