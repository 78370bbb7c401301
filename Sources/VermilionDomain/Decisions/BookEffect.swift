/// Which figures moved because the books have other lots, and not because of usage.
///
/// The usage of now is split once more, into the lots of before: what differs then is the doing of the lots.
struct BookEffect: Hashable, Sendable {
    private let changes: [LotChange]
    private let movesUncharged: Bool
    private let movesAvailable: Bool

    init(of changes: [LotChange], books: Books, ledger: Ledger) {
        self.changes = changes
        guard !changes.isEmpty else {
            (movesUncharged, movesAvailable) = (false, false)
            return
        }
        // Books of before that do not add up are as different as can be.
        let before = try? Ledger(lots: books.knownLots ?? [], usage: books.usage, asOf: ledger.asOf)
        movesUncharged = before?.uncharged != ledger.uncharged
        movesAvailable = before?.available != ledger.available
    }

    func moves(_ kind: Condition.Kind) -> Bool {
        switch kind {
        case .uncharged: movesUncharged
        case .low: movesAvailable
        case .suspended, .expiry, .quota, .stale, .drift, .login, .undelivered: false
        }
    }

    /// The changes to tell with an incident of a kind. What was bought is told at the end as what paid, and not twice.
    func told(of kind: Condition.Kind, isOver: Bool) -> [LotChange] {
        guard moves(kind) else { return [] }
        return isOver ? changes.filter { $0.before != nil } : changes
    }
}
