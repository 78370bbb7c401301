import ArgumentParser
import VermilionDaemon
import VermilionDomain
import VermilionFormats
import VermilionMessages

struct ObserveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "observe",
        abstract: "Note a balance that was seen, to check the ledger against.",
        discussion: """
            One balance (--team, --available), or a file of them (--file). It never changes the ledger: when it differs \
            by more than the tolerance, the next check or poll opens the condition drift, and says where it arose.
            """)

    @OptionGroup var configuration: ConfigurationOption
    @Option(help: "The team, as the configuration has it.") var team: String?
    @Option(
        parsing: .unconditional, help: "What it had; negative when usage was shown as uncharged, such as -3.5.")
    var available: Amount?
    @Option(help: "When it was seen, as ISO 8601; a date is its start. (default: now)") var at: Moment?
    @Option(help: "Balances as CSV: team,time,available.", completion: .file()) var file: String?

    func validate() throws {
        if file != nil {
            guard team == nil, available == nil, at == nil else {
                throw ValidationError("--file stands alone: teams, times and balances are in the file")
            }
        } else if team == nil || available == nil {
            throw ValidationError("Say what was seen: --team and --available, or --file")
        }
    }

    func run() async throws {
        let installation = try configuration.installation()
        if let file {
            switch try await reporting({ try await installation.observe(file: file, now: .now) }) {
            case .failure(let mistakes):
                Console.complain(mistakes.diagnostics)
                throw ExitCode.badData
            case .success(let (new, latest)):
                print("\(new) \(new == 1 ? "balance is" : "balances are") new.")
                for noted in latest { print(noted.text(in: installation.zone)) }
            }
        } else if let team, let available {
            let noted = try await reporting {
                try await installation.observe(available.tokens, of: TeamName(team), at: at?.moment, now: .now)
            }
            print(noted.text(in: installation.zone))
        }
    }
}

extension Installation.Noted {
    fileprivate func text(in zone: Zone) -> String {
        ObservationText(team: team, observed: observed, ledger: ledger, zone: zone).line
    }
}
