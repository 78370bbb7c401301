import ArgumentParser
import VermilionDaemon
import VermilionDomain
import VermilionFormats
import VermilionMessages

struct StatementCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "statement",
        abstract: "Print the ledger: what was used, which lots paid for it, what is uncharged.",
        discussion: """
            From two files (--usage, --lots), which touches no state, or from the state of a configuration.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, csv
    }

    @Option(help: "Usage as CSV: team,time,app,api,tokens[,id], or Autodesk's Token Usage export.", completion: .file())
    var usage: String?
    @Option(help: "Lots as CSV: team,id,tokens,start[,expires].", completion: .file()) var lots: String?
    @OptionGroup var configuration: ConfigurationOption
    @Option(help: "The instant to show, as ISO 8601; a date is its start. (default: now)") var asOf: String?
    @Option(help: "As it was known at an instant, before later corrections; from a state only. (default: now)")
    var asKnownAt: String?
    @Option(help: "Only this team.") var team: String?
    @Option(help: "How to print.") var format = Format.text

    func validate() throws {
        for (name, text) in [("--as-of", asOf), ("--as-known-at", asKnownAt)] {
            guard let text, CivilMoment(text) == nil else { continue }
            throw ValidationError("\(name) \(text) is not a date: write 2025-07-24, or 2025-07-24T09:00:00+09:00")
        }
        if asKnownAt != nil, usage != nil || lots != nil {
            throw ValidationError("--as-known-at asks a state; files know only what is in them now")
        }
    }

    func run() async throws {
        let (all, zone) = try await reporting {
            usage == nil && lots == nil ? try await statementsOfState() : try statementsOfFiles()
        }
        let statements = all.filter { team == nil || $0.team.text == team }
        if let team, statements.isEmpty {
            let names = all.map(\.team.text).joined(separator: ", ")
            throw refusal("there is no team \"\(team)\"; there are: \(names.isEmpty ? "none" : names)")
        }
        switch format {
        case .text:
            print(statements.map { $0.text(Console.style(zone: zone)) }.joined(separator: "\n"), terminator: "")
        case .json: print(JSON.array(statements.map(\.record)).pretty)
        case .csv: print(csv(of: statements), terminator: "")
        }
    }

    private func statementsOfState() async throws -> (statements: [Statement], zone: Zone) {
        let installation = try configuration.installation()
        let zone = installation.zone
        let statements = try await installation.statements(
            asOf: instant(asOf, in: zone) ?? .now, knownAt: instant(asKnownAt, in: zone))
        return (statements, zone)
    }

    private func statementsOfFiles() throws -> (statements: [Statement], zone: Zone) {
        let zone = try configuration.file == nil ? Zone.utc : configuration.installation().zone
        let books = try FileBooks(usage: usage, lots: lots, zone: zone)
        guard books.problems.isEmpty else {
            Console.complain(books.problems)
            throw ExitCode.badData
        }
        return (try books.teams.map { try books.statement(of: $0, asOf: instant(asOf, in: zone) ?? .now) }, zone)
    }

    private func instant(_ text: String?, in zone: Zone) -> Instant? {
        text.flatMap(CivilMoment.init)?.instant(in: zone)
    }

    /// One line for each team, day, app and API, with one head.
    private func csv(of statements: [Statement]) -> String {
        let lines = [Statement.csvHead] + statements.flatMap(\.csvRows)
        return lines.map { CSVLine($0).description }.joined()
    }
}
