/// The lots of a team out of all places where they are written down, each id once.
package struct LotBook: Hashable, Sendable {
    /// In the order of their ids.
    package let lots: [StatedLot]
    /// Ids that two places state differently, and transfers of lots that are not there.
    package let problems: [Diagnostic]

    /// Where two places give one id the same content, they speak of the same pack. Where they differ, nobody can tell
    /// which is right: the lot counts as it was known before, and not at all if it was not.
    ///
    /// - Parameters:
    ///   - stated: what each place says now, the place that gives a lot its origin first; ids are unique within a place.
    ///   - known: as the books had them before.
    ///   - given: what other teams got from lots of this one.
    package init(stated: [StatedLot], known: [StatedLot], given: [Transfer] = [], team: TeamName) {
        var lots: [LotID: StatedLot] = [:]
        var rivals: [LotID: StatedLot] = [:]
        for entry in stated {
            guard let first = lots[entry.lot.id] else {
                lots[entry.lot.id] = entry
                continue
            }
            if !first.lot.isSamePack(as: entry.lot) { rivals[entry.lot.id] = entry }
        }
        var problems: [Diagnostic] = []
        for (id, rival) in rivals {
            guard let first = lots[id] else { continue }
            let before = known.first { $0.lot.id == id }
            lots[id] = before
            problems.append(LotBook.conflict(first, rival, team: team, isKnown: before != nil))
        }
        for (id, transfers) in Dictionary(grouping: given, by: \.lot) {
            if let entry = lots[id] {
                lots[id] = StatedLot(entry.lot.with(departures: transfers.map(\.departure)), from: entry.origin)
            } else {
                problems.append(LotBook.missing(id, transfers, team: team))
            }
        }
        self.lots = lots.values.sorted { $0.lot.id < $1.lot.id }
        self.problems = problems.sorted()
    }

    private static func missing(_ id: LotID, _ transfers: [Transfer], team: TeamName) -> Diagnostic {
        Diagnostic(
            "lot \(id) of \(team) is in the books no more, but \(transfers[0].received.tokens) tokens of it were "
                + "transferred to \(transfers[0].to)",
            hint: "put it back, or take the transfer back: vermilion lots remove --team \"\(transfers[0].to)\" "
                + "--id \(transfers[0].received.id)")
    }

    private static func conflict(_ a: StatedLot, _ b: StatedLot, team: TeamName, isKnown: Bool) -> Diagnostic {
        let outcome = isKnown ? "until then it counts as it was known before" : "until then it does not count"
        return Diagnostic(
            "lot \(a.lot.id) of \(team) has \(a.lot.tokens) tokens in \(a.origin), and other tokens or dates "
                + "(\(b.lot.tokens) tokens) in \(b.origin)",
            hint: "remove one of them, \(outcome); two packs need two ids")
    }
}
