import ArgumentParser
import VermilionDaemon
import VermilionDomain
import VermilionFormats
import VermilionMessages

struct DeliveriesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deliveries", abstract: "List what was sent to whom, and every attempt with the server's words.")

    @OptionGroup var configuration: ConfigurationOption
    @Flag(help: "Only those that were refused, misconfigured or given up.") var dead = false
    @Option(help: "How to print.") var format = OutputFormat.text

    func run() async throws {
        let installation = try configuration.installation()
        let deliveries = try await reporting {
            try await installation.deliveries().filter { !dead || $0.state == .dead }
        }
        switch format {
        case .text: print(deliveries.text(Console.style(zone: installation.zone)), terminator: "")
        case .json: print(JSON.array(deliveries.map(\.record)).pretty)
        }
    }
}
