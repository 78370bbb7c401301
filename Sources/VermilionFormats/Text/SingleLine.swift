extension StringProtocol {
    /// The text on one line: line ends and other control characters become spaces, runs of spaces one, none at the
    /// ends. What comes from outside goes through here before it stands in a header, a log line or a table.
    package var singleLine: String {
        var line = ""
        var gap = false
        for scalar in unicodeScalars {
            if scalar.properties.isWhitespace || scalar.properties.generalCategory == .control || scalar.isBidiControl {
                gap = true
                continue
            }
            if gap, !line.isEmpty { line += " " }
            gap = false
            line.unicodeScalars.append(scalar)
        }
        return line
    }

    /// The same, cut where it gets longer than so many Unicode scalars; one character may be any number of them.
    package func singleLine(atMost longest: Int) -> String {
        let line = singleLine
        let scalars = line.unicodeScalars
        guard let end = scalars.index(scalars.startIndex, offsetBy: longest, limitedBy: scalars.endIndex),
            end < scalars.endIndex
        else { return line }
        return String(scalars[..<end]) + "…"
    }
}

extension Unicode.Scalar {
    /// Neither controls what prints it, nor ends a line.
    var isText: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: false
        default: !isBidiControl
        }
    }

    /// Turns the reading direction around, so that a name could pose as another.
    var isBidiControl: Bool {
        switch self {
        case "\u{200E}", "\u{200F}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": true
        default: false
        }
    }
}
