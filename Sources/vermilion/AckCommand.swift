import ArgumentParser
import VermilionDaemon
import VermilionDomain

struct AckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ack",
        abstract: "Acknowledge an incident: no more reminders; a rise and its closing are still told.")

    @OptionGroup var configuration: ConfigurationOption
    @Argument(help: "The incident's id, as messages and `vermilion incidents` show it.") var id: String

    func run() async throws {
        let installation = try configuration.installation()
        guard let incident = IncidentID(id) else { throw unknown }
        let acknowledged = try await reporting {
            try await installation.acknowledge(incident, at: .now)
        }
        guard let acknowledged else { throw unknown }
        switch acknowledged.phase {
        case .closed: print("\(id) is closed already.")
        case .open, .pending: print("\(id) is acknowledged: no more reminders.")
        }
    }

    private var unknown: ExitCode {
        refusal("there is no incident \(id); `vermilion incidents --all` lists them")
    }
}
