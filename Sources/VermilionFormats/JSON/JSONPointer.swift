/// Names one value of a JSON document (RFC 6901): `/pagination/nextUrl`; the empty pointer is the whole document.
package struct JSONPointer: Hashable, Sendable {
    package let text: String
    private let tokens: [String]

    /// Nil when the text neither is empty nor begins with `/`, or when a `~` is not `~0` or `~1`.
    package init?(_ text: String) {
        self.text = text
        if text.isEmpty {
            tokens = []
            return
        }
        guard text.utf8.first == UInt8(ascii: "/") else { return nil }
        var tokens: [String] = []
        for part in text.unicodeScalars.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard let token = Self.unescaped(part) else { return nil }
            tokens.append(token)
        }
        self.tokens = tokens
    }

    private init(tokens: [String], text: String) { (self.tokens, self.text) = (tokens, text) }

    /// Names the member of that key, whatever characters it has.
    package static func member(_ key: String) -> JSONPointer {
        var text = "/"
        for scalar in key.unicodeScalars {
            switch scalar {
            case "~": text += "~0"
            case "/": text += "~1"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return JSONPointer(tokens: [key], text: text)
    }

    /// Nil when the document has no such value.
    package func value(in document: JSON) -> JSON? {
        var value = document
        for token in tokens {
            switch value {
            case .object(let members):
                guard let member = members.first(where: { $0.0.utf8.elementsEqual(token.utf8) }) else { return nil }
                value = member.1
            case .array(let values):
                // No sign and no zero in front: two pointers must not name one value.
                guard let index = Int(token), String(index) == token, values.indices.contains(index) else {
                    return nil
                }
                value = values[index]
            default: return nil
            }
        }
        return value
    }

    private static func unescaped(_ part: Substring.UnicodeScalarView) -> String? {
        var text = ""
        var rest = part.makeIterator()
        while let scalar = rest.next() {
            guard scalar == "~" else {
                text.unicodeScalars.append(scalar)
                continue
            }
            switch rest.next() {
            case "0": text += "~"
            case "1": text += "/"
            default: return nil
            }
        }
        return text
    }
}
