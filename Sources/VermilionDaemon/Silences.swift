package import VermilionDomain
import VermilionSettings
import VermilionStore

/// `vermilion silence`.
extension Installation {
    /// - Throws: a diagnostic when there is no such team, or the time is over already.
    package func silence(
        team: TeamName?, kind: Condition.Kind?, until: Instant, reason: String, at now: Instant
    ) async throws -> Silence {
        if let team, !settings.teams.contains(where: { $0.name == team }) {
            throw Diagnostic(
                "there is no team \"\(team)\"",
                hint: "there are: \(settings.teams.map(\.name.text).sorted().joined(separator: ", "))")
        }
        guard until > now else { throw Diagnostic("\(until) is over already", hint: "name a later time") }
        return try await store().silence(
            team: team, kind: kind, until: until, reason: reason, author: author, at: now)
    }

    package func silences(at now: Instant) async throws -> [Silence] { try await store().silences(at: now) }

    /// Nil when there is none of that number.
    package func endSilence(_ number: Int64, at now: Instant) async throws -> Silence? {
        try await store().endSilence(number, at: now)
    }
}
