import ArgumentParser
import Glibc
import VermilionDaemon
import VermilionDomain
import VermilionFormats
import VermilionMessages
import VermilionSettings

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Poll every source once, deliver what is due, and print the state.",
        discussion: """
            Exit codes are those of monitoring plugins: 0 fine, 1 warning, 2 critical, 3 unknown or stale.
            With --format nagios a wrong configuration is unknown, too, and all that is printed is one line.
            Safe beside a running daemon: nothing is sent twice.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, nagios
    }

    @OptionGroup var configuration: ConfigurationOption
    @Option(help: "How to print: for people, for programs, or as a monitoring plugin.") var format = Format.text
    @Option(
        name: [.long, .customShort("t")],
        help: ArgumentHelp(
            "End as unknown after so long, such as 30s or 30, whatever holds it up.", valueName: "duration"))
    var timeout: TimeLimit?
    @Flag(name: .long, help: "Keep and send nothing; print the messages in full instead.") var dryRun = false

    func run() async throws {
        let progress = CheckProgress()
        let deadline = CheckDeadline(timeout?.duration) { [format, timeout] outstanding in
            format.printUnknown("no answer within \(timeout?.duration.setting ?? ""): still \(outstanding)")
            // Nothing may be waited for any more, also not what runs at the end of a process.
            _exit(TeamState.Status.unknown.exitCode)
        }
        let found: (report: CheckReport, zone: Zone)
        do {
            found = try await deadline.hold(progress) { try await check(progress) }
        } catch let failure as Unknown {
            format.printUnknown(failure.problem)
            throw ExitCode(TeamState.Status.unknown.exitCode)
        }
        show(found.report, zone: found.zone)
        throw ExitCode(found.report.status.exitCode)
    }

    private func show(_ report: CheckReport, zone: Zone) {
        switch format {
        case .text:
            Console.complain(report.problems)
            print(report.text(Console.style(zone: zone)), terminator: "")
            if dryRun { print("\n" + report.messages, terminator: "") }
        case .json:
            Console.complain(report.problems)
            print(report.record.pretty)
        case .nagios: print(report.pluginLine)
        }
    }

    /// Nobody knows how the teams are.
    private struct Unknown: Error {
        let problem: String
    }

    private func check(_ progress: CheckProgress) async throws -> (CheckReport, Zone) {
        let installation = try installation()
        do {
            progress.step = .state
            let store = try dryRun ? installation.storeCopy() : installation.store()
            let assembly = installation.assembly(
                transports: Transports(), output: .standardError(installation.environment), time: .system)
            let report = try await Check(assembly, store: store, time: .system).run(
                delivers: !dryRun, progress: progress)
            return (report, installation.zone)
        } catch {
            throw Unknown(problem: (error as? Ledger.Failure).map { Diagnostic($0).description } ?? "\(error)")
        }
    }

    private func installation() throws -> Installation {
        guard format == .nagios else { return try configuration.installation() }
        do {
            return try configuration.silentInstallation()
        } catch {
            let problems = error.diagnostics.filter { $0.severity == .error }
            let first = problems.first.map(\.description) ?? "the configuration is wrong"
            throw Unknown(problem: first + (problems.count > 1 ? "; and \(problems.count - 1) more" : ""))
        }
    }
}

extension CheckCommand.Format {
    /// Icinga 2 takes what a plugin says on its standard error for its answer, so a plugin says nothing there.
    fileprivate func printUnknown(_ problem: String) {
        switch self {
        case .text, .json: Console.complain("error: \(problem)")
        case .nagios:
            // Not through a buffer whose lock a thread that hangs may hold.
            let line = Array((PluginLine(unknown: problem).text + "\n").utf8)
            _ = line.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
        }
    }
}
