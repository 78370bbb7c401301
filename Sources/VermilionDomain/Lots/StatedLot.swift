/// A lot with where it is written down.
package struct StatedLot: Hashable, Sendable {
    package let lot: Lot
    package let origin: LotOrigin

    package init(_ lot: Lot, from origin: LotOrigin) { (self.lot, self.origin) = (lot, origin) }
}

/// Where a lot is written down; a team's lots may come from several places.
package enum LotOrigin: Hashable, Sendable {
    case configuration
    /// A lots file that the configuration names.
    case file(SourceID)
    /// `vermilion lots add`.
    case hand
    /// `vermilion lots transfer`: what another team gave.
    case transfer(from: TeamName)
}

extension LotOrigin: CustomStringConvertible {
    package var description: String {
        switch self {
        case .configuration: "the configuration"
        case .file(let id): id.text
        case .hand: "vermilion lots add"
        case .transfer(let team): "a transfer from \(team)"
        }
    }
}

/// What a lots file came to when it was read.
package struct LotsReading: Hashable, Sendable {
    package let source: SourceID
    /// Those of the team; nil when the file could not be trusted. What was known of it before goes on counting then.
    package let lots: [Lot]?
    /// Why the file cannot be trusted.
    package let problem: Diagnostic?
    /// Worth telling, but no reason to distrust it: rows of teams that are not configured.
    package let warnings: [Diagnostic]

    package init(source: SourceID, lots: [Lot], warnings: [Diagnostic] = []) {
        self.source = source
        self.lots = lots
        problem = nil
        self.warnings = warnings
    }

    package init(source: SourceID, problem: Diagnostic, warnings: [Diagnostic] = []) {
        self.source = source
        lots = nil
        self.problem = problem
        self.warnings = warnings
    }
}
