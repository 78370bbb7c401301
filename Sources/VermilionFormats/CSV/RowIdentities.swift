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

    /// By number, in the order in which the file first has them.
    private(set) var cells: [Cell] = []
    private var numbers: [Cell: Int32] = [:]
    /// Numbers of cells by a quick and weak hash, as in `NamePool`: rows of a day follow each other.
    private var recent = [Int32](repeating: -1, count: 1 << 12)
    /// How many rows without an id each cell has, by its number.
    private var unnamed: [UInt32] = []

    private(set) var ids: [RowID] = []
    /// Rows with an id of their own, by the hash of their key. A million keys themselves would take more time to
    /// store than to read; of keys with one hash the later stands under the next free number.
    private var named: [Int: Int] = [:]

    mutating func number(of cell: Cell) -> Int32 {
        let mixed = (Int(cell.app) &* 0x9E37 ^ Int(cell.api)) &* 0x85EB ^ Int(cell.team) &* 0xC2B3
        let slot = (mixed ^ Int(cell.day.daysSince1970) &* 0x27D5) & (recent.count - 1)
        let likely = recent[slot]
        if likely >= 0, cells[Int(likely)] == cell { return likely }
        let number = numbers[cell] ?? add(cell)
        recent[slot] = number
        return number
    }

    private mutating func add(_ cell: Cell) -> Int32 {
        let number = Int32(cells.count)
        cells.append(cell)
        unnamed.append(0)
        numbers[cell] = number
        return number
    }

    /// The number of the next generated id of a cell.
    mutating func generatedID(in cell: Int32) -> UInt32 {
        unnamed[Int(cell)] += 1
        return unnamed[Int(cell)]
    }

    /// The number of an id that the file gives.
    ///
    /// - Parameter stated: not empty.
    mutating func givenID(_ stated: ArraySlice<UInt8>) -> UInt32 {
        let text = String(decoding: stated, as: UTF8.self)
        ids.append(RowID(stated.first == UInt8(ascii: "#") ? "#" + text : text))
        return NameTable.number(ofGiven: ids.count - 1)
    }

    /// The number of the first row with the key of this one, which is about to become the next of `rows`.
    ///
    /// Nil when it is the first itself.
    mutating func first(like row: UsageTable.Entry, of rows: EntryLog) -> Int? {
        let id = id(of: row)
        var hasher = Hasher()
        hasher.combine(row.cell)
        var text = id.text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        var slot = hasher.finalize()
        while true {
            let first = Self.stored(&named[slot, default: rows.count])
            if first == rows.count { return nil }
            if rows[first].cell == row.cell, self.id(of: rows[first]) == id { return first }
            slot &+= 1
        }
    }

    private func id(of row: UsageTable.Entry) -> RowID { NameTable.id(row.id, among: ids) }

    // Through `inout` a look-up that may insert is one look-up.
    private static func stored(_ number: inout Int) -> Int { number }
}
