/// A mail server and how to talk to it.
package struct SMTPServer: Sendable {
    package enum Security: Hashable, Sendable {
        /// Plain text, for a relay on this machine.
        case none
        /// Plain text until the server agrees to TLS; without that nothing is sent.
        case startTLS
        /// TLS from the first byte (port 465).
        case implicitTLS
    }

    package var host: String
    package var port: Int
    package var security: Security
    package var login: SMTPLogin?
    package var trust: TLSTrust
    /// What we call ourselves in EHLO: a host name of ours, or an address literal.
    package var helloName: String
    package var deadlines: SMTPDeadlines

    package init(
        host: String, port: Int, security: Security, login: SMTPLogin?, trust: TLSTrust, helloName: String,
        deadlines: SMTPDeadlines = .standard
    ) {
        self.host = host
        self.port = port
        self.security = security
        self.login = login
        self.trust = trust
        self.helloName = helloName
        self.deadlines = deadlines
    }

    /// `mail.example.com:587`, for messages.
    package var address: String { "\(bracketedHost):\(port)" }

    var bracketedHost: String { host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host }

    /// Whether the name means this machine whatever a name server says.
    var isLoopback: Bool {
        let name = host.lowercased()
        if name == "localhost" || name == "::1" || name == "[::1]" { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}

/// How long each part of handing over a mail may take.
package struct SMTPDeadlines: Hashable, Sendable {
    /// From the look-up of the name to the accepted login.
    package var connect: Duration
    /// For the answer to each command.
    package var reply: Duration
    /// For each part of the message, up to 64 kB, to be taken.
    package var block: Duration
    /// For the answer to the final dot. RFC 5321 §4.5.3.2.6 wants ten minutes: giving up earlier sends mail twice.
    package var dot: Duration
    /// For everything together.
    package var whole: Duration

    package init(connect: Duration, reply: Duration, block: Duration, dot: Duration, whole: Duration) {
        self.connect = connect
        self.reply = reply
        self.block = block
        self.dot = dot
        self.whole = whole
    }

    package static var standard: SMTPDeadlines {
        SMTPDeadlines(
            connect: .seconds(30), reply: .seconds(60), block: .seconds(180), dot: .seconds(600), whole: .seconds(1_200)
        )
    }
}
