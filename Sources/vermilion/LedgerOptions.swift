import ArgumentParser
import VermilionDaemon
import VermilionDomain
import VermilionFormats

/// Which ledger a command shows, and as of when: that of two files, which touches no state, or that of a configuration.
struct LedgerOptions: ParsableArguments {
    @Option(help: "Usage as CSV: team,time,app,api,tokens[,id], or Autodesk's Token Usage export.", completion: .file())
    var usage: String?
    @Option(help: "Lots as CSV: team,id,tokens,start[,expires].", completion: .file()) var lots: String?
    @OptionGroup var configuration: ConfigurationOption
    @Option(help: "The instant to show, as ISO 8601; a date is its start. (default: now)") var asOf: String?
    @Option(help: "As it was known at an instant, before later corrections; from a state only. (default: now)")
    var asKnownAt: String?

    func validate() throws {
        for (name, text) in [("--as-of", asOf), ("--as-known-at", asKnownAt)] {
            guard let text, CivilMoment(text) == nil else { continue }
            throw ValidationError("\(name) \(text) is not a date: write 2025-07-24, or 2025-07-24T09:00:00+09:00")
        }
        if asKnownAt != nil, usage != nil || lots != nil {
            throw ValidationError("--as-known-at asks a state; files know only what is in them now")
        }
    }

    struct Opened {
        /// Sorted by the name of the team.
        let entries: [Entries]
        let asOf: Instant
        let zone: Zone
    }

    /// - Parameter team: only this one; ends the command when there is no such team.
    func open(team: String?) async throws -> Opened {
        let (all, zone) = usage == nil && lots == nil ? try await stateEntries() : try fileEntries()
        let entries = all.filter { team == nil || $0.team.text == team }
        if let team, entries.isEmpty {
            let names = all.map(\.team.text).joined(separator: ", ")
            throw refusal("there is no team \"\(team)\"; there are: \(names.isEmpty ? "none" : names)")
        }
        return Opened(entries: entries, asOf: instant(asOf, in: zone) ?? .now, zone: zone)
    }

    private func stateEntries() async throws -> ([Entries], Zone) {
        let installation = try configuration.installation()
        let zone = installation.zone
        return (try await installation.entries(knownAt: instant(asKnownAt, in: zone)), zone)
    }

    private func instant(_ text: String?, in zone: Zone) -> Instant? {
        text.flatMap(CivilMoment.init)?.instant(in: zone)
    }

    private func fileEntries() throws -> ([Entries], Zone) {
        let zone = try configuration.file == nil ? Zone.utc : configuration.installation().zone
        let books = try FileBooks(usage: usage, lots: lots, zone: zone)
        guard books.problems.isEmpty else {
            Console.complain(books.problems)
            throw ExitCode.badData
        }
        return (books.entries, zone)
    }
}
