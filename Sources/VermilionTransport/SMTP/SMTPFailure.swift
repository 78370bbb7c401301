/// Why a mail was not handed over, and how far it came.
package struct SMTPFailure: Error, Hashable, Sendable {
    /// In the order of the conversation.
    package enum Phase: Hashable, Sendable, CaseIterable {
        case settings, resolve, connect, greeting, hello, startTLS, certificate, login, sender, recipient, data, body
        case finish
    }

    package enum Cause: Error, Hashable, Sendable {
        /// The server's answer ended it.
        case answered(SMTPReply)
        /// Nothing was sent: what we were given cannot be sent, in words.
        case invalid(String)
        case unresolved
        case refused
        case closed
        case timedOut
        case cancelled
        /// The server does not offer TLS.
        case noTLS
        /// The TLS library's words.
        case handshake(String)
        /// With the TLS library's words.
        case certificate(CertificateFault, String)
        /// The server offers no way to log in that does not give the password away or that we know.
        case noLogin
        /// What came is no reply, or one that nobody asked for: from here on answers cannot be told apart.
        case outOfStep
        case replyTooLong
        /// Anything else, by libcurl's number and general words for it.
        case other(code: Int, String)
    }

    package let phase: Phase
    package let cause: Cause
    /// The final dot was sent and no answer to it came: the mail may have been taken.
    package let isAmbiguous: Bool
    /// `mail.example.com:587`.
    package let server: String

    package init(_ phase: Phase, _ cause: Cause, isAmbiguous: Bool = false, server: String) {
        self.phase = phase
        self.cause = cause
        self.isAmbiguous = isAmbiguous
        self.server = server
    }

    /// Whether the same mail may succeed later without anybody mending anything.
    package var isWorthRetrying: Bool {
        switch cause {
        case .answered(let reply): reply.code >= 400 && reply.code < 500
        case .invalid, .noTLS, .certificate, .noLogin: false
        case .unresolved, .refused, .closed, .timedOut, .cancelled, .handshake, .outOfStep, .replyTooLong, .other: true
        }
    }

    /// What the server said, when that is why.
    package var reply: SMTPReply? {
        if case .answered(let reply) = cause { reply } else { nil }
    }
}

extension SMTPFailure: CustomStringConvertible {
    package var description: String {
        let doubt = isAmbiguous ? "; the mail may have been taken" : ""
        switch cause {
        case .invalid(let words): return "not sent to \(server): \(words)"
        case .answered(let reply): return "\(server) refused \(phase.words): \(reply)"
        case .unresolved: return "\(server): the host name cannot be resolved"
        case .refused: return "\(server): the connection was refused, or there is no way to the host"
        case .closed: return "\(server) hung up \(phase.moment)\(doubt)"
        case .timedOut: return "\(server) did not answer in time \(phase.moment)\(doubt)"
        case .cancelled: return "\(server): cancelled \(phase.moment)\(doubt)"
        case .noTLS: return "\(server) does not offer TLS"
        case .handshake(let words): return "\(server): no TLS connection: \(words)"
        case .certificate(_, let words): return "\(server): the certificate is not trusted: \(words)"
        case .noLogin: return "\(server) offers no login that we know (PLAIN, LOGIN, or XOAUTH2 with a token)"
        case .outOfStep: return "\(server) sent something that is no answer \(phase.moment)\(doubt)"
        case .replyTooLong: return "\(server) sent an answer without end \(phase.moment)\(doubt)"
        case .other(let code, let words): return "\(server): \(words) (curl \(code)) \(phase.moment)\(doubt)"
        }
    }
}

extension SMTPFailure.Phase {
    fileprivate var words: String {
        switch self {
        case .settings: "the settings"
        case .resolve, .connect, .greeting: "the connection"
        case .hello: "the hello"
        case .startTLS, .certificate: "TLS"
        case .login: "the login"
        case .sender: "the sender"
        case .recipient: "the recipient"
        case .data, .body, .finish: "the message"
        }
    }

    fileprivate var moment: String {
        switch self {
        case .settings: "before connecting"
        case .resolve: "while the name was looked up"
        case .connect: "while connecting"
        case .greeting: "before its greeting"
        case .hello: "after the hello"
        case .startTLS, .certificate: "while TLS was set up"
        case .login: "at the login"
        case .sender: "at the sender"
        case .recipient: "at the recipients"
        case .data: "before the message"
        case .body: "in the middle of the message"
        case .finish: "after the whole message"
        }
    }
}
