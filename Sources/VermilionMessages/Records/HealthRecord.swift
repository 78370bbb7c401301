package import VermilionDomain
package import VermilionFormats

extension SourceHealth {
    /// How `vermilion check --format json` tells of a source.
    package var record: JSON {
        .object([
            ("id", .string(id.text)), ("lastPoll", JSON(lastPoll)), ("lastGood", JSON(lastGood)),
            ("problem", problem.map { .string($0.description) } ?? .null), ("dataUntil", JSON(report.dataUntil)),
            ("provisionalFrom", report.provisionalFrom.map { .string($0.description) } ?? .null),
        ])
    }
}
