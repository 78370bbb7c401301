import Testing
import VermilionTestSupport

@testable import VermilionTransport

@Suite struct `A mail server's reply` {
    @Test(arguments: [
        ("250 ok\r\n", 250, "ok", nil),
        ("250\r\n", 250, "", nil),
        ("220 a\n", 220, "a", nil),
        ("250-first\r\n250-second\r\n250 third\r\n", 250, "first\nsecond\nthird", nil),
        ("550 5.1.1 no such user\r\n", 550, "5.1.1 no such user", "5.1.1"),
        ("550 4.1.1 the wrong class\r\n", 550, "4.1.1 the wrong class", nil),
        ("250 2.0 too short\r\n", 250, "2.0 too short", nil),
        ("250 bell \u{7} and \u{1B}[31m\r\n", 250, "bell   and  [31m", nil),
    ])
    func `is read with its lines`(wire: String, code: Int, text: String, enhanced: String?) throws {
        var reader = SMTPReplyReader()
        try reader.take(wire.utf8)
        let first = reader.next()
        let reply = try #require(first)
        #expect(reply.code == code)
        #expect(reply.text == text)
        #expect(reply.enhanced == enhanced)
        #expect(reader.hasSome == false)
    }

    @Test func `is one line for people`() {
        #expect(SMTPReply(code: 250, text: "2.0.0 Ok\nqueued as 4F2A").description == "250 2.0.0 Ok queued as 4F2A")
        #expect(SMTPReply(code: 250, text: "").description == "250")
        #expect(SMTPReply(code: 550, text: String(repeating: "x", count: 9_000)).description.count < 310)
    }

    @Test(arguments: [
        "HTTP/1.1 400 Bad Request\r\n", "\r\n", "25 x\r\n", "250_x\r\n", "250-a\r\n251 b\r\n", "199 x\r\n", "600 x\r\n",
    ])
    func `is nothing else than digits and a mark`(wire: String) {
        var reader = SMTPReplyReader()
        #expect(throws: SMTPReplyReader.Problem.notSMTP) { try reader.take(wire.utf8) }
    }

    @Test func `has an end`() {
        var line = SMTPReplyReader()
        #expect(throws: SMTPReplyReader.Problem.tooLong) {
            try line.take("250 ".utf8)
            try line.take(repeatElement(UInt8(ascii: "x"), count: SMTPReplyReader.longestLine))
        }
        var lines = SMTPReplyReader()
        #expect(throws: SMTPReplyReader.Problem.tooLong) {
            for _ in 0..<SMTPReplyReader.longestReply { try lines.take("250-x\r\n".utf8) }
        }
    }

    @Test(arguments: 0..<UInt64(50)) func `does not depend on how the network cuts it`(seed: UInt64) throws {
        var chance = SplitMix64(seed: seed)
        let wire = Array("220 hello\r\n250-a\r\n250-SIZE 5\r\n250 b\r\n550 5.7.1 no\r\n".utf8)
        var reader = SMTPReplyReader()
        var rest = wire[...]
        while !rest.isEmpty {
            let count = min(rest.count, Int.random(in: 1...7, using: &chance))
            try reader.take(rest.prefix(count))
            rest = rest.dropFirst(count)
        }
        let replies = [reader.next(), reader.next(), reader.next()]
        #expect(replies.map { $0?.description } == ["220 hello", "250 a SIZE 5 b", "550 5.7.1 no"])
        #expect(reader.hasSome == false)
    }
}
