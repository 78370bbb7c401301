/// Follows the conversation that libcurl leads, from the greeting to the accepted login, by the server's half of it.
///
/// libcurl's result alone does not tell where it ended, nor what the server said, nor whether anybody logged in:
/// it goes on without when the server offers no login.
struct SMTPHandshake: Sendable {
    private enum Step {
        case greeting, hello, startTLS, login, ready
    }

    private(set) var capabilities = SMTPCapabilities()
    private(set) var lastReply: SMTPReply?
    private(set) var problem: SMTPReplyReader.Problem?
    private(set) var isLoggedIn = false
    private var step = Step.greeting
    private var isSecure: Bool
    private let wantsLogin: Bool
    private var reader = SMTPReplyReader()

    init(with server: SMTPServer) {
        isSecure = server.security != .startTLS
        wantsLogin = server.login != nil
    }

    /// What the server owes an answer to.
    var phase: SMTPFailure.Phase {
        switch step {
        case .greeting: .greeting
        case .hello: .hello
        case .startTLS: .startTLS
        case .login, .ready: .login
        }
    }

    /// False when what came is no SMTP.
    mutating func take(_ bytes: some Sequence<UInt8>) -> Bool {
        do {
            try reader.take(bytes)
        } catch {
            problem = error
            return false
        }
        while let reply = reader.next() { follow(reply) }
        return true
    }

    private mutating func follow(_ reply: SMTPReply) {
        lastReply = reply
        switch (step, reply.code) {
        case (.greeting, 220): step = .hello
        case (.hello, 250):
            capabilities = SMTPCapabilities(reply)
            step = !isSecure ? .startTLS : wantsLogin ? .login : .ready
        case (.startTLS, 220):
            isSecure = true
            capabilities = SMTPCapabilities()  // what was said in the clear counts no more
            step = .hello
        case (.login, 235):
            isLoggedIn = true
            step = .ready
        default: break
        }
    }
}
