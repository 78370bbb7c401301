/// A lot that the books have differently from before: added, removed, or with other tokens or dates.
package struct LotChange: Hashable, Sendable {
    /// Nil when the lot was not there.
    package let before: Lot?
    /// Nil when the lot is not there any more.
    package let after: Lot?

    package var id: LotID { (after ?? before)?.id ?? "" }

    package init(from before: Lot, to after: Lot?) { (self.before, self.after) = (before, after) }
    package init(added lot: Lot) { (before, after) = (nil, lot) }

    /// In the order of the ids; each id at most once on either side.
    package static func all(from before: [Lot], to after: [Lot]) -> [LotChange] {
        let old = Dictionary(before.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let new = Dictionary(after.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return Set(old.keys).union(new.keys).sorted().compactMap { id in
            switch (old[id], new[id]) {
            case (let lot?, let other) where lot != other: LotChange(from: lot, to: other)
            case (nil, let lot?): LotChange(added: lot)
            default: nil
            }
        }
    }
}
