/// The names and days that rows share, each once, so that a row holds two numbers in their place.
///
/// It only grows: what a removed row named stays, until the rows are taken in afresh.
package struct NameTable: Sendable {
    /// What rows have in common that differ in nothing but their id.
    package struct Group: Hashable, Sendable {
        let source: SourceID
        let app: AppName
        let api: APIName
        let day: CivilDate

        init(_ key: Usage.Key) { (source, app, api, day) = (key.source, key.app, key.api, key.day) }

        package init(source: SourceID, app: AppName, api: APIName, day: CivilDate) {
            (self.source, self.app, self.api, self.day) = (source, app, api, day)
        }
    }

    /// By number.
    private(set) var groups: [Group] = []
    /// Of the first groups; of the others when one is looked for that is not the latest.
    private var numbers: [Group: UInt32] = [:]
    private var latest: UInt32?
    /// Ids that a source gave. Most are there only once, so they are not looked for.
    private var ids: [RowID] = []

    init() {}

    /// Takes over what a reader of large files has numbered itself.
    ///
    /// - Parameters:
    ///   - groups: each once.
    ///   - ids: those that the source gave, by `Self.number(ofGiven:)`.
    package init(groups: [Group], ids: [RowID]) { (self.groups, self.ids) = (groups, ids) }

    /// The number of a group; the same group always has the same.
    mutating func number(of key: Usage.Key) -> UInt32 {
        let group = Group(key)
        if let latest, groups[Int(latest)] == group { return latest }
        for number in numbers.count..<groups.count { numbers[groups[number]] = UInt32(number) }
        // 2^32 groups would need more memory than there is.
        let number = numbers[group] ?? UInt32(groups.count)
        if number == groups.count {
            groups.append(group)
            numbers[group] = number
        }
        latest = number
        return number
    }

    /// The number of the n-th id that a source gave, from 0; a generated one is its own number.
    package static func number(ofGiven position: Int) -> UInt32 { firstGiven + UInt32(position) }

    /// The number of an id: generated ids are their own, the others are counted from the top bit on.
    mutating func number(of id: RowID) -> UInt32 {
        if let generated = id.generatedNumber, generated < NameTable.firstGiven { return UInt32(generated) }
        if ids.last != id { ids.append(id) }
        return NameTable.number(ofGiven: ids.count - 1)
    }

    private static let firstGiven: UInt32 = 1 << 31

    /// Whether the number is one of an id that a source gave.
    package static func isGiven(_ number: UInt32) -> Bool { number >= firstGiven }

    /// - Parameter given: the ids that the source gave, in the order of their numbers.
    package static func id(_ number: UInt32, among given: [RowID]) -> RowID {
        isGiven(number) ? given[Int(number - firstGiven)] : .generated(Int(number))
    }

    func id(_ number: UInt32) -> RowID { NameTable.id(number, among: ids) }

    func key(group: UInt32, id: UInt32) -> Usage.Key {
        let group = groups[Int(group)]
        return Usage.Key(source: group.source, app: group.app, api: group.api, day: group.day, id: self.id(id))
    }
}
