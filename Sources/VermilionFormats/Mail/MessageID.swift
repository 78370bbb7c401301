/// Names a mail for ever: `left@right`, without its angle brackets.
///
/// Kept to characters that every mail system leaves alone; others become `-`.
struct MessageID: Hashable, Sendable, CustomStringConvertible {
    let description: String

    init(_ text: String) {
        let bytes = text.utf8.map {
            $0.isAtomText || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "@") ? $0 : UInt8(ascii: "-")
        }
        description = String(decoding: bytes, as: UTF8.self)
    }

    /// 64 bits in hexadecimal that are the same on every machine (FNV-1a), to name what belongs to this mail.
    var fingerprint: String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in description.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
