package import VermilionDomain
package import VermilionFormats

extension Notice {
    /// What webhooks carry: `{"type": "incident.opened", "timestamp": …, "data": {…}}`. Long lists are cut, so that
    /// it stays well under the 20 kB that Standard Webhooks recommends.
    ///
    /// - Parameter message: what the notice says, so that a receiver can show it as it is.
    /// - Parameter zone: tells which day is today.
    package func record(message: Message, zone: Zone) -> JSON {
        let type = isAboutIncident ? "incident.\(kind.rawValue)" : kind.rawValue
        return .object([
            ("type", .string(type)), ("timestamp", JSON(at)),
            ("data", .object(members(said: message.said, zone: zone))),
        ])
    }

    /// What a record tells of the notice; templates name the same (`docs/templates.md`).
    ///
    /// - Parameter said: the message in words.
    func members(said: [(String, JSON)], zone: Zone) -> [(String, JSON)] {
        [
            ("notice", .object([("id", .string(id.description)), ("kind", .string(kind.rawValue))])),
            ("incident", incidentRecord), ("digest", digestRecord), ("noLongerWatched", .bool(isNoLongerWatched)),
            ("before", before.map { .string($0.description) } ?? .null),
            ("settledBy", .array(payers.map(\.record))),
            ("corrections", .array(corrections.byDay.suffix(Self.mostRows).map(\.record))),
            ("bookChanges", .array(bookChanges.prefix(Self.mostRows).map(\.record))),
            ("drift", driftRecord),
        ] + said + [
            ("statement", .object(statement.totals + [("asOf", JSON(statement.asOf))])),
            ("lots", .array(statement.lots.prefix(Self.mostRows).map(\.record))),
            ("forecast", statement.forecast(in: zone)?.record ?? .null),
            ("days", .array(statement.days.suffix(Self.mostDays).map(Self.record(day:)))),
            ("consumers", .array(statement.consumers.prefix(Self.mostRows).map(Self.record(consumer:)))),
        ]
    }

    /// A digest is about several: only of which teams, and how bad the worst is.
    private var incidentRecord: JSON {
        guard digest != nil else { return incident.record }
        return .object([
            ("id", .null), ("team", .string(incident.team.text)), ("severity", .string(incident.severity.rawValue)),
        ])
    }

    private var digestRecord: JSON {
        guard let digest else { return .null }
        return .array(digest.entries.prefix(Self.mostEntries).map(\.record))
    }

    private static let mostEntries = 50
    private static let mostDays = 31
    private static let mostRows = 20

    private static func record(day: (day: CivilDate, split: Statement.Split)) -> JSON {
        .object([("day", .string(day.day.description))] + day.split.fields)
    }

    private static func record(consumer: (app: AppName, api: APIName, split: Statement.Split)) -> JSON {
        .object([("app", .string(consumer.app.text)), ("api", .string(consumer.api.text))] + consumer.split.fields)
    }
}

extension Digest.Entry {
    fileprivate var record: JSON {
        .object([
            ("incident", .string(incident)), ("kind", .string(kind)), ("severity", .string(severity)),
            ("team", .string(team)), ("summary", .string(words)),
        ])
    }
}

extension DayCorrection {
    fileprivate var record: JSON {
        .object([
            ("day", .string(day.description)), ("app", .string(app.text)), ("api", .string(api.text)),
            ("before", .object(before.fields)), ("after", .object(after.fields)),
        ])
    }
}

extension Notice.Payer {
    fileprivate var record: JSON {
        .object([("lot", .string(lot.text)), ("tokens", .string(tokens.description))])
    }
}
