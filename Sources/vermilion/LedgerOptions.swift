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
        let books: Books
        let asOf: Instant
        let zone: Zone
    }

    /// Of one or more teams, sorted by name.
    enum Books {
        /// All rows.
        case rows([Entries])
        /// What the state has summed, which is as good as the rows and much less.
        case sums(Installation, [TeamName])
    }

    /// - Parameters:
    ///   - team: only this one; ends the command when there is no such team.
    ///   - allRows: whether sums are not enough.
    func open(team: String?, allRows: Bool = false) async throws -> Opened {
        guard usage == nil, lots == nil else {
            let (all, zone) = try fileEntries()
            let names = try chosen(team, of: all.map(\.team))
            return opened(.rows(all.filter { names.contains($0.team) }), zone)
        }
        let installation = try configuration.installation()
        let names = try chosen(team, of: installation.teamNames)
        let then = instant(asKnownAt, in: installation.zone)
        return opened(
            then != nil || allRows
                ? .rows(try await installation.entries(of: names, knownAt: then)) : .sums(installation, names),
            installation.zone)
    }

    private func opened(_ books: Books, _ zone: Zone) -> Opened {
        Opened(books: books, asOf: instant(asOf, in: zone) ?? .now, zone: zone)
    }

    private func chosen(_ team: String?, of all: [TeamName]) throws -> [TeamName] {
        guard let team else { return all }
        guard let known = all.first(where: { $0.text == team }) else {
            let names = all.map(\.text).joined(separator: ", ")
            throw refusal("there is no team \"\(team)\"; there are: \(names.isEmpty ? "none" : names)")
        }
        return [known]
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
