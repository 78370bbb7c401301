/// Hands one mail over: sender, recipients, message, final dot (RFC 5321 §3.3).
struct SMTPDialogue {
    private let mail: SMTPMail
    private let connection: SMTPConnection
    private var phase = SMTPFailure.Phase.sender
    /// How much is written when the final dot is.
    private var writtenWithDot: Int?

    init(_ mail: SMTPMail, over connection: SMTPConnection) {
        self.mail = mail
        self.connection = connection
    }

    /// Over a connection that is open.
    mutating func run() throws(SMTPFailure) -> SMTPReceipt {
        do {
            let refused = try sendEnvelope()
            let reply = try sendMessage()
            connection.noteMail()
            return SMTPReceipt(final: reply, refused: refused)
        } catch {
            let isDotSent = writtenWithDot.map { connection.written >= $0 } ?? false
            throw SMTPFailure(
                phase, error, isAmbiguous: isDotSent && !error.isAnswer, server: mail.server.address)
        }
    }

    private mutating func sendEnvelope() throws(SMTPFailure.Cause) -> [SMTPReceipt.Refusal] {
        let offered = connection.handshake.capabilities
        guard offered.unicodeAddresses || !mail.needsUnicodeAddresses else {
            phase = .settings
            throw .invalid("the server takes no addresses beyond ASCII")
        }
        guard offered.eightBit || !mail.data.isEightBit else {
            phase = .settings
            throw .invalid("the message has bytes beyond ASCII, and the server does not take them")
        }
        let sender = "MAIL FROM:<\(mail.sender.text)>\(parameters(offered))"
        let recipients = mail.recipients.map { "RCPT TO:<\($0.text)>" }
        if offered.pipelining {
            // Where nobody is taken, hanging up ends what DATA may have begun: nothing of the message was sent.
            try send(([sender] + recipients + ["DATA"]).joined(separator: "\r\n"), interruption: .answer)
        } else {
            try send(sender)
        }
        try expect(200..<300, try reply())

        phase = .recipient
        var refused: [SMTPReceipt.Refusal] = []
        for (command, address) in zip(recipients, mail.recipients) {
            if !offered.pipelining { try send(command) }
            let reply = try reply()
            if reply.isGoodbye { throw .answered(reply) }
            if !reply.isPositive {
                guard reply.code >= 400 else { throw .outOfStep }
                refused.append(SMTPReceipt.Refusal(address: address.text, reply: reply))
            }
        }
        // With one that may be taken later the mail is worth another try.
        if refused.count == recipients.count,
            let reply = (refused.first { $0.reply.code < 500 } ?? refused.first)?.reply
        {
            throw .answered(reply)
        }
        return refused
    }

    /// Only what the server offered: another one answers with an error.
    private func parameters(_ offered: SMTPCapabilities) -> String {
        (offered.size ? " SIZE=\(mail.data.size)" : "")
            + (mail.data.isEightBit ? " BODY=8BITMIME" : "")
            + (mail.needsUnicodeAddresses ? " SMTPUTF8" : "")
    }

    private mutating func sendMessage() throws(SMTPFailure.Cause) -> SMTPReply {
        phase = .data
        if !connection.handshake.capabilities.pipelining { try send("DATA") }
        try expect(354..<355, try reply())

        phase = .body
        var rest = mail.data.wire[...]
        writtenWithDot = connection.written + rest.count + Self.dot.count
        while rest.count > Self.block {
            try send(block: rest.prefix(Self.block))
            rest = rest.dropFirst(Self.block)
        }
        // In one piece with the dot: a packet less, and what is refused before its end was refused at the last look.
        try send(block: rest + Self.dot)

        phase = .finish
        let reply = try connection.reply(within: mail.server.deadlines.dot)
        try expect(200..<300, reply)
        return reply
    }

    private static let dot: [UInt8] = [0x2E, 0x0D, 0x0A]
    private static let block = 64 << 10

    private func send(block: ArraySlice<UInt8>) throws(SMTPFailure.Cause) {
        try connection.send(block, within: mail.server.deadlines.block, interruption: .refusal)
    }

    private func send(
        _ command: String, interruption: SMTPConnection.Interruption = .unasked
    ) throws(SMTPFailure.Cause) {
        try connection.send(
            [UInt8]("\(command)\r\n".utf8)[...], within: mail.server.deadlines.reply, interruption: interruption)
    }

    private func reply() throws(SMTPFailure.Cause) -> SMTPReply {
        try connection.reply(within: mail.server.deadlines.reply)
    }

    private func expect(_ codes: Range<Int>, _ reply: SMTPReply) throws(SMTPFailure.Cause) {
        if codes.contains(reply.code) { return }
        throw reply.code >= 400 ? .answered(reply) : .outOfStep
    }
}

extension SMTPFailure.Cause {
    fileprivate var isAnswer: Bool {
        if case .answered = self { true } else { false }
    }
}
