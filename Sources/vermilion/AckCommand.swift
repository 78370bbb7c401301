import ArgumentParser
import Foundation
import VermilionDaemon
import VermilionDomain

struct AckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ack",
        abstract: "Acknowledge an incident: no more reminders; a rise and its closing are still told.",
        discussion: """
            With --mail it reads a mail from standard input, as a mail server hands it to a program, and acknowledges the incident \
            that the subject names with its code; docs/channels.md says how to set that up.
            """)

    @OptionGroup var configuration: ConfigurationOption
    @Flag(help: "Read a mail that asks for it from standard input.") var mail = false
    @Argument(help: "The incident's id, as messages and `vermilion incidents` show it.") var id: String?

    func validate() throws {
        guard mail == (id == nil) else { throw ValidationError("Give an incident's id, or --mail") }
    }

    func run() async throws {
        let installation = try configuration.installation()
        let (incident, code) = try wanted
        let acknowledged = try await reporting {
            try await installation.acknowledge(incident, code: code, at: .now)
        }
        guard let acknowledged else {
            throw code == nil
                ? unknown(incident.description)
                : refusal("there is no incident \(incident) with the code in the subject")
        }
        switch acknowledged.phase {
        case .closed: print("\(incident) is closed already.")
        case .open, .pending: print("\(incident) is acknowledged: no more reminders.")
        }
    }

    /// From a mail with its code.
    private var wanted: (IncidentID, String?) {
        get throws {
            guard mail else {
                guard let id, let incident = IncidentID(id) else { throw unknown(id ?? "") }
                return (incident, nil)
            }
            let bytes = try FileHandle.standardInput.read(upToCount: ReceivedMail.mostBytes) ?? Data()
            guard let wish = ReceivedMail(bytes).acknowledges else {
                throw refusal("the mail's subject acknowledges nothing; it begins with: ack INCIDENT CODE")
            }
            return (wish.incident, wish.code)
        }
    }

    private func unknown(_ id: String) -> ExitCode {
        refusal("there is no incident \(id); `vermilion incidents --all` lists them")
    }
}
