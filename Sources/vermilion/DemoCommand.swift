import ArgumentParser
import VermilionDaemon
import VermilionDomain

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Play a team's story on sample data: a pack expires, bars turn vermilion, a purchase settles it.",
        discussion: """
            At virtual time, in a temporary state. Needs no server, no network and no root. With --live the daemon watches a \
            simulated Autodesk on this machine for a year that passes in seconds.
            """)

    @Option(help: "Keep the configuration, the state and the mails in this new directory.", completion: .directory)
    var keep: String?

    @Flag(help: "Poll a simulated Autodesk (vermilion-simulator) for a year.") var live = false

    func run() async throws {
        let style = Console.style(zone: .utc)
        try await reporting {
            if live {
                try await LiveDemo(directory: keep, style: style).play()
            } else {
                try await Demo(directory: keep, style: style).play()
            }
        }
    }
}
