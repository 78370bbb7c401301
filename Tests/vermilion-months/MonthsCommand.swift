import ArgumentParser
import Foundation
import VermilionDomain
import VermilionEngine
import VermilionTestSupport

@main struct MonthsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vermilion-months",
        abstract: "See that no message is lost, whatever fails.",
        subcommands: [Months.self, Ends.self, LongOutage.self, WholeYear.self], defaultSubcommand: Months.self)

    struct Months: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "months", abstract: "Live through months in which everything fails that can.",
            discussion:
                "The month of a seed is always the same, but for every fourth, in which mails go at the same time.")

        @Option(help: "How many.") var count: UInt64 = 10_000
        @Option(help: "The seed of the first.") var seed: UInt64 = 0

        func run() async throws {
            var (incidents, deliveries, failed) = (0, 0, 0)
            for number in seed..<seed + count {
                let month = try Month(seed: number)
                try await month.live()
                let audit = try await Audit(month)
                incidents += audit.incidents
                deliveries += audit.deliveries
                guard !audit.violations.isEmpty else { continue }
                failed += 1
                complain("the month of seed \(number)", audit.violations)
                if failed == 10 { break }
            }
            print("\(count) months, \(incidents) incidents, \(deliveries) deliveries, \(failed) months with losses")
            if failed > 0 { throw ExitCode.failure }
        }
    }

    struct Ends: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "ends", abstract: "End the process before and after each of its effects.")

        @Option(help: "Of so many shares of the effects …") var shares = 1
        @Option(help: "… this one.") var share = 0

        func run() async throws {
            let count = try await Endings.count()
            var failed = 0
            for effect in stride(from: share, to: count, by: shares) {
                for fault in FallibleStore.Fault.allCases {
                    let violations = try await Endings.violations(endingAt: effect, fault)
                    guard !violations.isEmpty else { continue }
                    failed += 1
                    complain("ended \(fault) effect \(effect)", violations)
                }
            }
            print("\(count) effects of \(Endings.incidents) incidents, \(failed) ends with losses")
            if failed > 0 { throw ExitCode.failure }
        }
    }
}

extension MonthsCommand {
    struct LongOutage: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "outage", abstract: "Let a server be gone for six hours while ten thousand messages wait.")

        func run() async throws {
            let outage = try await Outage()
            let recovery = outage.recovery.components.seconds / 60
            print(
                "\(Outage.messages) messages through six hours without a server: asked \(outage.attempts) times, "
                    + "the last one through \(recovery) min after its return")
            guard outage.violations.isEmpty, outage.attempts < 150, recovery < 60 else {
                complain("the outage", outage.violations)
                throw ExitCode.failure
            }
        }
    }
}

func complain(_ what: String, _ violations: [String]) {
    let words = violations.prefix(5).map { "  \($0)\n" }.joined()
    FileHandle.standardError.write(Data("\(what):\n\(words)".utf8))
}
