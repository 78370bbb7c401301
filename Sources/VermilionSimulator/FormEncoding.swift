import VermilionFormats

/// `application/x-www-form-urlencoded`, as queries and forms are written.
package enum FormEncoding {
    static let mediaType = "application/x-www-form-urlencoded"

    /// Of a name that comes twice the last counts.
    package static func fields(_ text: String) -> [String: String] {
        var fields: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = decoded(String(parts[0]), plusIsBlank: true) else { continue }
            fields[name] = parts.count == 2 ? decoded(String(parts[1]), plusIsBlank: true) ?? "" : ""
        }
        return fields
    }

    /// Nil when a percent sign is not followed by two digits or the bytes are no text.
    static func decoded(_ text: String, plusIsBlank: Bool) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
                else { return nil }
                bytes.append(value)
                rest = rest.dropFirst(2)
            case UInt8(ascii: "+") where plusIsBlank: bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    package static func encoded(_ fields: [(name: String, value: String)]) -> String {
        String(decoding: WebForm.bytes(fields), as: UTF8.self)
    }
}
