/// Who a mail is from or for.
package struct Mailbox: Hashable, Sendable {
    /// The display name; any text.
    package let name: String?
    /// `local@domain`, in ASCII.
    package let address: String

    package init(name: String?, address: String) { (self.name, self.address) = (name, address) }

    /// Reads `ops@example.com` or `Vermilion <vermilion@example.com>`; nil when there is no sound address in it.
    package init?(parsing text: String) {
        let text = text.singleLine
        guard text.hasSuffix(">"), let open = text.lastIndex(of: "<") else {
            guard Mailbox.isAddress(text) else { return nil }
            self.init(name: nil, address: text)
            return
        }
        let address = String(text[text.index(after: open)...].dropLast())
        var name = text[..<open].singleLine
        if name.count > 1, name.hasPrefix("\""), name.hasSuffix("\"") { name = String(name.dropFirst().dropLast()) }
        guard Mailbox.isAddress(address) else { return nil }
        self.init(name: name.isEmpty ? nil : name, address: address)
    }

    /// Whether a text is `local@domain` as RFC 5321 limits it: a dot-atom of at most 64 octets, a domain, 254 in all.
    /// Quoted local parts and address literals are legal but not taken: nobody has one, and they hide injections.
    package static func isAddress(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard parts.count == 2, text.utf8.count <= 254, (1...64).contains(parts[0].count) else { return false }
        return isDotted(parts[0], of: \.isAtomText) && isDotted(parts[1], of: \.isHostText)
    }

    private static func isDotted(_ text: Substring.UTF8View, of isAllowed: (UInt8) -> Bool) -> Bool {
        text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .allSatisfy { !$0.isEmpty && $0.allSatisfy(isAllowed) }
    }
}

extension UInt8 {
    /// `atext` of RFC 5322, 3.2.3.
    var isAtomText: Bool { isAlphanumeric || "!#$%&'*+-/=?^_`{|}~".utf8.contains(self) }

    fileprivate var isHostText: Bool { isAlphanumeric || self == UInt8(ascii: "-") }

    private var isAlphanumeric: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }
}
