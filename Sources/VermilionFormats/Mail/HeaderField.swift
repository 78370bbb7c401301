/// One header field, folded and in ASCII: the only way for text to get into a mail's head.
///
/// Every way to make one takes the text apart first, so no name can end a line and begin another field.
struct HeaderField: Hashable, Sendable {
    /// The longest line of a head, without its line end (RFC 2047, 2; RFC 5322 recommends 78).
    static let longestLine = 76

    /// Without line ends; all but the first begin with a space.
    let lines: [String]

    /// Free text, e.g. a subject.
    init(_ name: String, text: String) {
        let value = HeaderText(text)
        let body =
            value.isPlain(after: name.utf8.count + 2) ? value.words : value.encodedWords(after: name.utf8.count + 2)
        self.init(name, folding: body)
    }

    /// Mailboxes, each on a line of its own where they do not fit.
    init(_ name: String, mailboxes: [Mailbox]) {
        let last = mailboxes.count - 1
        let words = mailboxes.enumerated().flatMap { index, mailbox in
            mailbox.words(after: name.utf8.count + 2, end: index == last ? "" : ",")
        }
        self.init(name, folding: words.isEmpty ? ["undisclosed-recipients:;"] : words)
    }

    /// Message ids, each on a line of its own: they cannot be broken.
    init(_ name: String, messageIDs: [MessageID]) {
        let ids = messageIDs.map { "<\($0)>" }
        self.init(name, lines: ["\(name): \(ids.first ?? "")"] + ids.dropFirst().map { " \($0)" })
    }

    /// Parameters that this module made itself.
    init(_ name: String, token: String, parameter: String) {
        self.init(name, folding: ["\(token);", parameter])
    }

    /// Puts words on as few lines as will hold them.
    private init(_ name: String, folding words: [String]) {
        var lines: [String] = []
        var line = "\(name):"
        for (index, word) in words.enumerated() {
            // The first word stays with the name, or the first line would be empty but for it.
            if index > 0, line.utf8.count + 1 + word.utf8.count > HeaderField.longestLine {
                lines.append(line)
                line = ""
            }
            line += " " + word
        }
        self.init(name, lines: lines + [line])
    }

    private init(_ name: String, lines: [String]) {
        precondition(
            !name.isEmpty && name.utf8.allSatisfy { (33...126).contains($0) && $0 != UInt8(ascii: ":") },
            "a header field's name is printable ASCII without a colon")
        self.lines = lines
    }
}
