import ArgumentParser
import VermilionDaemon
import VermilionFormats
import VermilionSettings

struct ConfigShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print the configuration with its defaults filled in and secrets hidden.",
        discussion: """
            A secret is shown by where it is kept. An address that stands in the configuration itself is hidden from its path on.
            """)

    @OptionGroup var configuration: ConfigurationArgument

    func run() async throws {
        let installation = try ConfigurationOption.installation(configuration.path)
        let text = installation.settings.shown(state: installation.stateDirectory).document
        print(text, terminator: "")
    }
}
