/// One pack of tokens: valid from `start` up to, not including, `expires`.
package struct Lot: Hashable, Sendable {
    package let id: LotID
    /// What the pack held when it was bought; more than zero.
    package let tokens: Tokens
    package let start: Instant
    package let expires: Instant
    /// In the order of time. Usage that becomes known later can leave less than they say.
    package let departures: [Departure]

    package enum Mistake: Error, Hashable, Sendable {
        case withoutTokens
        case expiresBeforeItStarts
    }

    package init(id: LotID, tokens: Tokens, start: Instant, expires: Instant) throws(Mistake) {
        guard tokens > .zero else { throw .withoutTokens }
        guard expires > start else { throw .expiresBeforeItStarts }
        self.init(unchecked: id, tokens, start, expires, [])
    }

    private init(
        unchecked id: LotID, _ tokens: Tokens, _ start: Instant, _ expires: Instant, _ departures: [Departure]
    ) {
        self.id = id
        self.tokens = tokens
        self.start = start
        self.expires = expires
        self.departures = departures
    }

    /// The same lot with other departures.
    package func with(departures: [Departure]) -> Lot {
        Lot(
            unchecked: id, tokens, start, expires,
            departures.sorted { ($0.at, $0.to, $0.tokens) < ($1.at, $1.to, $1.tokens) })
    }

    /// Whether it is the same, whatever left either of them.
    package func isSamePack(as other: Lot) -> Bool { with(departures: []) == other.with(departures: []) }

    package func isValid(at instant: Instant) -> Bool { start <= instant && instant < expires }

    /// The order in which lots are used up: earliest expiry, then smallest pack, then start, then id.
    package static func isConsumedBefore(_ a: Lot, _ b: Lot) -> Bool {
        (a.expires, a.tokens, a.start, a.id) < (b.expires, b.tokens, b.start, b.id)
    }
}
