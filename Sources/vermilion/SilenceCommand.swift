import ArgumentParser
import VermilionDaemon
import VermilionDomain
import VermilionFormats
import VermilionMessages

struct SilenceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "silence",
        abstract: "Let nobody be told of some incidents for a while.",
        discussion: """
            They are followed as ever, `check` shows them, and who was told that one opened is told that it is over. Without \
            --team and --kind all are silenced.
            """,
        subcommands: [Add.self, List.self, End.self], defaultSubcommand: List.self)

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "add", abstract: "Begin a silence.")

        @OptionGroup var configuration: ConfigurationOption
        @Option(help: "Incidents of this team alone.") var team: String?
        @Option(help: "Incidents of this kind alone.") var kind: Condition.Kind?
        @Option(help: "Until when, as ISO 8601; a date is its start.") var until: Moment?
        @Option(name: .customLong("for"), help: "For how long, such as 2h or 7d.") var length: Length?
        @Option(help: "Why; shown in the list.") var reason = ""

        func validate() throws {
            guard (until == nil) != (length == nil) else { throw ValidationError("Say its end: --until, or --for") }
        }

        func run() async throws {
            let installation = try configuration.installation()
            let now = Instant.now
            let end = until?.moment.instant(in: installation.zone) ?? now + (length?.duration ?? .zero)
            let silence = try await reporting {
                try await installation.silence(
                    team: team.map { TeamName($0) }, kind: kind, until: end, reason: reason, at: now)
            }
            print("Begun: " + silence.line(Console.style(zone: installation.zone)))
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "Show the silences that are not over.")

        @OptionGroup var configuration: ConfigurationOption

        func run() async throws {
            let installation = try configuration.installation()
            let silences = try await reporting { try await installation.silences(at: .now) }
            if silences.isEmpty { print("No silences.") }
            for silence in silences { print(silence.line(Console.style(zone: installation.zone))) }
        }
    }

    struct End: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "end", abstract: "End a silence now.")

        @OptionGroup var configuration: ConfigurationOption
        @Argument(help: "Its number, as the list shows it.") var number: Int64

        func run() async throws {
            let installation = try configuration.installation()
            let ended = try await reporting { try await installation.endSilence(number, at: .now) }
            guard ended != nil else {
                throw refusal("there is no silence \(number); `vermilion silence list` shows them")
            }
            print("Silence \(number) is over.")
        }
    }
}

extension Condition.Kind: ExpressibleByArgument {}

/// `2h`, `7d` on the command line.
struct Length: ExpressibleByArgument {
    let duration: Duration

    init?(argument: String) {
        guard let unit = argument.last, let factor = ["m": 60, "h": 3_600, "d": 86_400][unit],
            let count = Int(argument.dropLast()), count > 0, count < 100_000
        else { return nil }
        duration = .seconds(count * factor)
    }
}
