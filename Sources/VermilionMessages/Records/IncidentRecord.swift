package import VermilionDomain
package import VermilionFormats

extension Incident {
    /// The shape of `vermilion incidents --format json`.
    package var record: JSON {
        .object([
            ("id", .string(id.description)), ("team", .string(team.text)), ("kind", .string(kind.rawValue)),
            ("subject", .string(subject.text)), ("severity", .string(severity.rawValue)),
            ("phase", .string(phase.rawValue)), ("opened", JSON(opened)), ("closed", JSON(closed)),
            ("amount", amount.map { .string($0.description) } ?? .null),
        ])
    }
}

extension JSON {
    package init(_ instant: Instant?) { self = instant.map { .string($0.description) } ?? .null }
}
