/// A message as it goes over the wire: lines end in CRLF, a dot that begins a line is doubled (RFC 5321 §4.5.2).
///
/// A lone CR or LF would end a line for some servers and not for others, and so could smuggle in a second mail
/// behind the first; each becomes CRLF.
struct MailData: Hashable, Sendable {
    enum Problem: Error, Hashable, Sendable {
        case nul
        /// Counted from 1.
        case longLine(Int)
    }

    /// Bytes of a line without its end, RFC 5321 §4.5.3.1.6.
    static var longestLine: Int { 998 }

    /// Ends with CRLF unless it is empty; the final dot is not part of it.
    let wire: [UInt8]
    /// What SIZE counts: with line ends, without doubled dots.
    let size: Int
    let isEightBit: Bool

    init(_ message: [UInt8]) throws(Problem) {
        var wire: [UInt8] = []
        wire.reserveCapacity(message.count + message.count / 32 + 2)
        var line = 1
        var column = 0
        var dots = 0
        var highBits: UInt8 = 0
        var previous: UInt8 = 0

        for byte in message {
            defer { previous = byte }
            switch byte {
            case 0: throw .nul
            case 0x0A where previous == 0x0D: continue  // the line ended at its CR
            case 0x0A, 0x0D:
                wire += [0x0D, 0x0A]
                line += 1
                column = 0
            default:
                guard column < Self.longestLine else { throw .longLine(line) }
                if byte == 0x2E, column == 0 {
                    wire.append(byte)
                    dots += 1
                }
                wire.append(byte)
                column += 1
                highBits |= byte
            }
        }
        if column > 0 { wire += [0x0D, 0x0A] }
        self.wire = wire
        size = wire.count - dots
        isEightBit = highBits >= 0x80
    }
}
