/// Unquoted texts that YAML 1.1 reads as something else.
enum Trap: Hashable {
    case boolean(Bool)
    case null
    /// `1:30` is 90.
    case sexagesimal

    init?(_ text: String) {
        switch text {
        case "y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON": self = .boolean(true)
        case "n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF": self = .boolean(false)
        case "~", "null", "Null", "NULL", "": self = .null
        default:
            guard Self.isSexagesimal(text) else { return nil }
            self = .sexagesimal
        }
    }

    /// YAML 1.1 int and float: `[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?`.
    private static func isSexagesimal(_ text: String) -> Bool {
        var parts = text.drop { $0 == "-" || $0 == "+" }.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count > 1, text.count - text.drop(while: { $0 == "-" || $0 == "+" }).count <= 1 else {
            return false
        }
        let last = parts.removeLast().split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        parts.append(last[0])
        if last.count == 2, !last[1].unicodeScalars.allSatisfy({ $0.isASCIIDigit || $0 == "_" }) { return false }
        guard let first = parts.first?.unicodeScalars, first.first?.isASCIIDigit == true,
            first.allSatisfy({ $0.isASCIIDigit || $0 == "_" })
        else { return false }
        return parts.dropFirst().allSatisfy { part in
            (1...2).contains(part.count) && part.unicodeScalars.allSatisfy(\.isASCIIDigit) && Int(part) ?? 60 < 60
        }
    }

    func message(_ text: String) -> String {
        switch self {
        case .boolean(let value): "\(quoted(text)) without quotes is YAML for \(value)"
        case .null: "\(quoted(text)) without quotes is YAML for nothing"
        case .sexagesimal: "\(quoted(text)) without quotes is a number to the base 60 in YAML"
        }
    }

    func hint(_ text: String) -> String { "write \"\(text)\" in quotes if it is a text" }
}
