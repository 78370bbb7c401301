import VermilionDomain
import VermilionFormats

/// One line as monitoring plugins print it, with performance data (Monitoring Plugins Development Guidelines).
///
/// Nagios and NRPE read 4 KB of it, so it is no longer than that: of many teams the worst are named, and of the
/// performance data whole figures are left out, those of the last teams first.
package struct PluginLine: Hashable, Sendable {
    /// Without a line end.
    package let text: String

    private static let most = 4_000
    /// The worst is named, however long it takes.
    private static let mostWords = 1_800

    /// - Parameter problems: that are of no team.
    package init(status: TeamState.Status, teams: [TeamState], problems: [String] = []) {
        let worstFirst = TeamState.Status.allCases.reversed().flatMap { status in teams.filter { $0.status == status } }
        let phrases =
            worstFirst.map { "\($0.statement.team.text.inWords): \($0.matter)" } + problems.map(\.inWords)
        var words = ""
        for (index, phrase) in phrases.enumerated() {
            guard index == 0 || words.utf8.count + phrase.utf8.count < Self.mostWords else {
                words += "; and \(teams.count + problems.count - index) more"
                break
            }
            words += (index == 0 ? "" : "; ") + phrase
        }
        let said = "VERMILION \(status.rawValue) - \(words.isEmpty ? "no teams" : words)"
        let data = PerformanceFigure.text(of: teams.lazy.flatMap(\.figures), atMost: Self.most - said.utf8.count - 3)
        text = said + (data.isEmpty ? "" : " | \(data)")
    }

    /// When no team could be looked at.
    package init(unknown problem: String) {
        text = "VERMILION \(TeamState.Status.unknown.rawValue) - \(problem.inWords)"
    }
}

extension String {
    /// On one line, not too long, and without what ends the words.
    fileprivate var inWords: String { String(singleLine(atMost: 400).map { $0 == "|" ? "_" : $0 }) }
}

extension TeamState {
    /// The worst first: what is uncharged, else what is open, else what is there.
    fileprivate var matter: String {
        let words = English()
        if statement.uncharged > .zero { return "\(words.tokens(statement.uncharged)) uncharged" }
        let problems = sources.compactMap { source in source.problem.map { "\(source.id.text): \($0.message)" } }
        let style = TerminalStyle(width: 200, palette: .plain, zone: .utc)
        let open = incidents.filter { $0.severity > .info }.sorted { $0.severity > $1.severity }
            .map { $0.matter(style) }
        let all = open + problems
        return all.isEmpty ? "\(words.tokens(statement.available)) available" : all.joined(separator: ", ").inWords
    }

    /// With the thresholds of the configuration; those of conditions that have a `for` or a margin hold without it.
    fileprivate var figures: [PerformanceFigure] {
        func figure(_ name: String, _ value: String) -> PerformanceFigure {
            PerformanceFigure(label: "\(statement.team) \(name)", value: value)
        }
        var uncharged = figure("uncharged", "\(statement.uncharged)")
        uncharged.critical = .above("0")
        var available = figure("available", "\(statement.available)")
        // A team that never had a lot is neither low nor suspended.
        if !statement.lots.isEmpty {
            let held = statement.held
            available.warning = rules.low.below.map { .upTo("\($0.tokens(of: held))") }
            available.critical = rules.regime == .suspend ? .upTo("0") : nil
            available.most = "\(held)"
        }
        var figures = [uncharged, available]
        if let days = forecast?.days {
            var runway = figure("runway", "\(Int128(days) * 86_400)")
            runway.unit = .seconds
            runway.warning = rules.low.runway.map { .upTo("\(Int128($0) * 86_400)") }
            figures.append(runway)
        }
        if let silence = sources.map({ $0.silence(at: statement.asOf) }).max() {
            var age = figure("source age", "\(max(0, silence.components.seconds))")
            age.unit = .seconds
            age.warning = .above("\(rules.staleAfter.components.seconds)")
            age.critical = .above("\((rules.staleAfter * 3).components.seconds)")
            figures.append(age)
        }
        return figures
    }
}
