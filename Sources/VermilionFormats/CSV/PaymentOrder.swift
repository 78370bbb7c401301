import VermilionDomain

/// Brings the rows of a file into the order in which usage is paid, by numbers instead of names.
///
/// The order is that of `Usage.isPaidBefore`; a ledger finds such rows sorted already.
struct PaymentOrder {
    /// Where a row stands among the others. Plain numbers, so that comparing them calls nothing.
    struct Place {
        let microseconds: Int64
        /// Rank of the app, then of the API.
        let names: Int64
        /// The number of a generated id; the largest for an id that the file states.
        let id: Int32
        let entry: Int32
    }

    private let instants: [Instant]
    private let apps: [Int32]
    private let apis: [Int32]

    init(_ names: UsageTable.Names, zone: Zone) {
        instants = names.moments.map { $0.instant(in: zone) }
        apps = Self.ranks(names.apps.names)
        apis = Self.ranks(names.apis.names)
    }

    func sorted(_ numbers: [Int32], of entries: [UsageTable.Entry]) -> [Place] {
        var places = numbers.map { number in
            let entry = entries[Int(number)]
            return Place(
                microseconds: instants[Int(entry.moment)].microseconds,
                names: Int64(apps[Int(entry.cell.app)]) << 32 | Int64(apis[Int(entry.cell.api)]),
                id: entry.id.generatedNumber.map(Int32.init(clamping:)) ?? .max, entry: number)
        }
        func isBefore(_ a: Place, _ b: Place) -> Bool {
            if a.microseconds != b.microseconds { return a.microseconds < b.microseconds }
            if a.names != b.names { return a.names < b.names }
            if a.id != b.id { return a.id < b.id }
            let (first, second) = (entries[Int(a.entry)], entries[Int(b.entry)])
            return first.id == second.id ? first.cell.day < second.cell.day : first.id < second.id
        }
        guard !zip(places, places.dropFirst()).contains(where: { $1.microseconds < $0.microseconds }) else {
            return places.sorted(by: isBefore)
        }
        // Exports are mostly in the order of time: then what happened at one instant is all that has to be sorted.
        places.withUnsafeMutableBufferPointer { places in
            var start = 0
            while start < places.count {
                let time = places[start].microseconds
                let end = places[start...].firstIndex { $0.microseconds != time } ?? places.count
                places[start..<end].sort(by: isBefore)
                start = end
            }
        }
        return places
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
