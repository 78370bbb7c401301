import VermilionDomain
import VermilionFormats

extension Sequence<Incident> {
    /// What `vermilion incidents` prints. Ends in a line end.
    package func text(_ style: TerminalStyle) -> String {
        let rows = map { incident in
            [
                incident.id.description, incident.team.shown, incident.kind.rawValue, incident.subjectText,
                incident.severity.rawValue, incident.state, incident.amount?.description ?? "",
                (incident.opened ?? incident.since).shown(style), incident.closed?.shown(style) ?? "",
            ]
        }
        guard !rows.isEmpty else { return "No incidents.\n" }
        return style.table(
            [
                TextTable.Column("Id", .mark), TextTable.Column("Team", .name), TextTable.Column("Kind", .mark),
                TextTable.Column("About", .name), TextTable.Column("Severity", .mark), TextTable.Column("State", .mark),
                TextTable.Column("Tokens", .amount), TextTable.Column("Opened", .mark),
                TextTable.Column("Closed", .mark),
            ], rows
        ).joined(separator: "\n") + "\n"
    }
}

extension Incident {
    /// What it is about, where that is not the team itself.
    fileprivate var subjectText: String {
        switch subject {
        case .team: ""
        case .lot(let id): id.shown
        case .source(let id): id.shown
        case .api(let name): name.shown
        case .account(let name): name.text.singleLine
        case .channel(let name): name.text.singleLine
        }
    }

    fileprivate var state: String { phase == .open && acknowledged != nil ? "acknowledged" : phase.rawValue }
}

extension Instant {
    /// `2026-07-24 09:00` on the clock of the style's zone.
    func shown(_ style: TerminalStyle) -> String {
        let (day, time) = style.zone.civil(self)
        return "\(day) \(twoDigits(time.hour)):\(twoDigits(time.minute))"
    }
}
