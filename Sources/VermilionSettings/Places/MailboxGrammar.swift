package import VermilionFormats

/// Why a text is not a mailbox.
package enum MailboxMistake: Error, Hashable, Sendable {
    case noAddress
    case noAt
    case severalAddresses
    case wrongLocalPart
    case wrongDomain
    case notASCII
    case tooLong
    case wrongName

    /// What follows "is not a mail address: ".
    package var reason: String {
        switch self {
        case .noAddress: "there is no address between < and >"
        case .noAt: "it needs one @ with something on both sides"
        case .severalAddresses: "it looks like more than one"
        case .wrongLocalPart: "letters, digits, single dots and a few signs can stand before the @"
        case .wrongDomain: "what stands after the @ is not a domain"
        case .notASCII: "it may hold ASCII only"
        case .tooLong: "it is longer than mail allows (64 before the @, 254 in all)"
        case .wrongName: "the name before it has a quote, bracket or control character in it"
        }
    }
}

extension Mailbox {
    /// Reads `ops@example.com`, `Ops <ops@example.com>` or `"Ops, night" <ops@example.com>`, and says what is wrong.
    package init(checking text: String) throws(MailboxMistake) {
        let text = text.trimmed
        guard let open = text.lastIndex(of: "<") else {
            self.init(name: nil, address: try Self.checked(text))
            return
        }
        guard text.hasSuffix(">") else { throw text.contains(",") ? .severalAddresses : .noAddress }
        let address = String(text[text.index(after: open)...].dropLast())
        guard !address.isEmpty else { throw .noAddress }
        self.init(name: try Self.displayName(String(text[..<open]).trimmed), address: try Self.checked(address))
    }

    private static func displayName(_ text: String) throws(MailboxMistake) -> String? {
        var name = text
        let isQuoted = name.count >= 2 && name.hasPrefix("\"") && name.hasSuffix("\"")
        if isQuoted { name = String(name.dropFirst().dropLast()).trimmed }
        if !isQuoted, name.contains(where: { ",;@".contains($0) }) { throw .severalAddresses }
        let isSound = name.unicodeScalars.allSatisfy {
            $0.properties.generalCategory != .control && !"\"<>\\".unicodeScalars.contains($0)
        }
        guard isSound else { throw .wrongName }
        return name.isEmpty ? nil : name
    }

    private static func checked(_ address: String) throws(MailboxMistake) -> String {
        if Mailbox.isAddress(address) {
            guard let domain = address.split(separator: "@").last, HostName.isName(domain) else { throw .wrongDomain }
            return address
        }
        guard address.utf8.allSatisfy({ $0 < 0x80 }) else { throw .notASCII }
        let parts = address.split(separator: "@", omittingEmptySubsequences: false)
        if parts.count > 2, address.contains(where: { ",; ".contains($0) }) { throw .severalAddresses }
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { throw .noAt }
        guard parts[0].utf8.count <= 64, address.utf8.count <= 254 else { throw .tooLong }
        throw HostName.isName(parts[1]) && !parts[1].contains("_") ? .wrongLocalPart : .wrongDomain
    }
}

extension String {
    /// Without spaces at its ends.
    var trimmed: String {
        guard let first = firstIndex(where: { $0 != " " }), let last = lastIndex(where: { $0 != " " }) else {
            return ""
        }
        return String(self[first...last])
    }
}
