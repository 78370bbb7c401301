/// Puts a server's bytes together to replies.
///
/// A value: what comes of the bytes does not depend on how the network cut them. A server that never ends its line or
/// its reply is stopped at a limit.
struct SMTPReplyReader: Sendable {
    enum Problem: Error, Hashable, Sendable {
        case notSMTP
        case tooLong
    }

    static var longestLine: Int { 8 << 10 }
    static var longestReply: Int { 64 << 10 }

    private var line: [UInt8] = []
    private var code: Int?
    private var texts: [String] = []
    private var length = 0
    private var complete: [SMTPReply] = []

    /// Whether anything came that is not taken yet, be it only half a line.
    var hasSome: Bool { !line.isEmpty || code != nil || !complete.isEmpty }

    var hasComplete: Bool { !complete.isEmpty }

    /// Of complete replies.
    var count: Int { complete.count }

    /// The oldest reply that is complete.
    mutating func next() -> SMTPReply? { complete.isEmpty ? nil : complete.removeFirst() }

    mutating func take(_ bytes: some Sequence<UInt8>) throws(Problem) {
        for byte in bytes {
            length += 1
            guard length <= Self.longestReply, line.count < Self.longestLine else { throw .tooLong }
            if byte == 0x0A { try endLine() } else { line.append(byte) }
        }
    }

    private mutating func endLine() throws(Problem) {
        defer { line = [] }
        if line.last == 0x0D { line.removeLast() }
        let digits = line.prefix(3)
        guard digits.count == 3, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { throw .notSMTP }
        let number = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        let mark = line.count > 3 ? line[3] : 0x20
        guard (200..<600).contains(number), code == nil || code == number, mark == 0x20 || mark == 0x2D else {
            throw .notSMTP
        }
        code = number
        texts.append(Self.printable(line.dropFirst(4)))
        if mark == 0x20 {
            complete.append(SMTPReply(code: number, text: texts.joined(separator: "\n")))
            code = nil
            texts = []
            length = 0
        }
    }

    private static func printable(_ bytes: ArraySlice<UInt8>) -> String {
        var text = ""
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: text.unicodeScalars.append(" ")
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
