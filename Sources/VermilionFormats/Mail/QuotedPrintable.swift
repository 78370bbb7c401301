/// Text that stays readable, with `=E3` for what is not ASCII (RFC 2045, 6.7).
enum QuotedPrintable {
    /// One line of text as lines of at most 76 characters, all but the last ending in a soft break.
    static func lines(_ line: [UInt8]) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var current: [UInt8] = []
        for (index, byte) in line.enumerated() {
            let isLast = index == line.count - 1
            var piece = isLiteral(byte, isLast: isLast) ? [byte] : hex(byte)
            // The soft break takes one column, the last piece of a line none.
            if current.count + piece.count > (isLast ? 76 : 75) {
                lines.append(current + [UInt8(ascii: "=")])
                current = []
            }
            // What mail servers and mail boxes would change at the start of a line.
            if current.isEmpty, byte == UInt8(ascii: ".") || line[index...].starts(with: "From ".utf8) {
                piece = hex(byte)
            }
            current += piece
        }
        return lines + [current]
    }

    private static func isLiteral(_ byte: UInt8, isLast: Bool) -> Bool {
        switch byte {
        case UInt8(ascii: "="): false
        case UInt8(ascii: " "), UInt8(ascii: "\t"): !isLast
        default: (33...126).contains(byte)
        }
    }

    private static func hex(_ byte: UInt8) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        return [UInt8(ascii: "="), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
}
