package import VermilionDomain
import VermilionEngine
package import VermilionFormats
import VermilionSettings
import VermilionSources
import VermilionStore

/// What `vermilion observe` does: balances that were seen, to check the ledger against.
extension Installation {
    /// What was noted of a team: its latest observation beside the ledger.
    package struct Noted: Sendable {
        package let team: TeamName
        package let observed: ObservedBalance
        /// Nil when the team was never read.
        package let ledger: Tokens?
    }

    /// - Throws: a diagnostic when the team is not configured or the instant is yet to come.
    package func observe(_ available: Tokens, of team: TeamName, at time: CivilMoment?, now: Instant) async throws
        -> Noted
    {
        let watched = try watchedTeam(team)
        let observed = ObservedBalance(at: time?.instant(in: zone) ?? now, available: available)
        guard observed.at <= now else { throw Diagnostic("\(observed.at) is yet to come", hint: Self.pastOnly) }
        let store = try store()
        _ = try await store.observe([team: [observed]], author: author, at: now)
        return try await noted(observed, of: watched, in: store, now: now)
    }

    /// All of a file, or nothing of it when anything in it is wrong.
    ///
    /// - Returns: how many are new, and the latest of each team; or what is wrong.
    package func observe(file: String, now: Instant) async throws -> Result<(new: Int, latest: [Noted]), Mistakes> {
        let table = try ObservationsTable.read(FinishedFile.text(of: file), file: file)
        let mistakes = (table.problems + table.rows.compactMap { mistake(in: $0, now: now) }).sorted()
        guard mistakes.isEmpty else { return .failure(Mistakes(diagnostics: mistakes)) }
        let observations = Dictionary(grouping: table.rows, by: \.team).mapValues { rows in
            rows.map { ObservedBalance(at: $0.time.instant(in: zone), available: $0.available) }
        }
        let store = try store()
        let new = try await store.observe(observations, author: author, at: now)
        var latest: [Noted] = []
        for watched in teams {
            guard let last = observations[watched.name]?.max(by: { $0.at < $1.at }) else { continue }
            latest.append(try await noted(last, of: watched, in: store, now: now))
        }
        return .success((new, latest))
    }

    /// All that is wrong with a file.
    package struct Mistakes: Error {
        package let diagnostics: [Diagnostic]
    }

    private static let pastOnly = "a balance can be observed now or in the past"

    private func mistake(in row: ObservationsTable.Row, now: Instant) -> Diagnostic? {
        if !settings.teams.contains(where: { $0.name == row.team }) {
            let names = settings.teams.map(\.name.text).sorted().joined(separator: ", ")
            return Diagnostic(at: row.teamPlace, "there is no team \"\(row.team)\"", hint: "there are: \(names)")
        }
        let time = row.time.instant(in: zone)
        return time <= now ? nil : Diagnostic(at: row.timePlace, "\(time) is yet to come", hint: Self.pastOnly)
    }

    private func noted(
        _ observed: ObservedBalance, of watched: WatchedTeam, in store: Store, now: Instant
    ) async throws -> Noted {
        let books = try await store.books(of: watched.watch)
        let isRead = books.sources.contains { $0.lastGood != nil }
        let ledger = isRead ? try Ledger(lots: books.lots, usage: books.usage, asOf: now) : nil
        return Noted(team: watched.name, observed: observed, ledger: ledger?.balance(at: observed.at))
    }
}
