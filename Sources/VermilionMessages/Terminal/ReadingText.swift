package import VermilionDomain
import VermilionFormats

extension Reading {
    /// What `vermilion fetch` prints. Ends in a line end.
    package func text(of team: TeamName, _ style: TerminalStyle) -> String {
        var lines = ["\(source.text.singleLine) of \(team.shown)"]
        if let covers { lines.append("  Complete from \(covers.lowerBound) to \(covers.upperBound.shownEnd)") }
        if let day = report.provisionalFrom { lines.append("  Days from \(day) on are provisional") }
        if let until = report.dataUntil { lines.append("  Data until \(until.shown(style))") }
        if let end = report.loginEnds { lines.append("  The login ends at \(end.shown(style)) unless it is used") }
        lines += observations.map { "  Balance \($0.available)" }
        for lot in lots.flatMap({ $0.lots ?? [] }) {
            let (start, end) = (style.zone.day(of: lot.start), style.zone.day(of: lot.expires))
            lines.append("  Lot \(lot.id.shown): \(lot.tokens) tokens from \(start), expires \(end)")
        }
        guard isGood else { return (lines + ["  Not read well: it brings nothing"]).joined(separator: "\n") + "\n" }
        guard !usage.isEmpty else { return (lines + ["  No usage"]).joined(separator: "\n") + "\n" }
        let rows = usage.map { usage in
            [
                usage.key.day.description, usage.key.app.text.singleLine, usage.key.api.text.singleLine,
                usage.tokens.description, usage.key.id.generatedNumber == nil ? usage.key.id.text.singleLine : "",
            ]
        }
        let columns = [
            TextTable.Column("Day", .mark), TextTable.Column("App", .name), TextTable.Column("API", .name),
            TextTable.Column("Tokens", .amount), TextTable.Column("Row", .name),
        ]
        let shown = rows.allSatisfy { $0[4].isEmpty } ? 4 : 5
        lines.append("")
        lines += style.table(Array(columns.prefix(shown)), rows.map { Array($0.prefix(shown)) })
        return lines.joined(separator: "\n") + "\n"
    }
}

extension CivilDate {
    /// A source that knows all that comes says so with the latest day there is.
    fileprivate var shownEnd: String { self == .latest ? "now" : description }
}
