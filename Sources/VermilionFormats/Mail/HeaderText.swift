/// Free text for a header: on one line, without control characters, written plainly or as encoded-words (RFC 2047).
struct HeaderText: Hashable, Sendable {
    private let text: String

    init(_ text: String) { self.text = text.singleLine }

    /// Split at spaces, where a line may be folded.
    var words: [String] { text.split(separator: " ").map(String.init) }

    /// Whether readers get the text as it is when it is written as it is.
    ///
    /// - Parameter indent: columns that are taken on the first line.
    func isPlain(after indent: Int) -> Bool {
        // A text that looks like an encoded-word would be decoded by readers.
        guard text.utf8.allSatisfy({ $0 < 0x80 }), !text.contains("=?") else { return false }
        let words = words
        return (words.first?.utf8.count ?? 0) <= HeaderField.longestLine - indent
            && words.allSatisfy { $0.utf8.count < HeaderField.longestLine }
    }

    /// Encoded-words of whole characters, each to stand on a line of its own. The space between two of them is not
    /// part of the text.
    func encodedWords(after indent: Int) -> [String] {
        var words: [String] = []
        var bytes: [UInt8] = []
        var room = HeaderText.room(after: indent)
        for scalar in text.unicodeScalars {
            let next = Array(String(scalar).utf8)
            if bytes.count + next.count > room {
                words.append(HeaderText.encodedWord(bytes))
                bytes = []
                room = HeaderText.room(after: 1)
            }
            bytes += next
        }
        return bytes.isEmpty ? words : words + [HeaderText.encodedWord(bytes)]
    }

    /// Bytes that fit into one encoded-word on a line: 4 characters of Base64 for 3 of them. An encoded-word has at
    /// most 75 characters.
    private static func room(after indent: Int) -> Int {
        let characters = min(75, HeaderField.longestLine - indent) - 12
        return max(characters / 4 * 3, 4)
    }

    private static func encodedWord(_ bytes: [UInt8]) -> String { "=?UTF-8?B?\(Base64.encode(bytes))?=" }
}

extension Mailbox {
    /// The mailbox as words between which a line may be folded (RFC 5322, 3.4).
    func words(after indent: Int, end: String) -> [String] {
        // An address that is none never gets so far; should it, no mail is better than one to somebody else.
        let sound = Mailbox.isAddress(address) ? address : "unknown@vermilion.invalid"
        guard let name = name?.singleLine, !name.isEmpty else { return [sound + end] }
        return Mailbox.phrase(name, after: indent) + ["<\(sound)>\(end)"]
    }

    private static func phrase(_ name: String, after indent: Int) -> [String] {
        let text = HeaderText(name)
        guard text.isPlain(after: indent + 2) else { return text.encodedWords(after: indent) }
        if name.utf8.allSatisfy({ $0.isAtomText || $0 == UInt8(ascii: " ") }) { return text.words }
        let escaped = name.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
        guard escaped.utf8.count + 2 < HeaderField.longestLine - indent else { return text.encodedWords(after: indent) }
        return ["\"\(escaped)\""]
    }
}
