import ArgumentParser
import VermilionDaemon
import VermilionStore

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy the state into a file, also while the daemon runs.",
        discussion: """
            The file is of one moment, checked, and only for its owner to read. The logins of accounts are not in it: a \
            refresh token can be used once, so one out of a backup is worth nothing, or worse.
            """)

    @OptionGroup var configuration: ConfigurationOption
    @Argument(help: "Where the copy goes.", completion: .file()) var file: String
    @Flag(name: .long, help: "Replace the file if it is there.") var force = false

    func run() async throws {
        let installation = try configuration.installation()
        let summary = try await reporting { try installation.backUp(to: file, replacing: force) }
        print("\(file) has \(summary.text).")
    }
}

struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put a backup in the place of the state, while no daemon runs.",
        discussion: """
            The state of before is kept beside it. What was delivered since the backup was made may go out once more, and \
            what was acknowledged, silenced or entered by hand since then is gone. Logins of accounts stay as they are.
            """)

    @OptionGroup var configuration: ConfigurationOption
    @Argument(help: "A file of `vermilion backup`.", completion: .file()) var file: String

    func run() async throws {
        let installation = try configuration.installation()
        let restored = try await reporting { try installation.restore(file, at: .now) }
        print("The state is that of \(file): \(restored.summary.text).")
        if let replaced = restored.replaced { print("The state of before is in \(replaced).") }
        if restored.summary.queued > 0 {
            print("What is queued goes out with the next check or start, also what was delivered since the backup.")
        }
    }
}

extension StateSummary {
    fileprivate var text: String {
        func count(_ number: Int, _ one: String, _ more: String) -> String { "\(number) \(number == 1 ? one : more)" }
        return [
            "schema version \(version)", "installation \(installation)", count(teams, "team", "teams"),
            count(rows, "row of usage", "rows of usage"), count(openIncidents, "open incident", "open incidents"),
            count(queued, "queued delivery", "queued deliveries"),
        ].joined(separator: ", ")
    }
}
