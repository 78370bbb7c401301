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
}

extension Unicode.Scalar {
    /// Turns the reading direction around, so that a name could pose as another.
    fileprivate var isBidiControl: Bool {
        switch self {
        case "\u{200E}", "\u{200F}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": true
        default: false
        }
    }
}
