import Testing

@testable import VermilionFormats

@Suite struct `An encoding` {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ]) func `in Base64 is that of RFC 4648`(text: String, encoded: String) {
        #expect(Base64.encode(Array(text.utf8)) == encoded)
    }

    @Test(arguments: 0..<UInt64(300)) func `gives back every text`(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let scalars: [Unicode.Scalar] = [
            "a", "b", " ", "=", ".", "\t", "\n", "\u{E9}", "未", "\u{1F600}", "F", "r", "o", "m", "\u{7F}",
        ]
        // From hardly anything but ASCII to hardly any, so that each encoding has its turn.
        let range = Int.random(in: 1...scalars.count, using: &random)
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...400, using: &random) {
            text.append(scalars[Int.random(in: 0..<range, using: &random)])
        }
        let part = MailPart(type: "text/plain", text: String(text))
        #expect(part.lines.allSatisfy { $0.count <= 76 && $0.allSatisfy { $0 < 0x7F } })
        #expect(part.lines.allSatisfy { $0.first != UInt8(ascii: ".") && $0.last != UInt8(ascii: " ") })
        let decoded: [UInt8]
        switch part.encoding {
        case .asIs: decoded = Array(part.lines.joined(separator: [13, 10]))
        case .quotedPrintable: decoded = Decoding.quotedPrintable(part.lines)
        case .base64: decoded = try Decoding.base64(part.lines.flatMap(\.self))
        }
        #expect(String(decoding: decoded, as: UTF8.self) == String(text).replacing("\n", with: "\r\n"))
    }
}

/// The way back, written for the tests alone.
private enum Decoding {
    struct NotBase64: Error {}

    static func base64(_ letters: [UInt8]) throws -> [UInt8] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var bytes: [UInt8] = []
        var bits = 0
        var count = 0
        for letter in letters where letter != UInt8(ascii: "=") {
            guard let value = alphabet.firstIndex(of: letter) else { throw NotBase64() }
            bits = (bits << 6 | value) & 0xFFFF
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(bits >> count & 0xFF))
            }
        }
        return bytes
    }

    static func quotedPrintable(_ lines: [[UInt8]]) -> [UInt8] {
        var bytes: [UInt8] = []
        for (index, line) in lines.enumerated() {
            var rest = line[...]
            var isSoft = false
            while let byte = rest.popFirst() {
                guard byte == UInt8(ascii: "=") else {
                    bytes.append(byte)
                    continue
                }
                if rest.isEmpty {
                    isSoft = true
                } else {
                    bytes.append(UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) ?? 0)
                }
                rest = rest.dropFirst(2)
            }
            if !isSoft, index < lines.count - 1 { bytes += [13, 10] }
        }
        return bytes
    }
}
