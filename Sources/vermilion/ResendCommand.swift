import ArgumentParser
import VermilionDaemon
import VermilionDomain

struct ResendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resend",
        abstract: "Queue a delivery again; the daemon or the next check sends it with its old ids.")

    @OptionGroup var configuration: ConfigurationOption
    @Argument(help: "The delivery's id, as `vermilion deliveries` shows it.") var id: String

    func run() async throws {
        let installation = try configuration.installation()
        guard let delivery = DeliveryID(id) else { throw unknown }
        let queued = try await reporting { try await installation.resend(delivery, at: .now) }
        guard queued != nil else { throw unknown }
        print("\(id) is queued.")
    }

    private var unknown: ExitCode {
        refusal("there is no delivery \(id); `vermilion deliveries` lists them")
    }
}
