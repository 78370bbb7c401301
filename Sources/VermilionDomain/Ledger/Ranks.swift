extension Sequence where Element: Hashable & Comparable {
    /// The position of each element among all that differ, so that what stands in many places is compared once and its
    /// rank afterwards. Equal ones have the same rank.
    package func ranks() -> [Int64] {
        var numbers: [Element: Int] = [:]
        var different: [Element] = []
        let numbered = map { element in
            if let number = numbers[element] { return number }
            numbers[element] = different.count
            different.append(element)
            return different.count - 1
        }
        var ranks = [Int64](repeating: 0, count: different.count)
        for (rank, number) in different.indices.sorted(by: { different[$0] < different[$1] }).enumerated() {
            ranks[number] = Int64(rank)
        }
        return numbered.map { ranks[$0] }
    }
}
