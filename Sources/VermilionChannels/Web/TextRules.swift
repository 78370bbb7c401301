/// How a service reads text: in which unit it counts, and which characters mean something to it.
struct TextRules: Sendable {
    enum Unit: Sendable { case codePoints, utf16, utf8 }

    let unit: Unit
    /// What is written for a character that would be markup; nil for those that stand for themselves.
    ///
    /// Code points, not whole characters: with an accent on it, `<` would not be `<` any more.
    let escape: @Sendable (Unicode.Scalar) -> String?

    init(_ unit: Unit, escape: @escaping @Sendable (Unicode.Scalar) -> String? = { _ in nil }) {
        self.unit = unit
        self.escape = escape
    }

    /// The text escaped, and cut between characters with a mark where it would be longer than `most`.
    func fit(_ text: String, most: Int) -> String {
        var fitting = ""
        var whole = ""
        var length = 0
        for character in text {
            let piece = escaped(character)
            length += size(of: piece)
            guard length <= most else { return fitting + "…" }
            whole += piece
            // What can stay when more follows than fits.
            if length + size(of: "…") <= most { fitting = whole }
        }
        return whole
    }

    func size(of text: String) -> Int {
        switch unit {
        case .codePoints: text.unicodeScalars.count
        case .utf16: text.utf16.count
        case .utf8: text.utf8.count
        }
    }

    private func escaped(_ character: Character) -> String {
        character.unicodeScalars.reduce(into: "") { piece, scalar in
            if let written = escape(scalar) { piece += written } else { piece.unicodeScalars.append(scalar) }
        }
    }
}

extension TextRules {
    /// `&`, `<` and `>` as entities: HTML, and Slack's markup, where it also defuses `<!channel>`.
    static let entities: @Sendable (Unicode.Scalar) -> String? = { scalar in
        switch scalar {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        default: nil
        }
    }

    /// A backslash before what Markdown could read as markup (CommonMark 0.31, 2.4), and nothing that calls people.
    static let markdown: @Sendable (Unicode.Scalar) -> String? = { scalar in
        switch scalar {
        case "\\", "*", "_", "`", "~", "[", "]", "<", ">", "|", "#": "\\\(scalar)"
        default: uncalled(scalar)
        }
    }

    /// `@` and a space without width: nobody's name follows it.
    static let uncalled: @Sendable (Unicode.Scalar) -> String? = { $0 == "@" ? "@\u{200B}" : nil }
}
