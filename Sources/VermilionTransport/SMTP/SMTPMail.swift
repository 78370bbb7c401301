/// A mail and its server, checked as far as that is possible without connecting.
struct SMTPMail: Sendable {
    let server: SMTPServer
    let sender: EnvelopeAddress
    let recipients: [EnvelopeAddress]
    let data: MailData

    init(_ message: [UInt8], _ envelope: Envelope, to server: SMTPServer) throws(SMTPFailure) {
        self.server = server
        do throws(SMTPFailure.Cause) {
            try SMTPMail.check(server)
            sender = try SMTPMail.address(envelope.from)
            guard !envelope.to.isEmpty else { throw .invalid("there is no recipient") }
            var recipients: [EnvelopeAddress] = []
            for text in envelope.to { recipients.append(try SMTPMail.address(text)) }
            self.recipients = recipients
            data = try SMTPMail.data(message)
        } catch {
            throw SMTPFailure(.settings, error, server: server.isNamed ? server.address : "the mail server")
        }
    }

    var needsUnicodeAddresses: Bool { !([sender] + recipients).allSatisfy(\.isASCII) }

    private static func address(_ text: String) throws(SMTPFailure.Cause) -> EnvelopeAddress {
        guard let address = EnvelopeAddress(text) else {
            throw .invalid("\(String(reflecting: text)) is not a mail address")
        }
        return address
    }

    private static func data(_ message: [UInt8]) throws(SMTPFailure.Cause) -> MailData {
        do {
            return try MailData(message)
        } catch {
            switch error {
            case .nul: throw .invalid("the message holds a NUL byte")
            case .longLine(let line):
                throw .invalid("line \(line) of the message is longer than \(MailData.longestLine) bytes")
            }
        }
    }

    private static func check(_ server: SMTPServer) throws(SMTPFailure.Cause) {
        guard server.isNamed else { throw .invalid("the server's name is not a host name") }
        guard (1...65_535).contains(server.port) else { throw .invalid("\(server.port) is not a port") }
        guard SMTPServer.isHostName(server.helloName) else {
            throw .invalid("the name for EHLO is not a host name")
        }
        guard let login = server.login else { return }
        guard !login.user.isEmpty, !(login.user + login.secret).utf8.contains(0) else {
            throw .invalid("the login has no user or holds a NUL")
        }
        guard server.security != .none || server.isLoopback else {
            throw .invalid("a password is not sent without TLS, except to this machine")
        }
    }
}

extension SMTPServer {
    var isNamed: Bool { SMTPServer.isHostName(host) }

    /// Letters, digits and what addresses and literals are made of. A name beyond ASCII is written in its xn-- form:
    /// how libcurl would turn it depends on the locale.
    static func isHostName(_ name: String) -> Bool {
        (1...255).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: ".-_:[]".utf8.contains(byte)
                }
            }
    }
}
