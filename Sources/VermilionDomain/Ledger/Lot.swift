/// One pack of tokens: valid from `start` up to, not including, `expires`.
package struct Lot: Hashable, Sendable {
    package let id: LotID
    /// What the pack held when it was bought; more than zero.
    package let tokens: Tokens
    package let start: Instant
    package let expires: Instant

    package enum Mistake: Error, Hashable, Sendable {
        case withoutTokens
        case expiresBeforeItStarts
    }

    package init(id: LotID, tokens: Tokens, start: Instant, expires: Instant) throws(Mistake) {
        guard tokens > .zero else { throw .withoutTokens }
        guard expires > start else { throw .expiresBeforeItStarts }
        self.id = id
        self.tokens = tokens
        self.start = start
        self.expires = expires
    }

    package func isValid(at instant: Instant) -> Bool { start <= instant && instant < expires }

    /// The order in which lots are used up: earliest expiry, then smallest pack, then start, then id.
    package static func isConsumedBefore(_ a: Lot, _ b: Lot) -> Bool {
        (a.expires, a.tokens, a.start, a.id) < (b.expires, b.tokens, b.start, b.id)
    }
}
