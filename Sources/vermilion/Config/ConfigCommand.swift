import ArgumentParser

struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Work on the configuration.",
        subcommands: [ConfigCheckCommand.self, ConfigShowCommand.self, ConfigSchemaCommand.self])
}

/// The configuration as an argument, for commands that are about nothing else.
struct ConfigurationArgument: ParsableArguments {
    @Argument(help: "The configuration file.", completion: .file(extensions: ["yaml", "yml"])) var file: String?
    @OptionGroup var configuration: ConfigurationOption

    var path: String? { file ?? configuration.file }
}
