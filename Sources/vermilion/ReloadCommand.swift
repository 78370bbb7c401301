import ArgumentParser
import VermilionDaemon
import VermilionDomain

struct ReloadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Have the running daemon read its configuration anew; exits 78 when it keeps the old one.",
        discussion: "The same as `systemctl reload vermilion`, but tells what came of it.")

    @OptionGroup var configuration: ConfigurationOption

    func run() async throws {
        let installation = try configuration.installation()
        switch await installation.reloadDaemon() {
        case .reloaded: print("The new configuration is in force.")
        case .refused(let problems):
            for problem in problems { Console.complain(problem) }
            Console.complain("error: the daemon keeps the configuration of before")
            throw ExitCode.wrongConfiguration
        case .failed(let reason):
            Console.complain("error: \(reason)")
            throw ExitCode.noState
        }
    }
}
