/// An entry of the systemd journal, as its native protocol has it (systemd.io/JOURNAL_NATIVE_PROTOCOL).
package struct JournalEntry: Hashable, Sendable {
    package struct Field: Hashable, Sendable {
        /// Capital letters, digits and `_`.
        package let name: String
        package let value: String

        package init(_ name: String, _ value: String) {
            precondition(name.isFieldName, "\(name) cannot be the name of a field of the journal")
            (self.name, self.value) = (name, value)
        }
    }

    package let fields: [Field]

    package init(_ fields: [Field]) { self.fields = fields }

    /// - Parameter priority: as syslog(3) counts, 0 to 7.
    package init(message: String, priority: Int, _ fields: [Field] = []) {
        self.init([Field("MESSAGE", message), Field("PRIORITY", String(priority))] + fields)
    }

    package subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    /// One datagram: a value that has a line end is preceded by its length, so that none can become a field.
    package var bytes: [UInt8] {
        fields.reduce(into: []) { bytes, field in
            let value = Array(field.value.utf8)
            bytes += field.name.utf8
            if value.contains(Self.lineEnd) {
                bytes.append(Self.lineEnd)
                withUnsafeBytes(of: UInt64(value.count).littleEndian) { bytes += $0 }
            } else {
                bytes.append(UInt8(ascii: "="))
            }
            bytes += value
            bytes.append(Self.lineEnd)
        }
    }

    /// Nil unless it is a whole entry of this form.
    package init?(_ bytes: [UInt8]) {
        var fields: [Field] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: Self.lineEnd) {
            let line = rest[..<end]
            var value: ArraySlice<UInt8>
            if let sign = line.firstIndex(of: UInt8(ascii: "=")) {
                value = line[(sign + 1)...]
                rest = rest[(end + 1)...]
            } else {
                let start = end + 9
                guard start <= rest.endIndex else { return nil }
                let length = rest[(end + 1)..<start].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
                guard length < UInt64(rest.endIndex - start) else { return nil }
                value = rest[start..<(start + Int(length))]
                guard rest[value.endIndex] == Self.lineEnd else { return nil }
                rest = rest[(value.endIndex + 1)...]
            }
            let name = String(decoding: line.prefix { $0 != UInt8(ascii: "=") }, as: UTF8.self)
            guard name.isFieldName else { return nil }
            fields.append(Field(name, String(decoding: value, as: UTF8.self)))
        }
        guard rest.isEmpty, !fields.isEmpty else { return nil }
        self.init(fields)
    }

    private static let lineEnd = UInt8(ascii: "\n")
}

extension String {
    /// journald passes over other fields, and over those that begin with `_`, which are its own to set.
    fileprivate var isFieldName: Bool {
        let signs = utf8
        guard let first = signs.first, (1...64).contains(signs.count) else { return false }
        let letters = UInt8(ascii: "A")...UInt8(ascii: "Z")
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        return letters.contains(first)
            && signs.allSatisfy { letters.contains($0) || digits.contains($0) || $0 == UInt8(ascii: "_") }
    }
}
