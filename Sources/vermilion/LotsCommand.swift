import ArgumentParser
import VermilionDaemon
import VermilionDomain
import VermilionFormats
import VermilionMessages

struct LotsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lots",
        abstract: "Enter, change, transfer, remove and list packs of tokens.",
        discussion: """
            Beside the lots of the configuration and of its lots files. What is entered counts from the next check or \
            poll on, which also tells what it moved. Nothing is ever deleted: `lots list --all` shows what was.
            """,
        subcommands: [Add.self, List.self, Change.self, Transfer.self, Remove.self])

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
            abstract: "Take a pack that was entered by hand or transferred out of the books; it is kept as it was.",
            discussion: "What was transferred is in the pack that gave it again.")

        @OptionGroup var configuration: ConfigurationOption
        @OptionGroup var name: Name

        func run() async throws {
            let installation = try configuration.installation()
            let removed = try await reporting {
                try await installation.removeLot(LotID(name.id), of: TeamName(name.team), at: .now)
            }
            let lot = removed.lot
            var again = ""
            if case .transfer(let giver) = removed.origin { again = " \(giver) has them again." }
            print("Lot \(lot.id) (\(lot.tokens) tokens) does not count any more from the next check on.\(again)")
        }
    }

    struct Transfer: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "transfer", abstract: "Enter that tokens of a pack moved to another team.",
            discussion: """
                What is left leaves one team and enters the other as a pack of its own, which expires when the first \
                does. `lots remove` on that pack takes the transfer back.
                """)

        @OptionGroup var configuration: ConfigurationOption
        @OptionGroup var name: Name
        @Option(help: "The team that gets them, as the configuration has it.") var to: String
        @Option(help: "How many. (default: all that is left)") var tokens: Amount?
        @Option(help: "When they moved, as ISO 8601; a date is its start. (default: now)") var at: Moment?
        @Option(name: .customLong("as"), help: "The id of the pack in the other team. (default: the same)")
        var newID: String?

        func run() async throws {
            let installation = try configuration.installation()
            let transfer = try await reporting {
                try await installation.transferLot(
                    LotID(name.id), from: TeamName(name.team), to: TeamName(to), tokens: tokens?.tokens,
                    moment: at?.moment, as: newID.map { LotID($0) }, at: .now)
            }
            let lot = transfer.received
            print(
                "\(lot.tokens) tokens of lot \(transfer.lot) of \(transfer.from) are lot \(lot.id) of \(transfer.to) from "
                    + "\(lot.start) until \(lot.expires). It counts from the next check on.")
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
