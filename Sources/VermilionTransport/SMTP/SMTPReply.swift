/// One answer of a mail server.
package struct SMTPReply: Hashable, Sendable {
    /// Three digits, the first from 2 to 5.
    package let code: Int
    /// What follows the code, a line of the answer a line; control characters are blanks.
    package let text: String

    package init(code: Int, text: String) {
        self.code = code
        self.text = text
    }

    /// The enhanced status of RFC 3463, `2.0.0`, when the text begins with one.
    package var enhanced: String? {
        guard let word = text.split(whereSeparator: \.isWhitespace).first else { return nil }
        let parts = word.split(separator: ".", omittingEmptySubsequences: false)
        let isStatus =
            parts.count == 3 && parts[0] == "\(code / 100)"
            && parts[1...].allSatisfy { (1...3).contains($0.utf8.count) && UInt16($0) != nil }
        return isStatus ? String(word) : nil
    }

    var isPositive: Bool { (200..<300).contains(code) }
    /// The server is about to hang up, whatever it was asked (RFC 5321 §3.8).
    var isGoodbye: Bool { code == 421 }
}

extension SMTPReply: CustomStringConvertible {
    /// `250 2.0.0 queued as 4F2A`: one line, at most some hundred characters.
    package var description: String {
        let line = text.split(separator: "\n").joined(separator: " ")
        let words = line.count > 300 ? line.prefix(299) + "…" : line[...]
        return words.isEmpty ? "\(code)" : "\(code) \(words)"
    }
}
