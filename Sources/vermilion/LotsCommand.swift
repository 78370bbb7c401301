import ArgumentParser
import VermilionDaemon
import VermilionDomain
import VermilionFormats
import VermilionMessages

struct LotsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lots",
        abstract: "Enter, change, remove and list packs of tokens.",
        discussion: """
            Beside the lots of the configuration and of its lots files. What is entered counts from the next check or
            poll on, which also tells what it moved. Nothing is ever deleted: `lots list --all` shows what was.
            """,
        subcommands: [Add.self, List.self, Change.self, Remove.self])

    /// Which lot, for every command about one.
    struct Name: ParsableArguments {
        @Option(help: "The team, as the configuration has it.") var team: String
        @Option(help: "The id of the lot.") var id: String
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "add", abstract: "Enter a pack that was bought.")

        @OptionGroup var configuration: ConfigurationOption
        @OptionGroup var name: Name
        @Option(help: "How many tokens it held when it was bought.") var tokens: Amount
        @Option(help: "When it starts, as ISO 8601; a date is its start.") var start: Moment
        @Option(help: "The first moment at which it is not valid any more. (default: a year after its start)")
        var expires: Moment?

        func run() async throws {
            let installation = try configuration.installation()
            let lot = try await reporting {
                try await installation.addLot(
                    LotID(name.id), of: TeamName(name.team), tokens: tokens.tokens, start: start.moment,
                    expires: expires?.moment, at: .now)
            }
            print(
                "Lot \(lot.id) is entered: \(lot.tokens) tokens from \(lot.start) until \(lot.expires). "
                    + "It counts from the next check on.")
        }
    }

    struct Change: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "change", abstract: "Correct the tokens or the expiry of a pack that was entered by hand.")

        @OptionGroup var configuration: ConfigurationOption
        @OptionGroup var name: Name
        @Option(help: "How many tokens it held when it was bought.") var tokens: Amount?
        @Option(help: "The first moment at which it is not valid any more.") var expires: Moment?

        func validate() throws {
            if tokens == nil, expires == nil { throw ValidationError("Say what changes: --tokens, --expires, or both") }
        }

        func run() async throws {
            let installation = try configuration.installation()
            let change = try await reporting {
                try await installation.changeLot(
                    LotID(name.id), of: TeamName(name.team), tokens: tokens?.tokens, expires: expires?.moment, at: .now)
            }
            print(
                change.before == change.after
                    ? "Lot \(change.id) was so already."
                    : "From the next check on \(change.told(in: installation.zone)).")
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove",
            abstract: "Take a pack that was entered by hand out of the books; it is kept as it was.")

        @OptionGroup var configuration: ConfigurationOption
        @OptionGroup var name: Name

        func run() async throws {
            let installation = try configuration.installation()
            let lot = try await reporting {
                try await installation.removeLot(LotID(name.id), of: TeamName(name.team), at: .now)
            }
            print("Lot \(lot.id) (\(lot.tokens) tokens) does not count any more from the next check on.")
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the packs of all places, and where each is written down.")

        @OptionGroup var configuration: ConfigurationOption
        @Option(help: "Only this team.") var team: String?
        @Flag(help: "Also what was removed or changed, and when.") var all = false
        @Option(help: "How to print.") var format = OutputFormat.text

        func run() async throws {
            let installation = try configuration.installation()
            let (lots, problems) = try await reporting {
                try await installation.lots(of: team.map { TeamName($0) }, includingVoided: all)
            }
            Console.complain(problems)
            switch format {
            case .text: print(lots.text(Console.style(zone: installation.zone)), terminator: "")
            case .json: print(JSON.array(lots.map(\.record)).pretty)
            }
        }
    }
}
