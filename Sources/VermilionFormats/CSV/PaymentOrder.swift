import VermilionDomain

/// Brings the rows of a file into the order in which usage is paid, by numbers instead of names.
///
/// The order is that of `Usage.isPaidBefore`; a ledger finds such rows sorted already.
struct PaymentOrder {
    /// Where a row stands among the others. Plain numbers, so that comparing them calls nothing.
    struct Place {
        let microseconds: Int64
        let micro: Int64
        let cell: Int32
        /// Position of app and API among all that a cell has.
        let rank: Int32
        let id: UInt32

        var time: Instant { Instant(microseconds: microseconds) }
        var tokens: Tokens { Tokens(micro: micro) }
    }

    private let names: UsageTable.Names
    private let instants: [Int64]
    /// By cell.
    private let ranks: [Int32]
    private let rankCount: Int

    init(_ names: UsageTable.Names, zone: Zone) {
        self.names = names
        instants = names.moments.map { $0.instant(in: zone).microseconds }
        let apps = Self.ranks(names.apps.names)
        let apis = Self.ranks(names.apis.names)
        let pairs = names.cells.map { Int64(apps[Int($0.app)]) << 32 | Int64(apis[Int($0.api)]) }
        let sorted = Set(pairs).sorted()
        let positions = Dictionary(uniqueKeysWithValues: zip(sorted, sorted.indices))
        ranks = pairs.map { Int32(positions[$0] ?? 0) }
        rankCount = sorted.count
    }

    func microseconds(of entry: UsageTable.Entry) -> Int64 { instants[Int(entry.moment)] }

    func place(of entry: UsageTable.Entry) -> Place {
        Place(
            microseconds: instants[Int(entry.moment)], micro: entry.tokens.micro, cell: entry.cell,
            rank: ranks[Int(entry.cell)], id: entry.id)
    }

    func sort(_ places: inout [Place]) { places.sort(by: isBefore) }

    /// The same for rows of one instant, which are often many of few apps and APIs, and those of each in order already.
    func sortWithinInstant(_ places: inout [Place]) {
        guard places.count > rankCount else { return sort(&places) }
        var ends = [Int](repeating: 0, count: rankCount + 1)
        for place in places { ends[Int(place.rank) + 1] += 1 }
        for rank in 0..<rankCount { ends[rank + 1] += ends[rank] }
        let starts = ends
        var sorted = places
        for place in places {
            sorted[ends[Int(place.rank)]] = place
            ends[Int(place.rank)] += 1
        }
        for rank in 0..<rankCount {
            let stretch = starts[rank]..<ends[rank]
            let isSorted = stretch.dropFirst().allSatisfy { !isBefore(sorted[$0], sorted[$0 - 1]) }
            if !isSorted { sorted[stretch].sort(by: isBefore) }
        }
        places = sorted
    }

    private func isBefore(_ a: Place, _ b: Place) -> Bool {
        if a.microseconds != b.microseconds { return a.microseconds < b.microseconds }
        if a.rank != b.rank { return a.rank < b.rank }
        if a.id != b.id {
            // Generated ids are their own numbers, and come first.
            guard NameTable.isGiven(a.id), NameTable.isGiven(b.id) else { return a.id < b.id }
            let (first, second) = (names.id(a.id), names.id(b.id))
            if first != second { return first < second }
        }
        return names.cells[Int(a.cell)].day < names.cells[Int(b.cell)].day
    }

    /// By number, the position of each name among all of them.
    private static func ranks<Of>(_ names: [Identifier<Of>]) -> [Int32] {
        var ranks = [Int32](repeating: 0, count: names.count)
        for (rank, number) in names.indices.sorted(by: { names[$0] < names[$1] }).enumerated() {
            ranks[number] = Int32(rank)
        }
        return ranks
    }
}
