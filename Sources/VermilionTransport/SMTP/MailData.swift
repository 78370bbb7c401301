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
        var (line, dots) = (1, 0)
        var rest = message[...]
        while !rest.isEmpty {
            let text = rest.prefix { $0 != 0x0A && $0 != 0x0D && $0 != 0 }
            guard text.count <= Self.longestLine else { throw .longLine(line) }
            if text.first == 0x2E {
                wire.append(0x2E)
                dots += 1
            }
            wire.append(contentsOf: text)
            wire.append(0x0D)
            wire.append(0x0A)
            rest = rest[text.endIndex...]
            if rest.first == 0 { throw .nul }
            // A CR and the LF behind it are one end.
            if rest.popFirst() == 0x0D, rest.first == 0x0A { rest.removeFirst() }
            line += 1
        }
        self.wire = wire
        size = wire.count - dots
        isEightBit = message.reduce(0, |) >= 0x80
    }
}
