/// One version of a lot that was entered by hand. Kept for ever: a lot that is removed or changed leaves its
/// versions behind, so that the books of any earlier day can be explained.
package struct LotByHand: Hashable, Sendable {
    package let team: TeamName
    package let lot: Lot
    /// Who entered it.
    package let author: String
    /// When it was entered.
    package let knownAt: Instant
    /// When it ended to count: it was removed, or a newer version took its place.
    package let voided: Voiding?

    package struct Voiding: Hashable, Sendable {
        package let at: Instant
        package let author: String

        package init(at: Instant, author: String) { (self.at, self.author) = (at, author) }
    }

    package init(team: TeamName, lot: Lot, author: String, knownAt: Instant, voided: Voiding?) {
        self.team = team
        self.lot = lot
        self.author = author
        self.knownAt = knownAt
        self.voided = voided
    }
}
