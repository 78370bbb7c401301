package import VermilionDomain
import VermilionFormats

extension Silence {
    /// `3: uncharged of Acme Design until 2026-07-24 09:00, by root: the pack is ordered`.
    package func line(_ style: TerminalStyle) -> String {
        let kind = kind?.rawValue ?? "all incidents"
        let whose = team.map { "of \($0.shown)" } ?? "of all teams"
        let why = reason.isEmpty ? "" : ": \(reason.singleLine)"
        return "\(number): \(kind) \(whose) until \(until.shown(style)), by \(author.singleLine)\(why)"
    }
}
