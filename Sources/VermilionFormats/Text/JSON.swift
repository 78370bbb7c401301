/// A JSON value (RFC 8259) that keeps the order of its members, so that output is the same every time.
package enum JSON: Sendable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// A number as it was read, digit by digit: `46.0`, `1e-3`.
    case number(String)
    case string(String)
    case array([JSON])
    case object([(String, JSON)])

    /// On one line, without spaces.
    package var compact: String {
        var text = ""
        write(to: &text, layout: nil)
        return text
    }

    /// With one space a level, as `ledger/oracle.py` prints.
    package var pretty: String {
        var text = ""
        write(to: &text, layout: 0)
        return text
    }

    /// - Parameter layout: the depth of this value, or nil for all on one line.
    private func write(to text: inout String, layout: Int?) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        case .number(let digits): text += digits
        case .string(let value): JSON.quote(value, to: &text)
        case .array(let values):
            JSON.list(values, in: "[", "]", to: &text, layout: layout) { value, text, layout in
                value.write(to: &text, layout: layout)
            }
        case .object(let members):
            JSON.list(members, in: "{", "}", to: &text, layout: layout) { member, text, layout in
                JSON.quote(member.0, to: &text)
                text += layout == nil ? ":" : ": "
                member.1.write(to: &text, layout: layout)
            }
        }
    }

    private static func list<Element>(
        _ elements: [Element], in open: String, _ close: String, to text: inout String, layout: Int?,
        write: (Element, inout String, Int?) -> Void
    ) {
        text += open
        for (index, element) in elements.enumerated() {
            if index > 0 { text += "," }
            if let layout { text += "\n" + String(repeating: " ", count: layout + 1) }
            write(element, &text, layout.map { $0 + 1 })
        }
        if let layout, !elements.isEmpty { text += "\n" + String(repeating: " ", count: layout) }
        text += close
    }

    private static func quote(_ value: String, to text: inout String) {
        // Most texts hold nothing that has to be written otherwise.
        if value.utf8.allSatisfy({ (0x20..<0x7F).contains($0) && $0 != .quote && $0 != UInt8(ascii: "\\") }) {
            text += "\"" + value + "\""
            return
        }
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            // U+2028 and U+2029 end a line in JavaScript; control characters have no business in a terminal.
            case "\0"..<" ", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}

extension JSON: ExpressibleByStringLiteral {
    package init(stringLiteral text: String) { self = .string(text) }
}
