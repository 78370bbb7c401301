import ArgumentParser

@main
struct Vermilion: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vermilion",
        abstract: "Tells a team that its Autodesk token bars are turning vermilion: before, when, and when it is over.",
        discussion: """
            New here? `vermilion demo` plays a whole story on sample data: no server, no network, no root.
            """,
        version: Version.current,
        subcommands: [
            CheckCommand.self, RunCommand.self, ReloadCommand.self, StatementCommand.self, ExplainCommand.self,
            IncidentsCommand.self,
            DeliveriesCommand.self, LotsCommand.self, ObserveCommand.self, AckCommand.self, SilenceCommand.self,
            ResendCommand.self,
            TestCommand.self, DrillCommand.self, LoginCommand.self, FetchCommand.self, ConfigCommand.self,
            InitCommand.self, BackupCommand.self, RestoreCommand.self, DemoCommand.self,
        ])
}

enum Version {
    static let current = "0.1.0"
}
