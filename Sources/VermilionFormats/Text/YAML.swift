/// A YAML document that is to be written, for people and for strict readers of YAML 1.1 and 1.2 alike.
package indirect enum YAML: Sendable {
    /// A text: in quotes where a reader could take it for something else, or refuse it.
    case text(String)
    /// A value with a grammar of its own, such as `6h` or `2025-07-24`, which needs no quotes.
    case plain(String)
    case list([YAML])
    /// Keys are texts; each stands once.
    case mapping([(key: String, value: YAML)])

    /// One line for each value, small mappings and lists on one. Ends with a line end.
    package var document: String {
        switch self {
        case .text, .plain: inline + "\n"
        case .list(let items): items.isEmpty ? "[]\n" : YAML.block(items, indent: 0)
        case .mapping(let entries): entries.isEmpty ? "{}\n" : YAML.block(entries, indent: 0)
        }
    }

    /// On one line.
    package var inline: String {
        switch self {
        case .text(let text): YAML.written(text)
        case .plain(let text): text
        case .list(let items): "[" + items.map(\.inline).joined(separator: ", ") + "]"
        case .mapping(let entries):
            entries.isEmpty
                ? "{}"
                : "{ " + entries.map { "\(YAML.written($0.key)): \($0.value.inline)" }.joined(separator: ", ") + " }"
        }
    }
}

// MARK: - Layout

extension YAML {
    /// Columns that a mapping or list on one line may take.
    private static let width = 90

    private static func block(_ entries: [(key: String, value: YAML)], indent: Int) -> String {
        let margin = String(repeating: " ", count: indent)
        return entries.map { margin + written($0.key) + ":" + $0.value.behindKey(indent: indent) }.joined()
    }

    /// An item begins behind its dash.
    private static func block(_ items: [YAML], indent: Int) -> String {
        let margin = String(repeating: " ", count: indent)
        return items.map { item in
            guard case .mapping(let entries) = item, !item.fitsOnLine else { return margin + "- " + item.inline + "\n" }
            return margin + "- " + block(entries, indent: indent + 2).dropFirst(indent + 2)
        }.joined()
    }

    private func behindKey(indent: Int) -> String {
        switch self {
        case .text(let text):
            return YAML.lines(text, indent: indent + 2) ?? " \(inline)\n"
        case .plain: return " \(inline)\n"
        case .list(let items) where !fitsOnLine: return "\n" + YAML.block(items, indent: indent + 2)
        case .mapping(let entries) where !fitsOnLine: return "\n" + YAML.block(entries, indent: indent + 2)
        case .list, .mapping: return " \(inline)\n"
        }
    }

    private var fitsOnLine: Bool { depth <= 2 && inline.count <= YAML.width }

    private var depth: Int {
        switch self {
        // In quotes its lines would not be seen.
        case .text(let text): text.contains("\n") ? 100 : 0
        case .plain: 0
        case .list(let items): 1 + (items.map(\.depth).max() ?? 0)
        case .mapping(let entries): 1 + (entries.map(\.value.depth).max() ?? 0)
        }
    }

    /// A text of several lines as a literal block, where that keeps it as it is.
    private static func lines(_ text: String, indent: Int) -> String? {
        let scalars = text.unicodeScalars
        guard scalars.contains("\n"), let first = scalars.first, first != " ", first != "\n", first != "\t",
            scalars.allSatisfy({ $0 == "\n" || $0 == "\t" || !needsEscape($0) })
        else { return nil }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let isEnded = lines.last?.isEmpty == true
        // A literal block ends with one line end, with none, or with all that are there.
        let sign = !isEnded ? "-" : lines.dropLast().last?.isEmpty == true ? "+" : ""
        let margin = String(repeating: " ", count: indent)
        let body = (isEnded ? lines.dropLast() : lines[...]).map { $0.isEmpty ? "" : margin + $0 }
        return " |\(sign)\n" + body.joined(separator: "\n") + "\n"
    }
}

// MARK: - Scalars

extension YAML {
    /// Plain when nobody can take it for anything but a text, else in double quotes.
    package static func written(_ text: String) -> String { isPlainText(text) ? text : quoted(text) }

    /// Words of YAML 1.1 for something else.
    private static let words: Set<String> = ["y", "n", "yes", "no", "true", "false", "on", "off", "null"]

    /// Beginning with a letter it is no number, no date and no sign of YAML.
    private static func isPlainText(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        guard let first = scalars.first, isLetter(first) || first == "/" || first == "_",
            !words.contains(text.lowercased())
        else { return false }
        for (index, scalar) in scalars.enumerated() {
            let next = index + 1 < scalars.count ? scalars[index + 1] : nil
            switch scalar {
            case "0"..."9", "_", "-", ".", "/", "@", "+", "*", "=", "?", "&", "%", "~": continue
            case ":", " ": if next == nil || next == " " || next == ":" { return false }
            default: guard isLetter(scalar) else { return false }
            }
        }
        return true
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isAlphabetic }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            default:
                guard needsEscape(scalar) else {
                    quoted.unicodeScalars.append(scalar)
                    continue
                }
                let digits = String(scalar.value, radix: 16)
                let width = scalar.value > 0xFFFF ? 8 : scalar.value > 0xFF ? 4 : 2
                quoted += "\\" + (width == 8 ? "U" : width == 4 ? "u" : "x")
                quoted += String(repeating: "0", count: width - digits.count) + digits
            }
        }
        return quoted + "\""
    }

    /// What YAML does not let pass as it is, what it takes for a line end, and what turns the reading direction around.
    private static func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\u{FEFF}" || scalar == "\u{FFFE}" || scalar == "\u{FFFF}" || !scalar.isText
    }
}
