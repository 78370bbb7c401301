/// One line of CSV output (RFC 4180), with LF at its end.
///
/// A field is quoted only when it has to be, so that reading the line gives back the same fields.
package struct CSVLine: Hashable, Sendable, CustomStringConvertible {
    package let fields: [String]

    package init(_ fields: [String]) { self.fields = fields }

    package var description: String {
        // A lone empty field would be a blank line.
        if fields == [""] { return "\"\"\n" }
        var line = ""
        for (index, field) in fields.enumerated() {
            if index > 0 { line += "," }
            line += Self.quotedWhenNeeded(field)
        }
        return line + "\n"
    }

    private static func quotedWhenNeeded(_ field: String) -> String {
        // At the start of a file U+FEFF would pass for the byte order mark.
        let needsQuotes = field.utf8.contains(where: isSpecial) || field.unicodeScalars.first == "\u{FEFF}"
        guard needsQuotes else { return field }
        var quoted = "\""
        for scalar in field.unicodeScalars {
            if scalar == "\"" { quoted += "\"" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }

    private static func isSpecial(_ byte: UInt8) -> Bool {
        switch byte {
        case .comma, .quote, .lineFeed, .carriageReturn: true
        default: false
        }
    }
}
