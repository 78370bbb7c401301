/// What several notices say, in one message for what can wait.
package struct Digest: Hashable, Sendable {
    /// One notice in a line, with its words fixed when it was made.
    package struct Entry: Hashable, Sendable, Codable {
        package let incident: String
        package let kind: String
        package let severity: String
        package let team: String
        /// One line.
        package let words: String
        package let language: String

        package init(
            incident: IncidentID, kind: Notice.Kind, severity: Severity, team: TeamName, words: String,
            language: Language
        ) {
            self.incident = incident.description
            self.kind = kind.rawValue
            self.severity = severity.rawValue
            self.team = team.text
            self.words = words
            self.language = language.rawValue
        }

        package init(_ notice: Notice, words: String, language: Language) {
            self.init(
                incident: notice.incident.id, kind: notice.kind, severity: notice.incident.severity,
                team: notice.incident.team, words: words, language: language)
        }
    }

    /// In the order in which they were made.
    package let entries: [Entry]

    package init(_ entries: [Entry]) { self.entries = entries }

    /// Each once, in the order of the entries.
    package var teams: [String] {
        var seen: Set<String> = []
        return entries.map(\.team).filter { seen.insert($0).inserted }
    }
}

extension Notice {
    /// - Parameter id: of a message about no incident.
    package static func digest(_ digest: Digest, id: NoticeID, at now: Instant) throws(Ledger.Failure) -> Notice {
        let team = TeamName(digest.teams.joined(separator: ", "))
        let severity = digest.entries.compactMap { Severity(rawValue: $0.severity) }.max() ?? .info
        let statement = try Statement.empty(of: team, asOf: now)
        let incident = Incident(
            id: id.incident, team: team, kind: .undelivered, subject: .team(team), phase: .open, severity: severity,
            stage: 0, amount: nil, toldAmount: nil, since: now, opened: now, closed: nil, acknowledged: nil,
            nextReminder: nil, reminders: 0, notices: 1, unpaid: nil)
        var notice = Notice(
            id: id, kind: .digest, incident: incident, condition: nil, before: nil, payers: [], statement: statement,
            sources: [], at: now)
        notice.digest = digest
        return notice
    }
}

/// When digests go out: at midnight and every few hours from then on, at a time of each day, or of a day of each week.
package enum DigestTimes: Hashable, Sendable {
    /// A part of a day that divides it.
    case every(hours: Int)
    case daily(TimeOfDay)
    /// 0 = Sunday … 6 = Saturday.
    case weekly(weekday: Int, TimeOfDay)

    /// The first that is later.
    package func next(after instant: Instant, zone: Zone) -> Instant {
        let today = zone.day(of: instant)
        // Two weeks hold one of any of them, also where a clock change takes an hour away.
        for offset in 0...14 {
            let day = today.adding(days: offset)
            if let time = times(of: day).map({ zone.instant(of: day, at: $0) }).first(where: { $0 > instant }) {
                return time
            }
        }
        return instant + .days(1)
    }

    private func times(of day: CivilDate) -> [TimeOfDay] {
        switch self {
        case .every(let hours):
            stride(from: 0, to: 24, by: max(1, hours)).map { TimeOfDay(secondsSinceMidnight: $0 * 3_600) }
        case .daily(let time): [time]
        case .weekly(let weekday, let time): day.weekday == weekday ? [time] : []
        }
    }
}
