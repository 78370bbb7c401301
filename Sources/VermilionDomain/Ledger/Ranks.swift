extension Sequence where Element: Hashable & Comparable {
    /// The position of each element among all that differ, so that what stands in many places is compared once and its
    /// rank afterwards. Equal ones have the same rank.
    func ranks() -> [Int64] {
        let elements = Array(self)
        let ranks = Dictionary(uniqueKeysWithValues: zip(Set(elements).sorted(), Int64(0)...))
        return elements.map { ranks[$0] ?? 0 }
    }
}
