import ArgumentParser
import VermilionDaemon
import VermilionDomain
import VermilionFormats
import VermilionMessages

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Poll every source once, deliver what is due, and print the state.",
        discussion: """
            Exit codes are those of monitoring plugins: 0 fine, 1 warning, 2 critical, 3 unknown or stale.
            Safe beside a running daemon: nothing is sent twice.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, nagios
    }

    @OptionGroup var configuration: ConfigurationOption
    @Option(help: "How to print: for people, for programs, or as a monitoring plugin.") var format = Format.text
    @Flag(name: .long, help: "Keep and send nothing; print the messages in full instead.") var dryRun = false

    func run() async throws {
        let installation = try configuration.installation()
        let report: CheckReport
        do {
            report = try await check(installation)
        } catch {
            // Whatever it is, nobody knows how the teams are.
            let problem = (error as? Ledger.Failure).map { Diagnostic($0).description } ?? "\(error)"
            if format == .nagios {
                print(PluginLine(unknown: problem).text)
            } else {
                Console.complain("error: \(problem)")
            }
            throw ExitCode(TeamState.Status.unknown.exitCode)
        }
        Console.complain(report.problems)
        switch format {
        case .text:
            print(report.text(Console.style(zone: installation.zone)), terminator: "")
            if dryRun { print("\n" + report.messages, terminator: "") }
        case .json: print(report.record.pretty)
        case .nagios: print(report.pluginLine)
        }
        throw ExitCode(report.status.exitCode)
    }

    private func check(_ installation: Installation) async throws -> CheckReport {
        let store = try dryRun ? installation.storeCopy() : installation.store()
        let assembly = installation.assembly(
            transports: Transports(), output: .standardError(installation.environment), time: .system)
        return try await Check(assembly, store: store, time: .system).run(delivers: !dryRun)
    }
}
