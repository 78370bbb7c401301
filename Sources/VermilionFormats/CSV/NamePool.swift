import VermilionDomain

/// The names in one column. Few of them stand in many rows, so each becomes one `String` that the rows share.
struct NamePool<Of>: Sendable {
    /// By number, in the order in which the file first names them.
    private(set) var names: [Identifier<Of>] = []
    /// By number, as bytes of their own: the file itself does not stay in memory.
    private var keys: [CellBytes] = []
    private var numbers: [CellBytes: Int32] = [:]
    /// Numbers of names, by a hash that is quick and weak. A wrong or missing one costs a look-up in `numbers`, whose
    /// hash nobody can make collide on purpose.
    private var recent = [Int32](repeating: -1, count: 1 << 10)

    subscript(number: Int32) -> Identifier<Of> { names[Int(number)] }

    /// The number of a name; the same name always has the same.
    mutating func number(of value: ArraySlice<UInt8>) -> Int32 {
        let cell = CellBytes(slice: value)
        let slot = cell.weakHash & (recent.count - 1)
        let likely = recent[slot]
        if likely >= 0, keys[Int(likely)] == cell { return likely }
        let number = numbers[cell] ?? add(cell)
        recent[slot] = number
        return number
    }

    private mutating func add(_ cell: CellBytes) -> Int32 {
        // 2^31 names that differ would need a file of many gibibytes.
        let number = Int32(names.count)
        let key = CellBytes(slice: Array(cell.slice)[...])
        names.append(Identifier(String(decoding: cell.slice, as: UTF8.self)))
        keys.append(key)
        numbers[key] = number
        return number
    }
}
