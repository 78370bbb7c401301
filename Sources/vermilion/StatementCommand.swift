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

    @OptionGroup var ledger: LedgerOptions
    @Option(help: "Only this team.") var team: String?
    @Option(help: "How to print.") var format = Format.text
    @Flag(help: "Compute it a second time by a plain replay, and fail when the two differ.") var verify = false

    func run() async throws {
        let (statements, zone) = try await reporting {
            let opened = try await ledger.open(team: team, allRows: verify)
            return (try await stated(opened), opened.zone)
        }
        switch format {
        case .text:
            print(statements.map { $0.text(Console.style(zone: zone)) }.joined(separator: "\n"), terminator: "")
        case .json: print(JSON.array(statements.map(\.record)).pretty)
        case .csv: print(csv(of: statements), terminator: "")
        }
    }

    private func stated(_ opened: LedgerOptions.Opened) async throws -> [Statement] {
        switch opened.books {
        case .rows(let entries):
            let ledgers = try entries.map { try $0.ledger(asOf: opened.asOf) }
            let statements = zip(entries, ledgers).map { Statement(of: $1, team: $0.team) }
            if verify {
                try Self.report(
                    zip(entries, zip(ledgers, statements)).map { Verification($1.0, $1.1, against: $0) },
                    of: statements.map(\.team))
            }
            return statements
        case .sums(let installation, let teams): return try await installation.statements(of: teams, asOf: opened.asOf)
        }
    }

    /// Ends the command, before anything is printed, when the engines differ.
    private static func report(_ verifications: [Verification], of teams: [TeamName]) throws {
        let disagreements = zip(teams, verifications).flatMap { team, verification in
            verification.disagreements.map { $0.line(of: team) }
        }
        guard disagreements.isEmpty else {
            Console.complain("error: the two engines differ, so neither can be trusted; please report this")
            for line in disagreements.prefix(mostDisagreements) { Console.complain("    \(line)") }
            let rest = disagreements.count - mostDisagreements
            if rest > 0 { Console.complain("    … and \(rest) more") }
            throw ExitCode.wrongEngine
        }
        let (rows, lots) = verifications.reduce((0, 0)) { ($0.0 + $1.rows, $0.1 + $1.lots) }
        Console.complain("verified: \(rows) rows, \(lots) lots agree")
    }

    private static let mostDisagreements = 20

    /// One line for each team, day, app and API, with one head.
    private func csv(of statements: [Statement]) -> String {
        let lines = [Statement.csvHead] + statements.flatMap(\.csvRows)
        return lines.map { CSVLine($0).description }.joined()
    }
}
