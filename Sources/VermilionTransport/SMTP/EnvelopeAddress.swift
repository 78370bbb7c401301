/// An address that can stand between `<` and `>` in a command without being able to end it.
///
/// Stricter than RFC 5321: a local part in quotes is not taken.
struct EnvelopeAddress: Hashable, Sendable {
    let text: String

    init?(_ text: String) {
        guard let at = text.lastIndex(of: "@") else { return nil }
        let local = text[..<at]
        let domain = text[text.index(after: at)...]
        guard (1...64).contains(local.utf8.count), (1...255).contains(domain.utf8.count), text.utf8.count <= 254,
            EnvelopeAddress.isLocalPart(local), EnvelopeAddress.isDomain(domain)
        else { return nil }
        self.text = text
    }

    var isASCII: Bool { text.utf8.allSatisfy { $0 < 0x80 } }

    private static func isLocalPart(_ local: Substring) -> Bool {
        local.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { atom in
            !atom.isEmpty
                && atom.unicodeScalars.allSatisfy {
                    isWordScalar($0) || "!#$%&'*+-/=?^_`{|}~".unicodeScalars.contains($0)
                }
        }
    }

    private static func isDomain(_ domain: Substring) -> Bool {
        if domain.hasPrefix("["), domain.hasSuffix("]") {
            let inner = domain.dropFirst().dropLast()
            return !inner.isEmpty && inner.utf8.allSatisfy { isLetterOrDigit($0) || ".:-".utf8.contains($0) }
        }
        return domain.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
                && label.unicodeScalars.allSatisfy { isWordScalar($0) || $0 == "-" || $0 == "_" }
        }
    }

    /// A letter or digit, or beyond ASCII anything that shows.
    private static func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
        if let byte = UInt8(exactly: scalar.value), byte < 0x80 { return isLetterOrDigit(byte) }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            return false
        default: return true
        }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
