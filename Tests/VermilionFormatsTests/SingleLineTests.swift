import Testing
import VermilionFormats

@Suite struct `Text from outside` {
    @Test(
        arguments: [
            ("plain", "plain"),
            ("", ""),
            ("  a  b\t c \n", "a b c"),
            ("a\r\nBcc: x@example.com", "a Bcc: x@example.com"),
            ("a\rb\u{B}c\u{C}d\u{85}e\u{2028}f\u{2029}g", "a b c d e f g"),
            ("\u{1B}[31mred\u{7}\0", "[31mred"),
            ("a\u{9B}31m", "a 31m"),
            ("a\u{A0}b\u{3000}c", "a b c"),
            ("safe\u{202E}gpj.exe", "safe gpj.exe"),
            ("\u{200F}a\u{2066}b\u{2069}", "a b"),
            ("日本 é e\u{301} 👩‍👩‍👧", "日本 é e\u{301} 👩‍👩‍👧"),
            (" \n\t\0", ""),
        ] as [(String, String)])
    func `stands on one line`(text: String, line: String) {
        #expect(text.singleLine.utf8.elementsEqual(line.utf8))
        #expect(line.singleLine == line)
    }

    @Test(
        arguments: [
            ("abcd", "abcd"), ("abcde", "abcd…"), (" a\nb\nc ", "a b …"), ("日本語日本語", "日本語日…"), ("", ""),
            ("e" + String(repeating: "\u{301}", count: 9_999), "e\u{301}\u{301}\u{301}…"),
        ] as [(String, String)])
    func `has an end, also within a character`(text: String, line: String) {
        #expect(text.singleLine(atMost: 4).utf8.elementsEqual(line.utf8))
    }
}
