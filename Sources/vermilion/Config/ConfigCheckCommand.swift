import ArgumentParser
import Glibc
import VermilionDaemon
import VermilionDomain
import VermilionSettings

struct ConfigCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Tell all that is wrong with a configuration; exits 78 if anything is.",
        discussion: """
            With --online it also reads all secrets, logs in with each account and to each mail server, and connects to each web \
            server, all at once. Nothing is sent. Exits 78 if a setting is wrong (a login or a certificate is refused), else 69 \
            if a server cannot be reached.
            """)

    @OptionGroup var configuration: ConfigurationArgument
    @Flag(help: "Also log in wherever the configuration can.") var online = false

    func run() async throws {
        let installation = try ConfigurationOption.installation(configuration.path)
        let settings = installation.settings
        let teams = settings.teams.map(\.name.text).joined(separator: ", ")
        let channels = settings.channels.map(\.name.text).joined(separator: ", ")
        print("The configuration is sound. Teams: \(teams). Channels: \(channels.isEmpty ? "none" : channels).")
        if online { try await check(installation) }
    }

    private func check(_ installation: Installation) async throws {
        // A refresh token that is under way when the process ends is lost, and with it somebody's login.
        if installation.settings.accounts.contains(where: \.isPersons) { signal(SIGINT, SIG_IGN) }
        var (isWrong, isMissed) = (false, false)
        let check = try await reporting { try OnlineCheck(installation, at: .now) }
        await check.run { finding in
            switch finding.contact {
            case .made(let words): print("✓ \(finding.name): \(words)")
            case .missed(let words):
                isMissed = true
                print("✗ \(finding.name): \(words)")
            case .wrong(let words, let hint):
                isWrong = true
                print("✗ \(finding.name): \(words)\(hint.map { " (\($0))" } ?? "")")
            }
        }
        if isWrong { throw ExitCode.wrongConfiguration }
        if isMissed { throw ExitCode.unreachable }
    }
}
