import ArgumentParser
import Logging
import VermilionDaemon

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run as a daemon: poll, decide and deliver until SIGTERM.")

    @OptionGroup var configuration: ConfigurationOption
    @Flag(name: .long, help: "Also log every poll.") var verbose = false

    func run() async throws {
        let installation = try configuration.installation()
        try await reporting {
            let environment = installation.environment
            var logger = Logger(label: "vermilion") { _ in JournalHandler(environment: environment) }
            logger.logLevel = verbose ? .debug : .info
            let service = try await VermilionService(installation, version: Version.current, logger: logger)
            try await service.runUntilSignalled()
        }
    }
}
