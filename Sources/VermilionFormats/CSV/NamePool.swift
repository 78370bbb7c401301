import VermilionDomain

/// The names in one column. Few of them stand in many rows, so each becomes one `String` that the rows share.
struct NamePool<Of> {
    /// By number, in the order in which the file first names them.
    private(set) var names: [Identifier<Of>] = []
    /// By number, as bytes of their own: the file itself does not stay in memory.
    private var keys: [CellBytes] = []
    private var numbers: [CellBytes: Int32] = [:]
    private var latest = 0

    subscript(number: Int32) -> Identifier<Of> { names[Int(number)] }

    /// The number of a name; the same name always has the same.
    mutating func number(of value: ArraySlice<UInt8>) -> Int32 {
        let cell = CellBytes(slice: value)
        if latest < keys.count, keys[latest] == cell { return Int32(latest) }
        if let known = numbers[cell] {
            latest = Int(known)
            return known
        }
        // 2^31 names that differ would need a file of many gibibytes.
        let number = Int32(names.count)
        let key = CellBytes(slice: Array(value)[...])
        names.append(Identifier(String(decoding: value, as: UTF8.self)))
        keys.append(key)
        numbers[key] = number
        latest = names.count - 1
        return number
    }
}
