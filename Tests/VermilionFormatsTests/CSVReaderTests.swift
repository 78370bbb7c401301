import Testing
import VermilionDomain
import VermilionFormats
import VermilionTestSupport

@Suite struct `CSV` {
    @Test(
        arguments: [
            ("a,b\nc,d\n", [["a", "b"], ["c", "d"]]),
            ("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]),
            ("a,b\rc,d\r", [["a", "b"], ["c", "d"]]),
            ("a,b\nc,d", [["a", "b"], ["c", "d"]]),
            ("\u{FEFF}a,b\n", [["a", "b"]]),
            ("\u{FEFF}\"a\",b\n", [["a", "b"]]),
            ("a\u{FEFF},b\n", [["a\u{FEFF}", "b"]]),
            (#""a,b","say ""hi""",""\#n"#, [["a,b", #"say "hi""#, ""]]),
            ("\"a\nb\",\"c\r\nd\",\"e\rf\"\n", [["a\nb", "c\r\nd", "e\rf"]]),
            (#""""""""#, [[#""""#]]),
            ("a,,\n,\n", [["a", "", ""], ["", ""]]),
            ("a,", [["a", ""]]),
            (" a , b \n", [[" a ", " b "]]),
            ("\n\r\n\ra\n\n\nb\n\n", [["a"], ["b"]]),
            ("\"\"\n", [[""]]),
            (" \n", [[" "]]),
            ("日本,é,e\u{301},👩‍👩‍👧\n", [["日本", "é", "e\u{301}", "👩‍👩‍👧"]]),
            ("", []),
            ("\u{FEFF}", []),
            ("\r\n\n", []),
        ] as [(String, [[String]])])
    func `is read as RFC 4180 says`(text: String, records: [[String]]) throws {
        #expect(try CSVRecords(text).records == records)
    }

    @Test(
        arguments: [
            ("a,b\n1,x\"y\n3,4\n", "2:4: a quote stands inside a field that is not quoted"),
            ("a,b\n1, \"y\"\n3,4\n", "2:4: a quote stands inside a field that is not quoted"),
            ("a,b\n日本,é\"y\",\"\n3,4\n", "2:5: a quote stands inside a field that is not quoted"),
            ("a,b\n\"1\"2,\"x\n3,4\n", "2:4: text follows the closing quote of a field"),
            ("a,b\n\"1\n\n2\"\t,x\n3,4\n", "4:3: text follows the closing quote of a field"),
            ("a,b\r\n\"1\r\n2\" ,x\r\n3,4\n", "3:3: text follows the closing quote of a field"),
            ("a,b\n\"1\r2\" ,x\n3,4\n", "3:3: text follows the closing quote of a field"),
            ("\u{FEFF}a\0,b\n3,4\n", "1:2: there is a NUL byte"),
            ("a,\"b\nc\0\"\n3,4\n", "2:2: there is a NUL byte"),
            ("a,b\n\n\n1\0,x\0\"y\n3,4\n", "4:2: there is a NUL byte"),
        ] as [(String, String)])
    func `with a mistake in a record names the place and reads on at the next line`(
        text: String, expected: String
    ) throws {
        let read = try CSVRecords(text)
        #expect(read.problems.map(\.summary) == [expected])
        #expect(read.records.last == ["3", "4"])
    }

    @Test(
        arguments: [
            (#"a,"b"#, "1:3: this quote is never closed"),
            (#"a,"b"""#, "1:3: this quote is never closed"),
            ("a,b\n1,2\n日本,\"x\n3,4\n", "3:4: this quote is never closed"),
            ("a,b\n\"", "2:1: this quote is never closed"),
        ] as [(String, String)])
    func `whose quote is never closed is refused at that quote`(text: String, expected: String) throws {
        let problem = try #require(throws: Diagnostic.self) { try CSVRecords(text) }
        #expect(problem.summary == expected)
    }

    @Test(
        arguments: [
            ([0xFF, 0xFE, 0x61, 0x00] as [UInt8], "1:1"),
            (Array("a,b\r\né,".utf8) + [0xE4], "2:3"),
            (Array("\u{FEFF}a,b\r".utf8) + [0xC0, 0x80], "2:1"),
            (Array("a,\"b\n".utf8) + [0x61, 0xED, 0xA0, 0x80], "2:2"),
            (Array("a,\n\n".utf8) + [0xF0, 0x9F, 0x98], "3:1"),
        ] as [([UInt8], String)])
    func `that is not UTF-8 is refused at its first wrong byte`(bytes: [UInt8], place: String) throws {
        let problem = try #require(throws: Diagnostic.self) { try CSVRecords(bytes) }
        #expect(problem.summary == "\(place): is not UTF-8")
    }

    @Test func `shows the line of a mistake without what would move the caret or a terminal`() throws {
        let read = try CSVRecords("a,b\n\u{1B}[2J,x\"y\tz\nc,d")
        #expect(read.problems.map(\.excerpt) == ["\u{FFFD}[2J,x\"y\u{FFFD}z"])
        #expect(try CSVRecords(String(repeating: "x", count: 500) + "\"").problems.map(\.excerpt) == [nil])
        #expect(try CSVRecords("a\u{2028}b\u{202E}c\"").problems.map(\.excerpt) == ["a\u{FFFD}b\u{FFFD}c\""])
    }

    @Test func `knows the line of a record and the place of each field`() throws {
        var reader = try CSVReader(Array("\na,\"é\nb\",\"c\"\r\nd".utf8), file: "u.csv")
        _ = try reader.advance()
        #expect(reader.recordLine == 2)
        #expect(reader.fields.map { reader.place(of: $0).description } == ["u.csv:2:1", "u.csv:2:3", "u.csv:3:4"])
        _ = try reader.advance()
        #expect(reader.recordLine == 4)
    }

    @Test(arguments: 0..<UInt64(400))
    func `is read back as it was written`(seed: UInt64) throws {
        var dice = SplitMix64(seed: seed)
        let records = CSVRecords.random(&dice)
        let mark = dice.pick(["", "\u{FEFF}"])
        let text = mark + records.map { CSVLine($0).description }.joined()
        #expect(try CSVRecords(text).records == records)
        let lineEnd = dice.pick(["\r\n", "\r"])
        let lines = records.map { CSVLine($0).description.dropLast() + lineEnd }.joined()
        #expect(try CSVRecords(mark + lines).records == records)
        #expect(try CSVRecords(String(lines.dropLast(lines.hasSuffix("\"\"\(lineEnd)") ? 0 : 1))).records == records)
    }

    @Test(arguments: 0..<UInt64(600))
    func `is the same however it comes in pieces`(seed: UInt64) throws {
        var dice = SplitMix64(seed: seed)
        let lineEnd = dice.pick(["\n", "\r\n", "\r"])
        let mark = dice.pick(["", "\u{FEFF}"])
        let records = CSVRecords.random(&dice).map { CSVLine($0).description.dropLast() + lineEnd }
        var bytes = Array((mark + records.joined(separator: dice.pick(["", lineEnd]))).utf8)
        if dice.happens(percent: 30), !bytes.isEmpty {
            bytes[dice.draw(0..<bytes.count)] = dice.pick(Array("\",\r\n\0\u{E9}x".utf8) + [0xFF])
        }
        let longest = dice.pick([1, 2, 5, 40])
        var rest = bytes[...]
        let whole = Result { () throws(Diagnostic) in try CSVRecords(bytes) }
        let pieces = Result { () throws(Diagnostic) in
            try CSVRecords { () throws(Diagnostic) in
                let piece = rest.prefix(dice.draw(1...longest))
                rest = rest[piece.endIndex...]
                return Array(piece)
            }
        }
        switch (whole, pieces) {
        case (.success(let whole), .success(let pieces)):
            #expect(whole.records == pieces.records)
            #expect(whole.lines == pieces.lines)
            #expect(whole.problems.map(\.summary) == pieces.problems.map(\.summary))
        case (.failure(let whole), .failure(let pieces)):
            // Of two mistakes the one that is met first is told.
            #expect(pieces == whole || pieces.place.map { $0.line ?? 0 } ?? 0 <= whole.place?.line ?? 0)
        default: Issue.record("\(whole) but \(pieces)")
        }
    }

    @Test func `is refused where a row never ends, before it fills the memory`() throws {
        var handedOut = 0
        let garbage: CSVReader.Pieces = {
            handedOut += 1
            return handedOut == 1 ? Array("a,b\nc,\"".utf8) : [UInt8](repeating: 0x61, count: 1 << 18)
        }
        let problem = try #require(throws: Diagnostic.self) { try CSVRecords(garbage) }
        #expect(problem.summary == "2:1: a row is longer than 1 MiB")
        #expect(handedOut < 10)
        let blank: CSVReader.Pieces = {
            handedOut -= 1
            return handedOut < 0 ? [] : [UInt8](repeating: 0x0A, count: 1 << 20)
        }
        #expect(try CSVRecords(blank).records == [])
    }

    @Test(arguments: 0..<UInt64(1_000))
    func `that was damaged is read to its end or refused`(seed: UInt64) throws {
        var dice = SplitMix64(seed: seed)
        var bytes = Array(CSVRecords.random(&dice).map { CSVLine($0).description }.joined().utf8)
        for _ in 0..<dice.draw(1...4) {
            let place = dice.draw(0...bytes.count)
            switch dice.draw(0...2) {
            case 0: bytes.insert(dice.pick(Array("\",\r\n\0\u{E9}x".utf8)), at: place)
            case 1: bytes = Array(bytes.prefix(place))
            default: if place < bytes.count { bytes[place] = UInt8.random(in: .min ... .max, using: &dice) }
            }
        }
        let text = String(validating: bytes, as: UTF8.self)
        do {
            let read = try CSVRecords(bytes)
            #expect(text != nil)
            #expect(read.problems.allSatisfy { ($0.place?.line ?? 0) >= 1 && ($0.place?.column ?? 0) >= 1 })
        } catch {
            #expect(text == nil || error.message == "this quote is never closed")
        }
    }
}

/// Everything that one file holds.
struct CSVRecords {
    private(set) var records: [[String]] = []
    private(set) var problems: [Diagnostic] = []
    /// On which line each record begins, sound or not.
    private(set) var lines: [Int] = []

    init(_ text: String) throws(Diagnostic) { try self.init(Array(text.utf8)) }

    init(_ bytes: [UInt8]) throws(Diagnostic) { try self.init(CSVReader(bytes, file: "u.csv")) }

    init(_ pieces: @escaping CSVReader.Pieces) throws(Diagnostic) { try self.init(CSVReader(pieces, file: "u.csv")) }

    private init(_ start: CSVReader) throws(Diagnostic) {
        var reader = start
        while true {
            let step = try reader.advance()
            if case .end = step { return }
            lines.append(reader.recordLine)
            switch step {
            case .record: records.append(reader.texts)
            case .malformed(let problem): problems.append(problem)
            case .end: break
            }
        }
    }

    /// Records of fields with everything in them that has a meaning in CSV.
    static func random(_ dice: inout SplitMix64) -> [[String]] {
        let pieces = [
            "a", "", ",", "\"", "\n", "\r", "\r\n", " ", "é", "日本", "\u{FEFF}", "e\u{301}", "\"\"", ",\u{301}",
        ]
        let width = dice.draw(1...5)
        return (0..<dice.draw(0...8)).map { _ in
            (0..<width).map { _ in (0..<dice.draw(0...4)).map { _ in dice.pick(pieces) }.joined() }
        }
    }
}

extension Diagnostic {
    /// Line, column and message, without the hint.
    var summary: String {
        [place?.line.map(String.init), place?.column.map(String.init), " " + message].compactMap(\.self)
            .joined(separator: ":")
    }
}
