import VermilionDomain
import VermilionFormats

/// One line as monitoring plugins print it, with performance data (Monitoring Plugins Development Guidelines).
package struct PluginLine: Hashable, Sendable {
    /// Without a line end.
    package let text: String

    /// - Parameter problems: that are of no team.
    package init(status: TeamState.Status, teams: [TeamState], problems: [String] = []) {
        let words = (teams.map { "\(Self.word($0.statement.team)): \($0.matter)" } + problems.map { Self.word($0) })
            .joined(separator: "; ")
        let data = teams.flatMap { team in
            let name = Self.word(team.statement.team)
            return [
                // More than none is critical.
                "'\(name) uncharged'=\(team.statement.uncharged);;0", "'\(name) available'=\(team.statement.available)",
            ]
        }
        text =
            "VERMILION \(status.rawValue) - \(words.isEmpty ? "no teams" : words)"
            + (data.isEmpty ? "" : " | \(data.joined(separator: " "))")
    }

    /// When no team could be looked at.
    package init(unknown problem: String) {
        text = "VERMILION \(TeamState.Status.unknown.rawValue) - \(Self.word(problem))"
    }

    /// Names without the characters that mean something in such a line.
    fileprivate static func word(_ name: some CustomStringConvertible) -> String {
        String(String(describing: name).singleLine.map { "|'=".contains($0) ? "_" : $0 })
    }
}

extension TeamState {
    /// The worst first: what is uncharged, else what is open, else what is there.
    fileprivate var matter: String {
        let words = English()
        if statement.uncharged > .zero { return "\(words.tokens(statement.uncharged)) uncharged" }
        let problems = sources.compactMap { source in
            source.problem.map { "\(PluginLine.word(source.id)): \(PluginLine.word($0.message))" }
        }
        let style = TerminalStyle(width: 200, palette: .plain, zone: .utc)
        let open = incidents.filter { $0.severity > .info }.sorted { $0.severity > $1.severity }
            .map { PluginLine.word($0.matter(style)) }
        let all = open + problems
        return all.isEmpty ? "\(words.tokens(statement.available)) available" : all.joined(separator: ", ")
    }
}
