/// How blue and vermilion are told apart on a terminal.
package enum Palette: String, Hashable, Sendable, CaseIterable {
    /// Without colour: by two kinds of blocks.
    case plain
    /// The nearest of 256 colours.
    case ansi256
    /// The colours themselves.
    case trueColour

    /// What a piece of text is.
    enum Tone: Hashable, Sendable { case paid, uncharged, warning, good, strong, faint }

    func paint(_ text: String, _ tone: Tone) -> String {
        guard self != .plain, !text.isEmpty else { return text }
        return "\u{1B}[\(code(tone))m\(text)\u{1B}[0m"
    }

    /// The block that bars are made of.
    func block(_ tone: Tone) -> String { self == .plain && tone == .uncharged ? "░" : "█" }

    private func code(_ tone: Tone) -> String {
        switch tone {
        case .paid: colour(.blue)
        case .uncharged: colour(.vermilion)
        case .warning: colour(.amber)
        case .good: colour(.green)
        case .strong: "1"
        case .faint: "2"
        }
    }

    private func colour(_ colour: Colour) -> String {
        self == .trueColour ? "38;2;\(colour.red);\(colour.green);\(colour.blue)" : "38;5;\(colour.nearestOf256)"
    }
}

/// A colour that stands for something, the same everywhere.
package struct Colour: Hashable, Sendable {
    package let red: UInt8
    package let green: UInt8
    package let blue: UInt8
    let nearestOf256: Int

    /// Charged or settled.
    static let blue = Colour(red: 0x06, green: 0x96, blue: 0xD7, nearestOf256: 32)
    /// Uncharged: the colour of Autodesk's own banner.
    static let vermilion = Colour(red: 0xD8, green: 0x55, blue: 0x28, nearestOf256: 166)
    static let amber = Colour(red: 0xC9, green: 0x82, blue: 0x0A, nearestOf256: 172)
    static let green = Colour(red: 0x2E, green: 0x8B, blue: 0x57, nearestOf256: 29)

    /// `#D85528`.
    package var hex: String {
        "#"
            + [red, green, blue].map { part in
                let digits = String(part, radix: 16, uppercase: true)
                return digits.count < 2 ? "0" + digits : digits
            }.joined()
    }
}
