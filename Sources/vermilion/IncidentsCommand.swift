import ArgumentParser
import VermilionDaemon
import VermilionFormats
import VermilionMessages

struct IncidentsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "incidents", abstract: "List what is wrong now, or ever was.")

    @OptionGroup var configuration: ConfigurationOption
    @Flag(help: "Closed ones too.") var all = false
    @Option(help: "How to print.") var format = OutputFormat.text

    func run() async throws {
        let installation = try configuration.installation()
        let incidents = try await reporting {
            try await installation.incidents(includingClosed: all)
        }
        switch format {
        case .text: print(incidents.text(Console.style(zone: installation.zone)), terminator: "")
        case .json: print(JSON.array(incidents.map(\.record)).pretty)
        }
    }
}
