package import VermilionDomain
package import VermilionFormats
package import VermilionMessages

/// What a one-shot check found.
package struct CheckReport: Sendable {
    /// Something worth telling that the check found, and to whom it goes.
    package struct News: Sendable {
        package let notice: Notice
        package let reader: Reader
        package let channels: [ChannelName]
        /// Of channels that have words of their own.
        let templates: [ChannelName: Templates]

        /// What is said, and to which channels.
        var messages: [(message: Message, channels: [ChannelName])] {
            let words = channels.map { templates[$0] ?? Templates() }
            let distinct = words.enumerated().filter { words.firstIndex(of: $0.element) == $0.offset }.map(\.element)
            return (distinct.isEmpty ? [Templates()] : distinct).map { own in
                var reader = reader
                reader.templates = own
                return (
                    Message(of: notice, for: reader), zip(channels, words).filter { $0.1 == own }.map(\.0)
                )
            }
        }
    }

    /// A lot that the books have differently from the last check.
    package struct BookChange: Sendable {
        package let team: TeamName
        package let change: LotChange
    }

    package let teams: [TeamState]
    package let news: [News]
    /// What the sources complained of, each once.
    package let problems: [Diagnostic]
    package let unproven: [UnprovenChannel]
    /// What was tried to deliver.
    package let attempted: [Delivery]
    package let bookChanges: [BookChange]
    /// Deliveries that wait or are dead after the check.
    package let undelivered: [Delivery]
    package let asOf: Instant

    package var status: TeamState.Status { .worst(of: teams.map(\.status) + unproven.map { _ in .warning }) }

    /// For people.
    package func text(_ style: TerminalStyle) -> String {
        let tried = Set(attempted.map(\.id))
        let deliveries = attempted + undelivered.filter { !tried.contains($0.id) }
        let teams = teams.map { team in
            team.text(style, deliveries: deliveries.filter { team.concerns($0, news: news) })
        }
        let changes = bookChanges.map { "\($0.team.text.singleLine): \($0.change.told(in: style.zone)).\n" }
        return teams.joined(separator: "\n") + (changes.isEmpty ? "" : "\n") + changes.joined()
    }

    /// For programs: `{status, asOf, teams, problems, deliveries}`.
    package var record: JSON {
        .object([
            ("status", .string(status.rawValue.lowercased())), ("asOf", JSON(asOf)),
            ("teams", .array(teams.map(\.record))),
            (
                "bookChanges",
                .array(bookChanges.map { .object([("team", .string($0.team.text)), ("lot", $0.change.record)]) })
            ), ("unproven", .array(unproven.map(\.record))),
            ("problems", .array(problems.map { .string($0.description) })),
            ("deliveries", .array((attempted + undelivered.filter { !attempted.contains($0) }).map(\.record))),
        ])
    }

    /// For monitoring: one line.
    package var pluginLine: String {
        let told = Set(teams.flatMap(\.sources).compactMap(\.problem))
        let untold = problems.filter { $0.severity == .error && !told.contains($0) }.map(\.description)
        return PluginLine(
            status: status, teams: teams, problems: unproven.map(\.diagnostic.message) + untold
        ).text
    }

    /// The messages that a dry run would send, in full.
    package var messages: String {
        guard !news.isEmpty else { return "Nothing would be sent.\n" }
        return news.flatMap(\.messages).map { message, channels in
            let channels = channels.isEmpty ? "nobody" : channels.map(\.text).joined(separator: ", ")
            return "Would go to \(channels):\n\nSubject: \(message.subject)\n\n\(message.text)"
        }.joined(separator: "\n")
    }
}

extension TeamState {
    fileprivate var record: JSON {
        .object(
            statement.totals + [
                ("status", .string(status.rawValue.lowercased())),
                ("forecast", forecast?.record ?? .null),
                ("incidents", .array(incidents.map(\.record))),
                ("sources", .array(sources.map(\.record))),
            ])
    }

    /// Whether a delivery tells of one of this team's incidents.
    fileprivate func concerns(_ delivery: Delivery, news: [CheckReport.News]) -> Bool {
        let incident = delivery.id.notice.incident
        return incidents.contains { $0.id == incident }
            || news.contains { $0.notice.incident.id == incident && $0.notice.incident.team == statement.team }
    }
}
