import ArgumentParser
import VermilionDaemon
import VermilionDomain
import VermilionMessages

struct DrillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drill",
        abstract: "Send a marked message through every channel, and keep the receipts.",
        discussion: """
            Goes the way of all messages, by the outbox: `vermilion deliveries` shows it, and what waits is tried again. Beside a \
            running daemon it may be the daemon that sends it. Exits with 1 unless every channel took its message.
            """)

    @OptionGroup var configuration: ConfigurationOption

    func run() async throws {
        let installation = try configuration.installation()
        let deliveries = try await reporting {
            try await Drill(installation).run(time: .system, patience: .seconds(60))
        }
        if deliveries.isEmpty { throw refusal("there are no channels; `config check` says more") }
        for delivery in deliveries { print(delivery.line(Console.style(zone: installation.zone))) }
        if deliveries.contains(where: { $0.state != .delivered }) { throw ExitCode.failure }
    }
}
