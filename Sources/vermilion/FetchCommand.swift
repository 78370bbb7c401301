import ArgumentParser
import VermilionDaemon
import VermilionDomain
import VermilionMessages

struct FetchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch", abstract: "Read sources once and print what came; nothing is kept or sent.",
        discussion: """
            A source is called as `check` calls it, such as applications:acme/hub b.1234; the beginning is enough.
            --raw shows the answers of web servers as they are, with known secrets removed: for filling in a `map`.
            Exit code 1 when a source could not be read well.
            """)

    @OptionGroup var configuration: ConfigurationOption
    @Argument(help: "Names of sources, or their beginnings.") var sources: [String]
    @Flag(help: "Print the answers as they came.") var raw = false

    func run() async throws {
        let installation = try configuration.installation()
        let fetch = SourceFetch(installation, show: raw ? Self.show : nil)
        let chosen = try sources.flatMap { name in
            let found = fetch.sources(named: name)
            if found.isEmpty {
                let known = fetch.names.map { "  \($0)" }.joined(separator: "\n")
                throw refusal("there is no source \"\(name)\"; configured are:\n\(known)")
            }
            return found
        }
        // A login is kept even when nothing else is.
        try await reporting { _ = try installation.store() }
        var isGood = true
        for (team, source) in chosen {
            let result = await fetch.read(source, of: team)
            isGood = isGood && result.reading.isGood
            Console.complain(result.reading.failures + result.reading.warnings)
            print(result.reading.text(of: team, Console.style(zone: installation.zone)))
        }
        if !isGood { throw ExitCode.failure }
    }

    @Sendable private static func show(_ text: String) { print(text) }
}
