import Testing
import VermilionFormats
import VermilionTestSupport

@Suite struct `An entry of the journal` {
    @Test func `is lines of fields`() {
        let entry = JournalEntry(message: "a = b", priority: 2, [.init("SYSLOG_IDENTIFIER", "vermilion")])
        #expect(entry.bytes == Array("MESSAGE=a = b\nPRIORITY=2\nSYSLOG_IDENTIFIER=vermilion\n".utf8))
    }

    @Test func `has the length before a value with line ends`() {
        let entry = JournalEntry([.init("A", "1\nPRIORITY=0\n"), .init("B", "")])
        #expect(
            entry.bytes
                == Array("A\n".utf8) + [13, 0, 0, 0, 0, 0, 0, 0] + Array("1\nPRIORITY=0\n\nB=\n".utf8))
    }

    @Test(arguments: 0..<UInt64(300))
    func `comes back as it was, whatever the values`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let pieces = ["a", "=", "\n", "B=", "\r\n", "設計", "\u{0}", "", "MESSAGE\n"]
        let fields = (0..<random.draw(1...5)).map { number in
            JournalEntry.Field("F_\(number)", (0..<random.draw(0...6)).map { _ in random.pick(pieces) }.joined())
        }
        let bytes = JournalEntry(fields).bytes
        #expect(JournalEntry(bytes)?.fields == fields)
        // What is cut short is no entry, or one of fewer fields.
        for end in bytes.indices {
            guard let part = JournalEntry(Array(bytes[..<end])) else { continue }
            #expect(part.fields.count < fields.count && Array(fields.prefix(part.fields.count)) == part.fields)
        }
    }

    @Test(arguments: [
        "", "x", "<2>vermilion: a", "{\"a\":\"=\"}", "a=b\n", "_A=b\n", "1=b\n", "=b\n", "A=b", "A=b\nc", "A\nB=c\n",
        "A\n12345678", "A\n\u{1}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}xy",
        "A\n\u{7F}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}x\n",
    ])
    func `is not taken from anything else`(text: String) {
        #expect(JournalEntry(Array(text.utf8)) == nil)
        #expect(JournalEntry([0x41, 0x0A] + [UInt8](repeating: 0xFF, count: 9)) == nil)
    }
}
