import Testing
import VermilionTestSupport

@testable import VermilionTransport

@Suite struct `A message on the wire` {
    @Test(arguments: [
        ("", ""),
        ("a", "a\r\n"),
        ("a\r\n", "a\r\n"),
        ("a\nb\rc\r\nd", "a\r\nb\r\nc\r\nd\r\n"),
        ("a\r\r\nb", "a\r\n\r\nb\r\n"),
        ("a\n\r\nb", "a\r\n\r\nb\r\n"),
        (".", "..\r\n"),
        ("..\r\n.\r\n", "...\r\n..\r\n"),
        ("a\n.\nb", "a\r\n..\r\nb\r\n"),
        ("a\r.\rb", "a\r\n..\r\nb\r\n"),
        ("a.b\r\n", "a.b\r\n"),
    ])
    func `has one kind of line end and no line that is a dot`(message: String, wire: String) throws {
        #expect(String(decoding: try MailData(Array(message.utf8)).wire, as: UTF8.self) == wire)
    }

    @Test func `is refused with a NUL`() {
        #expect(throws: MailData.Problem.nul) { try MailData([0x61, 0x00, 0x62]) }
    }

    @Test func `has lines of 998 bytes at most, not counting the doubled dot`() throws {
        let longest = "." + String(repeating: "x", count: 997)
        #expect(try MailData(Array("a\n\(longest)\n".utf8)).wire.count == 3 + 1_001)
        #expect(throws: MailData.Problem.longLine(2)) { try MailData(Array("a\n\(longest)x\n".utf8)) }
    }

    @Test func `counts for SIZE what the reader gets`() throws {
        #expect(try MailData(Array(".\n..\na".utf8)).size == 3 + 4 + 3)
    }

    @Test func `knows whether it needs eight bits`() throws {
        #expect(try !MailData(Array("a~\n".utf8)).isEightBit)
        #expect(try MailData(Array("é".utf8)).isEightBit)
    }

    @Test(arguments: 0..<UInt64(300)) func `can be read back`(seed: UInt64) throws {
        var chance = SplitMix64(seed: seed)
        let alphabet: [UInt8] = [0x0D, 0x0A, 0x2E, 0x2E, 0x61, 0x62, 0xE9]
        let message = (0..<Int.random(in: 0...60, using: &chance)).map { _ in
            alphabet.randomElement(using: &chance) ?? 0x61
        }
        let data = try MailData(message)
        // As a server undoes it: line by line, one dot off.
        var lines = data.wire.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
        #expect(lines.removeLast().isEmpty)
        #expect(lines.allSatisfy { $0.last == 0x0D && $0 != [0x2E, 0x0D] })
        let read = lines.map { Array(($0.first == 0x2E ? $0.dropFirst() : $0[...]).dropLast()) }
        #expect(read == Self.lines(of: message))
        #expect(data.size == read.reduce(0) { $0 + $1.count + 2 })
    }

    private static func lines(of message: [UInt8]) -> [[UInt8]] {
        let text = String(String.UnicodeScalarView(message.map { Unicode.Scalar($0) }))
        var scalars = Array(text.unicodeScalars)
        var index = 0
        while index + 1 < scalars.count {
            if scalars[index] == "\r", scalars[index + 1] == "\n" { scalars.remove(at: index) }
            index += 1
        }
        var lines = scalars.split(omittingEmptySubsequences: false) { $0 == "\r" || $0 == "\n" }.map { line in
            line.map { UInt8($0.value) }
        }
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }
}
