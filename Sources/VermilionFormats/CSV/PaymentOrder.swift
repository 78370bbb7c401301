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
        let apps = names.apps.names.ranks()
        let apis = names.apis.names.ranks()
        ranks = names.cells.map { apps[Int($0.app)] << 32 | apis[Int($0.api)] }.ranks().map(Int32.init)
        rankCount = ranks.max().map { Int($0) + 1 } ?? 0
    }

    func microseconds(of entry: UsageTable.Entry) -> Int64 { instants[Int(entry.moment)] }

    func place(of entry: UsageTable.Entry) -> Place {
        Place(
            microseconds: instants[Int(entry.moment)], micro: entry.tokens.micro, cell: entry.cell,
            rank: ranks[Int(entry.cell)], id: entry.id)
    }

    /// Exports are mostly in the order of time: then what happened at one instant is all that has to be sorted.
    func sort(_ places: inout [Place]) {
        guard zip(places, places.dropFirst()).allSatisfy({ $0.microseconds <= $1.microseconds }) else {
            return places.sort(by: isBefore)
        }
        var start = 0
        while start < places.count {
            let time = places[start].microseconds
            let end = places[start...].firstIndex { $0.microseconds != time } ?? places.count
            sort(&places[start..<end])
            start = end
        }
    }

    /// Rows of one instant are often many of few apps and APIs, and those of each in order already.
    private func sort(_ places: inout ArraySlice<Place>) {
        guard places.count > rankCount else { return places.sort(by: isBefore) }
        var starts = [Int](repeating: 0, count: rankCount + 1)
        for place in places { starts[Int(place.rank) + 1] += 1 }
        for rank in 0..<rankCount { starts[rank + 1] += starts[rank] }
        var ends = starts
        var sorted = Array(places)
        for place in places {
            sorted[ends[Int(place.rank)]] = place
            ends[Int(place.rank)] += 1
        }
        for rank in 0..<rankCount {
            let stretch = starts[rank]..<ends[rank]
            let isSorted = stretch.dropFirst().allSatisfy { !isBefore(sorted[$0], sorted[$0 - 1]) }
            if !isSorted { sorted[stretch].sort(by: isBefore) }
        }
        for (index, place) in zip(places.indices, sorted) { places[index] = place }
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
}
