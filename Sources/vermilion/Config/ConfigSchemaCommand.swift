import ArgumentParser
import VermilionFormats
import VermilionSettings

struct ConfigSchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print the JSON Schema of the configuration, for editors.",
        discussion: """
            vermilion config schema > vermilion.schema.json, and as the first line of vermilion.yaml:
            # yaml-language-server: $schema=vermilion.schema.json
            """)

    func run() { print(Schema.configuration.json.pretty) }
}
