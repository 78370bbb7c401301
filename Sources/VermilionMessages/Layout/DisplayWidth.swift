extension StringProtocol {
    /// Columns that the text takes in a terminal or in a fixed-width font: two for East Asian wide characters and
    /// emoji, none for marks that combine with the character before.
    var displayWidth: Int {
        utf8.allSatisfy { (32...126).contains($0) } ? utf8.count : reduce(0) { $0 + $1.displayWidth }
    }

    /// The text in exactly so many columns, at least; longer ones stay as they are.
    func padded(to width: Int) -> String { self + String(repeating: " ", count: Swift.max(0, width - displayWidth)) }

    /// Lines end where their text ends.
    var withoutTrailingSpace: String {
        var text = String(self)
        while text.last == " " { text.removeLast() }
        return text
    }

    /// The text in at most so many columns, ending in "…" when something is missing.
    func cut(to width: Int) -> String {
        guard displayWidth > width else { return String(self) }
        var kept = ""
        var room = width - 1
        for character in self {
            room -= character.displayWidth
            guard room >= 0 else { break }
            kept.append(character)
        }
        return width > 0 ? kept + "…" : ""
    }
}

extension Character {
    /// 0, 1 or 2 columns.
    var displayWidth: Int {
        guard let first = unicodeScalars.first else { return 0 }
        // U+FE0F asks for the emoji form of what precedes it.
        if unicodeScalars.contains("\u{FE0F}") || unicodeScalars.contains(where: \.isWide) { return 2 }
        switch first.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: return 1
        }
    }
}

extension Unicode.Scalar {
    /// East Asian Width W or F (UAX #11), by blocks, and emoji that are shown as pictures.
    fileprivate var isWide: Bool {
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
            0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
            0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            true
        default: properties.isEmojiPresentation
        }
    }
}
