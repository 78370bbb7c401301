import Synchronization
package import VermilionDomain
import VermilionEngine

/// A source that answers what the test says, and counts how often it was asked.
package final class ScriptedSource: Source {
    package let id: SourceID
    private let answer: @Sendable (Instant) async -> Reading
    private let count = Atomic(0)

    package init(id: SourceID, answer: @escaping @Sendable (Instant) async -> Reading) {
        self.id = id
        self.answer = answer
    }

    package func read(at now: Instant) async -> Reading {
        count.add(1, ordering: .sequentiallyConsistent)
        return await answer(now)
    }

    package var polls: Int { count.load(ordering: .sequentiallyConsistent) }
}

extension Reading {
    package static func good(_ source: SourceID, _ usage: [Usage] = []) -> Reading {
        Reading(source: source, usage: usage)
    }

    package static func failed(_ source: SourceID, _ usage: [Usage] = [], _ message: String = "no answer") -> Reading {
        Reading(source: source, usage: usage, failures: [Diagnostic(message)])
    }
}

extension Usage {
    /// Usage on a day in UTC.
    package static func on(
        _ day: String, _ tokens: String, app: AppName = "App", api: APIName = "API", id: RowID = "",
        source: SourceID = "csv"
    ) throws -> Usage {
        let day = try CivilDate.parsed(day)
        return Usage(
            key: Usage.Key(source: source, app: app, api: api, day: day, id: id), time: Zone.utc.startOfDay(day),
            tokens: try Tokens(decimal: tokens))
    }
}

extension Lot {
    /// A lot that starts on a day in UTC and lasts until another, or for a year.
    package static func from(
        _ start: String, _ tokens: String, id: LotID = "LOT", until end: String? = nil
    ) throws -> Lot {
        let day = try CivilDate.parsed(start)
        let last = try end.map(CivilDate.parsed) ?? day.oneYearLater ?? .latest
        return try Lot(
            id: id, tokens: try Tokens(decimal: tokens), start: Zone.utc.startOfDay(day),
            expires: Zone.utc.startOfDay(last))
    }
}

extension Instant {
    /// The start of a day in UTC.
    package static func at(_ day: String) throws -> Instant { Zone.utc.startOfDay(try CivilDate.parsed(day)) }
}

extension CivilDate {
    /// A test that writes a day wrongly.
    package struct Malformed: Error { let text: String }

    /// Reads `2025-07-24`.
    package static func parsed(_ text: String) throws -> CivilDate {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3, let day = CivilDate(year: parts[0], month: parts[1], day: parts[2]) else {
            throw Malformed(text: text)
        }
        return day
    }
}
