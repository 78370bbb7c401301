import ArgumentParser
import VermilionDaemon
import VermilionDomain

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Play a team's story on sample data: a pack expires, bars turn vermilion, a purchase settles it.",
        discussion: "At virtual time, in a temporary state. Needs no server, no network and no root.")

    @Option(help: "Keep the configuration, the state and the mails in this new directory.", completion: .directory)
    var keep: String?

    func run() async throws {
        try await reporting { try await Demo(directory: keep, style: Console.style(zone: .utc)).play() }
    }
}
