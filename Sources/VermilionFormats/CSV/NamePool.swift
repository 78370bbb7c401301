import VermilionDomain

/// The names in one column. Few of them stand in many rows, so each becomes one `String` that the rows share.
struct NamePool<Of> {
    /// By number, in the order in which the file first names them.
    private(set) var names: [Identifier<Of>] = []
    private var numbers: [CellBytes: Int32] = [:]
    private var latest: (bytes: CellBytes, number: Int32)?

    subscript(number: Int32) -> Identifier<Of> { names[Int(number)] }

    /// The number of a name; the same name always has the same.
    mutating func number(of value: ArraySlice<UInt8>) -> Int32 {
        let bytes = CellBytes(slice: value)
        if let latest, latest.bytes == bytes { return latest.number }
        let number: Int32
        if let known = numbers[bytes] {
            number = known
        } else {
            // 2^31 names that differ would need a file of many gibibytes.
            number = Int32(names.count)
            names.append(Identifier(String(decoding: value, as: UTF8.self)))
            numbers[bytes] = number
        }
        latest = (bytes, number)
        return number
    }
}
