/// The order of `Usage.isPaidBefore` on rows that hold numbers for names, for sorting many of them: names are compared
/// once, and their ranks afterwards.
struct PaymentOrder {
    private let names: NameTable
    /// Rank of app and API, by group.
    private let consumers: [Int]
    /// Rank of day and source, by group.
    private let origins: [Int]

    init(_ names: NameTable) {
        self.names = names
        consumers = PaymentOrder.ranks(of: names.groups) { a, b in (a.app, a.api) < (b.app, b.api) }
        origins = PaymentOrder.ranks(of: names.groups) { a, b in (a.day, a.source) < (b.day, b.source) }
    }

    func isPaidBefore(_ a: UsageRoll.Row, _ b: UsageRoll.Row) -> Bool {
        if a.time != b.time { return a.time < b.time }
        let (group, other) = (Int(a.group), Int(b.group))
        if consumers[group] != consumers[other] { return consumers[group] < consumers[other] }
        if a.id != b.id {
            if names.isGenerated(a.id), names.isGenerated(b.id) { return a.id < b.id }
            let (id, otherID) = (names.id(a.id), names.id(b.id))
            if id != otherID { return id.isPaidBefore(otherID) }
        }
        return origins[group] < origins[other]
    }

    /// Equal ones have the same rank.
    private static func ranks(
        of groups: [NameTable.Group], by isBefore: (NameTable.Group, NameTable.Group) -> Bool
    ) -> [Int] {
        let sorted = groups.indices.sorted { isBefore(groups[$0], groups[$1]) }
        var ranks = Array(repeating: 0, count: groups.count)
        for (previous, next) in zip(sorted, sorted.dropFirst()) {
            ranks[next] = ranks[previous] + (isBefore(groups[previous], groups[next]) ? 1 : 0)
        }
        return ranks
    }
}
