package import VermilionDomain
package import VermilionEngine
import VermilionSettings
import VermilionSources

/// `vermilion fetch`: reads sources and keeps nothing, to see what they bring.
package struct SourceFetch: Sendable {
    package struct Result: Sendable {
        package let team: TeamName
        package let reading: Reading
    }

    private let teams: [WatchedTeam]
    private let deadline: Duration

    /// - Parameter show: is given every exchange with a web server as text, known secrets removed.
    package init(_ installation: Installation, show: (@Sendable (String) -> Void)?) {
        let recorder = show.map { show -> WebPages.Recorder in
            { exchange in show("\(exchange.request): \(exchange.status)\n\(exchange.body)\n") }
        }
        let assembly = installation.assembly(
            transports: Transports(), output: .standardError(installation.environment), time: .system,
            recorder: recorder)
        teams = assembly.teams
        deadline = installation.settings.poll.deadline
    }

    /// Of all sources, in the order of the configuration.
    package var names: [SourceID] { teams.flatMap { $0.sources.map(\.id) } }

    /// Sources whose name is the given one or starts with it.
    package func sources(named name: String) -> [(team: TeamName, source: any Source)] {
        let all = teams.flatMap { team in team.sources.map { (team: team.name, source: $0) } }
        let exact = all.filter { $0.source.id.text == name }
        return exact.isEmpty ? all.filter { $0.source.id.text.hasPrefix(name) } : exact
    }

    package func read(_ source: any Source, of team: TeamName) async -> Result {
        let limit = max(deadline, source.deadline ?? .zero)
        let reading = await TimeSource.system.within(limit) { await source.read(at: .now) }
        return Result(
            team: team,
            reading: reading
                ?? Reading(
                    source: source.id, usage: [],
                    failures: [Diagnostic("\(source.id): no answer within \(limit.components.seconds) s")]))
    }
}
