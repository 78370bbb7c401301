/// What left a lot of one team and became a lot of another. Kept for ever, also when it was taken back.
package struct Transfer: Hashable, Sendable {
    package let from: TeamName
    package let lot: LotID
    package let to: TeamName
    /// What the other team has: it starts with the transfer and expires with the lot that was given.
    package let received: Lot
    /// Who entered it.
    package let author: String
    /// When it was entered.
    package let knownAt: Instant
    /// When it was taken back.
    package let voided: LotByHand.Voiding?

    package init(
        from: TeamName, lot: LotID, to: TeamName, received: Lot, author: String, knownAt: Instant,
        voided: LotByHand.Voiding? = nil
    ) {
        self.from = from
        self.lot = lot
        self.to = to
        self.received = received
        self.author = author
        self.knownAt = knownAt
        self.voided = voided
    }

    package var departure: Departure { Departure(at: received.start, tokens: received.tokens, to: to) }
}
