import VermilionTransport

/// What the enhanced status code of a mail server's refusal means for whoever runs the channel.
///
/// RFC 3463, and the registry of RFC 5248 (www.iana.org/assignments/smtp-enhanced-status-codes). A code's first number
/// is the class, which the reply's own code says again; what follows says what it is about.
struct MailStatus: Hashable, Sendable {
    let hint: String
    /// Whether no mail of this channel will get through before somebody changes its settings.
    let isOfSettings: Bool
    private let isOfLogin: Bool

    /// Nil when the reply has no such code, or one that says nothing more than the reply itself.
    init?(_ reply: SMTPReply) {
        guard let status = reply.enhanced, let dot = status.firstIndex(of: ".") else { return nil }
        let subject = String(status[status.index(after: dot)...])
        // What the rules forbid only for now is forbidden to everybody who comes too fast or for the first time.
        guard let (hint, kind) = MailStatus.hints[subject], reply.code >= 500 || !subject.hasPrefix("7.") else {
            return nil
        }
        self.hint = hint
        isOfSettings = kind != .recipient
        isOfLogin = kind == .login
    }

    /// Where the code is about the login.
    var loginHint: String? { isOfLogin ? hint : nil }

    private enum Kind {
        case login, settings, recipient
    }

    private static let hints: [String: (hint: String, kind: Kind)] = [
        "1.1": ("nobody has this address: check the channel's recipients", .recipient),
        "1.2": ("the domain takes no mail: check the channel's recipients", .recipient),
        "1.3": ("the server does not understand this address", .recipient),
        "1.6": ("the recipient has another address now", .recipient),
        "1.7": ("the server does not understand the address in `from`", .settings),
        "1.8": ("the server does not know the domain in `from`", .settings),
        "1.10": ("the domain takes no mail: check the channel's recipients", .recipient),
        "2.1": ("the recipient's mailbox is closed", .recipient),
        "2.2": ("the recipient's mailbox is full", .recipient),
        "2.3": ("the mail is larger than the recipient may get", .recipient),
        "3.1": ("the server's disk is full", .recipient),
        "3.4": ("the mail is larger than the server takes", .recipient),
        "7.1": ("the server's rules forbid it: it may want a login, or another `from`", .recipient),
        "7.3": ("check user and password, and that the server lets this user send", .login),
        "7.8": ("check user and password", .login),
        "7.9": ("the server wants another way to log in: perhaps oauth, or a password for this program alone", .login),
        "7.10": ("the server wants TLS", .settings),
        "7.11": ("the server wants TLS before the login", .login),
        "7.12": ("the server wants a new password", .login),
        "7.13": ("the user is locked out at the server", .login),
        "7.14": ("the server does not trust this machine", .login),
        "7.20": (
            "the mail has no DKIM signature that passes: use a relay that signs for the domain in `from`", .settings
        ),
        "7.23": ("SPF of the domain in `from` does not name this server", .settings),
        "7.25": ("this machine's address has no name in DNS: use a relay", .settings),
        "7.26": ("neither SPF nor DKIM pass for the domain in `from`", .settings),
        "7.27": ("the domain in `from` takes no mail", .settings),
        // Microsoft's own.
        "7.60": ("the user may not send as `from`", .settings),
    ]
}
