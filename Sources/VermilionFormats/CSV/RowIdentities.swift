import VermilionDomain

/// Gives every row of one file the id under which it is known when the file is read again.
///
/// Within a team, app, API and day:
/// - a row with an id of its own keeps it; one that begins with `#` gets another `#` in front;
/// - of the rows without an id (an export has one per user) the n-th has the generated id of that number.
///
/// So an id of a file is never taken for a generated one.
struct RowIdentities {
    /// Numbers stand for names, so that a key is small.
    struct Cell: Hashable, Sendable {
        let team: Int32
        let app: Int32
        let api: Int32
        let day: CivilDate

        /// In two words instead of four: most of the time of a look-up goes into hashing.
        func hash(into hasher: inout Hasher) {
            hasher.combine(Int64(team) << 32 | Int64(app))
            hasher.combine(Int64(api) << 32 ^ day.daysSince1970)
        }
    }

    private var unnamed: [Cell: Int] = [:]
    /// Rows with an id of their own, by the hash of their key. A million keys themselves would take more time to
    /// store than to read; of keys with one hash the later stands under the next free number.
    private var named: [Int: Int] = [:]

    /// - Parameter stated: the id in the file, empty for none.
    mutating func id(in cell: Cell, stated: ArraySlice<UInt8>) -> RowID {
        guard let initial = stated.first else { return .generated(Self.increment(&unnamed[cell, default: 0])) }
        let text = String(decoding: stated, as: UTF8.self)
        return RowID(initial == UInt8(ascii: "#") ? "#" + text : text)
    }

    /// The number of the first row with the key of this one, which is about to become the next of `rows`.
    ///
    /// Nil when it is the first itself.
    mutating func first(like row: UsageTable.Entry, of rows: [UsageTable.Entry]) -> Int? {
        var hasher = Hasher()
        hasher.combine(row.cell)
        var id = row.id.text
        id.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        var slot = hasher.finalize()
        while true {
            let first = Self.stored(&named[slot, default: rows.count])
            if first == rows.count { return nil }
            if rows[first].hasSameKey(as: row) { return first }
            slot &+= 1
        }
    }

    // Through `inout` a look-up that may insert is one look-up.
    private static func increment(_ count: inout Int) -> Int {
        count += 1
        return count
    }

    private static func stored(_ number: inout Int) -> Int { number }
}

extension UsageTable.Entry {
    fileprivate func hasSameKey(as other: UsageTable.Entry) -> Bool { cell == other.cell && id == other.id }
}
