import ArgumentParser
import VermilionDaemon
import VermilionDomain
import VermilionFormats
import VermilionMessages

struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say by day, app and API which lots paid and when, or why usage is uncharged.",
        discussion: """
            From two files (--usage, --lots), which touches no state, or from the state of a configuration.
            """)

    @Option(help: "Whose usage.") var team: String
    @Option(help: "Only of this day, e.g. 2025-07-24.") var day: String?
    @Option(help: "Only of this app.") var app: String?
    @Option(help: "Only of this API.") var api: String?
    @Option(help: "Only rows with this id.") var row: String?
    @OptionGroup var ledger: LedgerOptions
    @Option(help: "How to print.") var format = OutputFormat.text

    func validate() throws {
        if let day, civilDay == nil { throw ValidationError("--day \(day) is not a date: write 2025-07-24") }
    }

    func run() async throws {
        let (explanations, zone) = try await reporting {
            let opened = try await ledger.open(team: team)
            return (try await explained(opened), opened.zone)
        }
        switch format {
        case .text: print(explanations.text(Console.style(zone: zone)), terminator: "")
        case .json: print(JSON.array(explanations.map(\.record)).pretty)
        }
    }

    private func explained(_ opened: LedgerOptions.Opened) async throws -> [Explanation] {
        switch opened.books {
        case .rows(let entries):
            return try entries.flatMap {
                try $0.ledger(asOf: opened.asOf).explanations(of: selection, team: $0.team)
            }
        case .sums(let installation, let teams):
            var explanations: [Explanation] = []
            for team in teams {
                explanations += try await installation.explanations(of: selection, of: team, asOf: opened.asOf)
            }
            return explanations
        }
    }

    private var selection: UsageSelection {
        UsageSelection(
            day: civilDay, app: app.map { AppName($0) }, api: api.map { APIName($0) }, row: row.map { RowID($0) })
    }

    /// Nil without a day, and for what is no day.
    private var civilDay: CivilDate? {
        guard let day, let moment = CivilMoment(day), moment == CivilMoment(day: moment.day) else { return nil }
        return moment.day
    }
}
