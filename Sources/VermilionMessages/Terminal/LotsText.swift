package import VermilionDomain
package import VermilionFormats

/// A lot as `vermilion lots list` shows it.
package struct ListedLot: Hashable, Sendable {
    package let team: TeamName
    package let lot: Lot
    package let origin: LotOrigin
    /// When and by whom it was entered, for lots by hand.
    package let entered: LotByHand.Voiding?
    /// When it ended to count, and by whom where that is known.
    package let ended: Ending?

    package struct Ending: Hashable, Sendable {
        package let at: Instant
        let author: String?
    }

    /// - Parameter version: what was entered by hand.
    package init(team: TeamName, _ stated: StatedLot, entered version: LotByHand?) {
        self.team = team
        lot = stated.lot
        origin = stated.origin
        entered = version.map { LotByHand.Voiding(at: $0.knownAt, author: $0.author) }
        ended = version?.voided.map { Ending(at: $0.at, author: $0.author) }
    }

    /// A lot that another team gave.
    ///
    /// - Parameter departures: what left it again.
    package init(_ transfer: Transfer, departures: [Departure] = []) {
        team = transfer.to
        lot = transfer.received.with(departures: departures)
        origin = .transfer(from: transfer.from)
        entered = LotByHand.Voiding(at: transfer.knownAt, author: transfer.author)
        ended = transfer.voided.map { Ending(at: $0.at, author: $0.author) }
    }

    /// A lot that the configuration or a file had until an instant.
    package init(team: TeamName, _ stated: StatedLot, endedAt end: Instant) {
        self.team = team
        lot = stated.lot
        origin = stated.origin
        entered = nil
        ended = Ending(at: end, author: nil)
    }

    /// For programs. `ended` is null for a lot that counts.
    package var record: JSON {
        .object([
            ("team", .string(team.text)), ("id", .string(lot.id.text)), ("tokens", .string(lot.tokens.description)),
            ("start", JSON(lot.start)), ("expires", JSON(lot.expires)),
            ("transfers", .array(lot.departures.map(\.record))), ("origin", .string(originText)),
            ("enteredAt", JSON(entered?.at)), ("enteredBy", entered.map { .string($0.author) } ?? .null),
            ("endedAt", JSON(ended?.at)), ("endedBy", ended?.author.map { .string($0) } ?? .null),
        ])
    }

    /// `configuration`, `hand`, `transfer from` a team, or the file.
    fileprivate var originText: String {
        switch origin {
        case .configuration: "configuration"
        case .file(let id): id.text.singleLine
        case .hand: "hand"
        case .transfer(let team): "transfer from \(team.shown)"
        }
    }
}

extension Sequence<ListedLot> {
    /// What `vermilion lots list` prints. Ends in a line end.
    package func text(_ style: TerminalStyle) -> String {
        let rows = map { listed in
            [
                listed.team.shown, listed.lot.id.shown, listed.lot.tokens.description,
                style.zone.day(of: listed.lot.start).description, style.zone.day(of: listed.lot.expires).description,
                listed.originText, listed.entered.map { "\($0.at.shown(style)) \($0.author)" } ?? "",
                listed.ended.map { "\($0.at.shown(style)) \($0.author ?? "")".withoutTrailingSpace } ?? "",
            ]
        }
        guard !rows.isEmpty else { return "No lots.\n" }
        let showsEnds = contains { $0.ended != nil }
        let columns = [
            TextTable.Column("Team", .name), TextTable.Column("Lot", .name), TextTable.Column("Tokens", .amount),
            TextTable.Column("Start", .mark), TextTable.Column("Expires", .mark), TextTable.Column("From", .name),
            TextTable.Column("Entered", .mark), TextTable.Column("Ended", .mark),
        ]
        let shown = showsEnds ? columns.count : columns.count - 1
        return style.table(Array(columns.prefix(shown)), rows.map { Array($0.prefix(shown)) })
            .joined(separator: "\n") + "\n"
    }
}
