import Testing
import VermilionDomain
import VermilionTransport

@testable import VermilionChannels

@Suite struct `An answer` {
    private static let now = Instant(seconds: 1_445_412_420)  // 2015-10-21T07:27:00Z

    @Test(arguments: [
        (200, Outcome.Kind.delivered), (204, .delivered), (301, .refused), (307, .refused), (400, .refused),
        (401, .misconfigured), (403, .misconfigured), (404, .refused), (408, .retry), (410, .refused),
        (413, .refused), (425, .retry), (429, .retry), (500, .retry), (503, .retry),
    ])
    func `over HTTP is sorted by its status`(status: Int, kind: Outcome.Kind) {
        let response = HTTPResponse(status: status, body: Array("because".utf8), headers: [])
        let outcome = WebAnswer(response, without: .none).outcome(at: Self.now, hint: "check it")
        #expect(outcome.kind == kind)
        #expect(outcome.words.contains("because") && outcome.words.contains("\(status)"))
    }

    @Test func `that came with a good status but does not say that it took the message is not a delivery`() {
        let portal = HTTPResponse(status: 200, body: Array("<html>log in</html>".utf8), headers: [])
        #expect(
            WebAnswer(portal, without: .none).outcome(at: Self.now, hint: "check it", receipt: { _ in nil }).kind
                == .misconfigured)
    }

    @Test(arguments: [
        ("25", Duration.seconds(25)), ("0", .zero), ("Wed, 21 Oct 2015 07:28:00 GMT", .seconds(60)),
        ("Wed, 21 Oct 2015 07:00:00 GMT", .zero), ("99999999", .days(1)),
    ])
    func `may ask to wait, in seconds or until a date`(text: String, wait: Duration) {
        #expect(RetryAfter(text, now: Self.now)?.wait == wait)
        let response = HTTPResponse(status: 429, body: [], headers: [("Retry-After", text)])
        #expect(
            WebAnswer(response, without: .none).outcome(at: Self.now, hint: "")
                == .retry(reason: "HTTP 429", after: wait))
    }

    @Test(arguments: ["", "soon", "-5", "1.5", "Wed, 32 Oct 2015 07:28:00 GMT", "Wed, 21 Oct 2015 27:28:00 GMT"])
    func `that asks for a wait nobody understands is retried in its own time`(text: String) {
        #expect(RetryAfter(text, now: Self.now) == nil)
    }

    @Test(arguments: [
        (421, Outcome.Kind.retry), (450, .retry), (451, .retry), (452, .retry), (454, .retry), (550, .refused),
        (552, .refused), (554, .refused), (530, .misconfigured), (534, .misconfigured), (535, .misconfigured),
        (538, .misconfigured),
    ])
    func `over SMTP is sorted by its code`(code: Int, kind: Outcome.Kind) {
        let reply = SMTPReply(code: code, text: "because")
        let failure = SMTPFailure(.sender, .answered(reply), server: "mail.example.com:587")
        #expect(SMTPOutcome.of(failure).kind == kind)
        #expect(SMTPOutcome.of(failure).words.contains("because"))
    }

    @Test(arguments: [
        ("550 5.1.1 no such user", Outcome.Kind.refused, "nobody has this address"),
        ("550 5.1.1", .refused, "nobody has this address"),
        ("550 5.1.8 who are you", .misconfigured, "`from`"),
        ("552 5.2.2 over quota", .refused, "mailbox is full"), ("452 4.2.2 over quota", .retry, "mailbox is full"),
        ("552 5.3.4 too big", .refused, "larger than the server takes"),
        ("550 5.7.1 relaying denied", .refused, "may want a login"),
        ("550 5.7.60 not as that one", .misconfigured, "may not send as"),
        ("535 5.7.8 bad credentials", .misconfigured, "check user and password"),
        ("534 5.7.9 application-specific password required", .misconfigured, "a password for this program"),
        ("530 5.7.11 not in the clear", .misconfigured, "TLS before the login"),
        ("550 5.7.9 another way", .misconfigured, "another way to log in"),
        ("454 4.7.0 temporary", .retry, "temporary"),
        // Without a code, with an unknown one, and with one of another class than the reply.
        ("550 no such user", .refused, "no such user"), ("550 5.9.9 because", .refused, "because"),
        ("550 4.1.1 mixed up", .refused, "mixed up"), ("535 nobody", .misconfigured, "check user and password"),
        ("535 5.1.1 of something else", .misconfigured, "check user and password"),
    ])
    func `over SMTP says by its enhanced code what to do`(line: String, kind: Outcome.Kind, hint: String) throws {
        let reply = SMTPReply(code: try #require(Int(line.prefix(3))), text: String(line.dropFirst(4)))
        let outcome = SMTPOutcome.of(SMTPFailure(.recipient, .answered(reply), server: "mail.example.com:587"))
        #expect(outcome.kind == kind)
        #expect(outcome.words.contains(hint))
        #expect(outcome.words.contains(line), "the server's words are kept")
        let receipt = SMTPOutcome.of(
            SMTPReceipt(
                final: SMTPReply(code: 250, text: "2.0.0 ok"), refused: [.init(address: "a@example.com", reply: reply)])
        )
        #expect(receipt.missed.map(\.outcome.kind) == [kind])
        #expect(receipt.reply.contains(line) && receipt.reply.contains(hint) && receipt.reply.hasPrefix("250 2.0.0 ok"))
    }

    @Test(arguments: [
        ("450 4.2.0 <a@b>: Recipient address rejected: Greylisted, see https://example.com", true),
        ("451 4.7.1 Graylisting in action, come back later", true), ("451 4.7.1 try again later", false),
        ("550 5.7.1 greylisted for ever", false),
    ])
    func `that comes of greylisting is waited for`(line: String, waits: Bool) throws {
        let reply = SMTPReply(code: try #require(Int(line.prefix(3))), text: String(line.dropFirst(4)))
        let outcome = SMTPOutcome.of(SMTPFailure(.recipient, .answered(reply), server: "mail.example.com:587"))
        #expect(outcome.pause == (waits ? .minutes(5) : nil))
    }

    @Test func `over SMTP tells the faults of a certificate apart`() {
        let faults: [CertificateFault] = [
            .expired, .notYetValid, .otherName, .unknownAuthority, .unreadableAuthorities, .other,
        ]
        let words = faults.map {
            SMTPOutcome.of(SMTPFailure(.certificate, .certificate($0, "…"), server: "mail.example.com:587")).words
        }
        #expect(Set(words).count == faults.count)
    }

    @Test(arguments: [
        (SMTPFailure.Cause.certificate(.expired, "expired"), Outcome.Kind.misconfigured), (.noTLS, .misconfigured),
        (.noLogin, .misconfigured), (.invalid("a blank in an address"), .misconfigured), (.unresolved, .retry),
        (.refused, .retry), (.closed, .retry), (.timedOut, .retry), (.handshake("noise"), .retry),
    ])
    func `that never came is sorted by why`(cause: SMTPFailure.Cause, kind: Outcome.Kind) {
        // Also while logging in: a server that hangs says nothing about the password.
        for phase in [SMTPFailure.Phase.connect, .login, .finish] {
            #expect(SMTPOutcome.of(SMTPFailure(phase, cause, server: "mail.example.com:587")).kind == kind)
        }
    }

    @Test func `that is missing after the final dot is waited for before the mail is repeated`() {
        let failure = SMTPFailure(.finish, .timedOut, isAmbiguous: true, server: "mail.example.com:587")
        guard case .retry(_, after: .seconds(600)) = SMTPOutcome.of(failure) else {
            Issue.record("\(SMTPOutcome.of(failure))")
            return
        }
    }

    @Test func `of one recipient does not hide the others`() {
        let receipt = SMTPReceipt(
            final: SMTPReply(code: 250, text: "queued as 4F2A"),
            refused: [.init(address: "gone@example.com", reply: SMTPReply(code: 550, text: "no such user"))])
        let outcome = Outcome.delivered(SMTPOutcome.of(receipt))
        #expect(outcome.kind == .delivered)
        for words in ["4F2A", "gone@example.com", "no such user"] { #expect(outcome.words.contains(words)) }
        #expect(SMTPOutcome.of(receipt).missed.map(\.recipient) == ["gone@example.com"])
        #expect(SMTPOutcome.of(receipt).missed.map(\.outcome.kind) == [.refused])
    }
}
