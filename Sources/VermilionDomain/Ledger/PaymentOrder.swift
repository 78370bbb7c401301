/// The order of `Usage.isPaidBefore` on rows that hold numbers for names, for sorting many of them: names are compared
/// once, and their ranks afterwards.
struct PaymentOrder {
    private let names: NameTable
    /// Rank of app and API, by group.
    private let consumers: [Int64]
    /// Rank of day and source, by group.
    private let origins: [Int64]

    init(_ names: NameTable) {
        self.names = names
        consumers = zip(names.groups.map(\.app).ranks(), names.groups.map(\.api).ranks()).map { $0 << 32 | $1 }
        origins = zip(names.groups.map(\.day).ranks(), names.groups.map(\.source).ranks()).map { $0 << 32 | $1 }
    }

    func isPaidBefore(_ a: UsageRoll.Row, _ b: UsageRoll.Row) -> Bool {
        if a.time != b.time { return a.time < b.time }
        let (group, other) = (Int(a.group), Int(b.group))
        if consumers[group] != consumers[other] { return consumers[group] < consumers[other] }
        if a.id != b.id {
            if !NameTable.isGiven(a.id), !NameTable.isGiven(b.id) { return a.id < b.id }
            let (id, otherID) = (names.id(a.id), names.id(b.id))
            if id != otherID { return id.isPaidBefore(otherID) }
        }
        return origins[group] < origins[other]
    }
}
