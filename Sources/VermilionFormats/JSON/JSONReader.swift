package import VermilionDomain

extension JSON {
    /// Reads one document to the letter of RFC 8259: UTF-8 without a byte order mark, no key twice in an object.
    ///
    /// Numbers keep their digits as `.number`, so that amounts stay exact.
    /// - Parameter file: how messages call the document.
    /// - Parameter depth: how many arrays and objects may stand within each other.
    /// - Parameter size: bytes; a larger document is refused unread.
    package static func read(_ bytes: [UInt8], file: String, depth: Int, size: Int) throws(Diagnostic) -> JSON {
        guard bytes.count <= size else {
            throw Diagnostic(.error, at: Diagnostic.Place(file: file), "is larger than \(size) bytes")
        }
        var reader = JSONReader(bytes: bytes, deepest: depth)
        do {
            return try reader.document()
        } catch {
            throw Diagnostic(
                .error, at: reader.place(error.offset, in: file), "is not JSON: \(error.words)",
                hint: "an error page or a cut answer looks like this")
        }
    }
}

private struct JSONMistake: Error {
    let offset: Int
    let words: String
}

private struct JSONReader {
    let bytes: [UInt8]
    let deepest: Int
    private var index = 0

    init(bytes: [UInt8], deepest: Int) { (self.bytes, self.deepest) = (bytes, deepest) }

    mutating func document() throws(JSONMistake) -> JSON {
        let value = try value(within: 0)
        skipBlanks()
        guard index == bytes.count else { throw mistake("something follows the document") }
        return value
    }

    /// Line and column from 1; the column counts code points.
    func place(_ offset: Int, in file: String) -> Diagnostic.Place {
        let before = bytes[..<min(offset, bytes.count)]
        let line = before.count { $0 == 0x0A } + 1
        let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return Diagnostic.Place(file: file, line: line, column: before[start...].count { $0 & 0xC0 != 0x80 } + 1)
    }

    private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    private func mistake(_ words: String) -> JSONMistake {
        JSONMistake(offset: index, words: index < bytes.count ? words : "it ends too early")
    }

    private mutating func skipBlanks() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        index += 1
        return true
    }

    private mutating func value(within depth: Int) throws(JSONMistake) -> JSON {
        skipBlanks()
        guard let first = next else { throw mistake("") }
        switch first {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard depth < deepest else { throw mistake("more than \(deepest) levels deep") }
            return first == UInt8(ascii: "{") ? try object(within: depth + 1) : try array(within: depth + 1)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: throw mistake("a value is expected")
        }
    }

    private mutating func word(_ text: String, _ value: JSON) throws(JSONMistake) -> JSON {
        for byte in text.utf8 where !take(byte) { throw mistake("a value is expected") }
        return value
    }

    private mutating func array(within depth: Int) throws(JSONMistake) -> JSON {
        index += 1
        skipBlanks()
        if take(UInt8(ascii: "]")) { return .array([]) }
        var values: [JSON] = []
        while true {
            values.append(try value(within: depth))
            skipBlanks()
            if take(UInt8(ascii: "]")) { return .array(values) }
            guard take(UInt8(ascii: ",")) else { throw mistake("a comma or ] is expected") }
        }
    }

    private mutating func object(within depth: Int) throws(JSONMistake) -> JSON {
        index += 1
        skipBlanks()
        if take(UInt8(ascii: "}")) { return .object([]) }
        var members: [(String, JSON)] = []
        var keys: Set<[UInt8]> = []
        while true {
            skipBlanks()
            let start = index
            guard next == UInt8(ascii: "\"") else { throw mistake("a key in quotes is expected") }
            let key = try string()
            guard keys.insert(Array(key.utf8)).inserted else {
                throw JSONMistake(offset: start, words: "the key \(key.cell) stands in one object twice")
            }
            skipBlanks()
            guard take(UInt8(ascii: ":")) else { throw mistake("a colon is expected") }
            members.append((key, try value(within: depth)))
            skipBlanks()
            if take(UInt8(ascii: "}")) { return .object(members) }
            guard take(UInt8(ascii: ",")) else { throw mistake("a comma or } is expected") }
        }
    }

    private mutating func digits() throws(JSONMistake) {
        let start = index
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { index += 1 }
        guard index > start else { throw mistake("a digit is expected") }
    }

    private mutating func number() throws(JSONMistake) -> String {
        let start = index
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            _ = take(UInt8(ascii: "+")) || take(UInt8(ascii: "-"))
            try digits()
        }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private mutating func string() throws(JSONMistake) -> String {
        index += 1
        let start = index
        var text: [UInt8] = []
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                // Checked as a whole: a broken sequence is no text, and must not become another one.
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw JSONMistake(offset: start, words: "a text is not UTF-8")
                }
                return string
            case UInt8(ascii: "\\"): text += try escaped()
            case 0..<0x20: throw mistake("a control character in a text")
            default:
                text.append(byte)
                index += 1
            }
        }
        throw mistake("")
    }

    private mutating func escaped() throws(JSONMistake) -> [UInt8] {
        let start = index
        index += 1
        guard let letter = next else { throw mistake("") }
        index += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [letter]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"):
            var code = try codeUnit()
            if (0xD800..<0xDC00).contains(code), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) {
                let low = try codeUnit()
                if (0xDC00..<0xE000).contains(low) { code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00) }
            }
            guard let scalar = Unicode.Scalar(code) else {
                throw JSONMistake(offset: start, words: "half of a surrogate pair")
            }
            return Array(String(Character(scalar)).utf8)
        default: throw JSONMistake(offset: start, words: "an unknown escape")
        }
    }

    private mutating func codeUnit() throws(JSONMistake) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw mistake("four hexadecimal digits are expected")
            }
            code = code << 4 | UInt32(digit)
            index += 1
        }
        return code
    }
}
