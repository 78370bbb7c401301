import ArgumentParser
import VermilionDaemon
import VermilionDomain
import VermilionSettings

struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Work on the configuration.", subcommands: [Check.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check", abstract: "Tell all that is wrong with a configuration; exits 78 if anything is.")

        @Argument(help: "The configuration file.", completion: .file(extensions: ["yaml", "yml"])) var file: String?
        @OptionGroup var configuration: ConfigurationOption

        func run() async throws {
            let settings = try ConfigurationOption.installation(file ?? configuration.file).settings
            let teams = settings.teams.map(\.name.text).joined(separator: ", ")
            let channels = settings.channels.map(\.name.text).joined(separator: ", ")
            print("The configuration is sound. Teams: \(teams). Channels: \(channels.isEmpty ? "none" : channels).")
        }
    }
}
