package import VermilionDomain
import VermilionEngine
package import VermilionFormats

/// Usage as JSON from any web server.
package struct HTTPSource: Source {
    package let id: SourceID
    private let pages: WebPages
    /// May be a secret as a whole.
    private let url: @Sendable () throws(Diagnostic) -> String
    private let map: UsageMap
    private let zone: Zone

    package init(
        id: SourceID, pages: WebPages, url: @escaping @Sendable () throws(Diagnostic) -> String, map: UsageMap,
        zone: Zone
    ) {
        (self.id, self.pages, self.url, self.map, self.zone) = (id, pages, url, map, zone)
    }

    package func read(at now: Instant) async -> Reading {
        do throws(SourceFailure) {
            let start = try SourceFailure.of(url)
            let found = try await pages.found(from: [start], map: map, by: pages.deadline(from: now))
            guard let found = found?.first else { return .unchanged(id) }
            let (usage, conflicts) = found.rows.usage(source: id, zone: zone, place: pages.shown)
            let problems = found.problems + conflicts
            guard problems.isEmpty else { return Reading(source: id, usage: [], failures: problems) }
            var reading = Reading(
                source: id, usage: usage, covers: usage.map(\.key.day).min().map { $0...CivilDate.latest })
            reading.observations = found.balance.map { [ObservedBalance(at: now, available: $0)] } ?? []
            return reading
        } catch {
            return error.reading(of: id)
        }
    }

    package func forget() { pages.forget() }
}

extension Reading {
    /// A good reading that tells nothing that is not known.
    static func unchanged(_ source: SourceID) -> Reading { Reading(source: source, usage: []) }
}
