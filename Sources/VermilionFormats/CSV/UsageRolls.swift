package import VermilionDomain

/// The usage in one CSV file as the rolls of its teams: the same rows in the same order as `UsageTable.usage` gives, at a
/// fraction of the time, and in little more memory than the rolls themselves.
package struct UsageRolls: Sendable {
    /// A roll whose sum does not fit is a failure.
    package let byTeam: [TeamName: Result<UsageRoll, Ledger.Failure>]
    /// What is wrong with the rows that are not in them.
    package let problems: [Diagnostic]

    /// - Throws: as `UsageTable.read`.
    package static func read(
        _ text: @escaping CSVReader.Pieces, file: String, source: SourceID, zone: Zone
    ) throws(Diagnostic) -> UsageRolls {
        try read(CSVReader(text, file: file), source: source, zone: zone)
    }

    /// Reads a file that is in memory already.
    package static func read(
        _ bytes: [UInt8], file: String, source: SourceID, zone: Zone
    ) throws(Diagnostic) -> UsageRolls {
        try read(CSVReader(bytes, file: file), source: source, zone: zone)
    }

    private static func read(
        _ reader: CSVReader, source: SourceID, zone: Zone
    ) throws(Diagnostic) -> UsageRolls {
        var reading = try UsageTableReading(reader)
        try reading.readAll()
        return reading.rolls(source: source, zone: zone)
    }

    init(byTeam: [TeamName: Result<UsageRoll, Ledger.Failure>], problems: [Diagnostic]) {
        (self.byTeam, self.problems) = (byTeam, problems)
    }
}
