import ArgumentParser
import VermilionDaemon
import VermilionDomain
import VermilionSettings

struct ConfigCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Tell all that is wrong with a configuration; exits 78 if anything is.")

    @OptionGroup var configuration: ConfigurationArgument

    func run() async throws {
        let settings = try ConfigurationOption.installation(configuration.path).settings
        let teams = settings.teams.map(\.name.text).joined(separator: ", ")
        let channels = settings.channels.map(\.name.text).joined(separator: ", ")
        print("The configuration is sound. Teams: \(teams). Channels: \(channels.isEmpty ? "none" : channels).")
    }
}
