/// One text of a mail, in the plainest encoding that every server leaves alone.
struct MailPart: Hashable, Sendable {
    enum Encoding: String, Hashable, Sendable {
        case asIs = "7bit"
        case quotedPrintable = "quoted-printable"
        case base64
    }

    /// `text/plain` or `text/html`.
    let type: String
    let encoding: Encoding
    /// Without line ends; at most 76 characters each, all ASCII.
    let lines: [[UInt8]]

    init(type: String, text: String) {
        self.type = type
        let source = MailPart.lines(of: text)
        if source.allSatisfy(MailPart.isSafe) {
            (encoding, lines) = (.asIs, source)
            return
        }
        let quoted = source.flatMap(QuotedPrintable.lines)
        let canonical = Array(source.joined(separator: [13, 10]))
        let letters = Base64.lines(canonical)
        let isShorter = quoted.reduce(0) { $0 + $1.count + 2 } <= letters.reduce(0) { $0 + $1.count + 2 }
        (encoding, lines) = isShorter ? (.quotedPrintable, quoted) : (.base64, letters)
    }

    /// CR, LF and CRLF all end a line.
    private static func lines(of text: String) -> [[UInt8]] {
        var lines: [[UInt8]] = [[]]
        var previous: UInt8 = 0
        for byte in text.utf8 {
            if byte == 13 || (byte == 10 && previous != 13) {
                lines.append([])
            } else if byte != 10 {
                lines[lines.count - 1].append(byte)
            }
            previous = byte
        }
        return lines
    }

    private static func isSafe(_ line: [UInt8]) -> Bool {
        line.count <= 76 && line.allSatisfy { (32...126).contains($0) } && line.last != UInt8(ascii: " ")
            && line.first != UInt8(ascii: ".") && !line.starts(with: "From ".utf8)
    }
}
