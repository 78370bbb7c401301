/// Where a field of the current record stands in the bytes of its file.
package struct CSVField: Hashable, Sendable {
    /// Where the field begins: its opening quote, when it has one.
    let offset: Int
    /// What is between the quotes, doubled quotes still doubled.
    let contents: Range<Int>
    /// Whether `contents` are not yet what the field stands for.
    let hasDoubledQuotes: Bool

    /// Nothing doubled is nothing.
    var isEmpty: Bool { contents.isEmpty }

    init(start: Int, end: Int) {
        offset = start
        contents = start..<end
        hasDoubledQuotes = false
    }

    init(opening: Int, closing: Int, hasDoubledQuotes: Bool) {
        offset = opening
        contents = (opening + 1)..<closing
        self.hasDoubledQuotes = hasDoubledQuotes
    }

    /// The bytes that the field stands for; a slice of the file unless quotes had to be halved.
    func value(in bytes: [UInt8]) -> ArraySlice<UInt8> {
        guard hasDoubledQuotes else { return bytes[contents] }
        var value: [UInt8] = []
        value.reserveCapacity(contents.count)
        var index = contents.lowerBound
        while index < contents.upperBound {
            value.append(bytes[index])
            index += bytes[index] == .quote ? 2 : 1
        }
        return value[...]
    }
}

extension CSVReader {
    func value(_ field: CSVField) -> ArraySlice<UInt8> { field.value(in: bytes) }

    package func text(_ field: CSVField) -> String { String(decoding: value(field), as: UTF8.self) }

    /// The fields of the current record.
    package var texts: [String] { fields.map(text) }
}
