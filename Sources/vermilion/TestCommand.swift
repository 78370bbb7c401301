import ArgumentParser
import VermilionDaemon
import VermilionDomain

struct TestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Send a message that is marked as a test, and print what came of it.")

    @OptionGroup var configuration: ConfigurationOption
    @Argument(help: "Names of channels, as in the configuration.") var channels: [String]

    func run() async throws {
        let test = ChannelTest(try configuration.installation())
        let names = channels.map { ChannelName($0) }
        if let stranger = names.first(where: { !test.names.contains($0) }) {
            let known = test.names.map(\.text).joined(separator: ", ")
            throw refusal("there is no channel \"\(stranger)\"; configured are: \(known.isEmpty ? "none" : known)")
        }
        let results = try await reporting { try await test.run(names, at: .now) }
        for result in results {
            print("\(result.channel): \(result.outcome.kind.rawValue): \(result.outcome.words)")
        }
        if results.contains(where: { $0.outcome.kind != .delivered }) { throw ExitCode.failure }
    }
}
