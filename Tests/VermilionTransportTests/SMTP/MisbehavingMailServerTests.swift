import Testing
import VermilionTestSupport

@testable import VermilionTransport

@Suite struct `A mail server that misbehaves` {
    private static let message = Array("Subject: x\r\n\r\n.dot\r\n".utf8)
    private static let recipients = ["one@example.com", "two@example.com"]
    private static let login = SMTPLogin(user: "vermilion", password: "canary-7c1")

    static let hello: [ScriptedServer.Step] = [
        .say("220 mail.example.com\r\n"), .hear, .say("250-mail.example.com\r\n250 SIZE 1000\r\n"),
    ]
    static let ok: [ScriptedServer.Step] = [.hear, .say("250 ok\r\n")]
    static let envelope = hello + ok + ok + ok
    static let data: [ScriptedServer.Step] = envelope + [.hear, .say("354 go\r\n")]

    /// More than fits into the buffers on its way.
    private static let large = Array(String(repeating: "0123456789\n", count: 600_000).utf8)

    /// Long enough for anything on this machine, short enough to wait for its end.
    static let brief = SMTPDeadlines(
        connect: .seconds(1), reply: .milliseconds(600), block: .milliseconds(600), dot: .milliseconds(600),
        whole: .seconds(20))

    private static func submit(
        to scripted: ScriptedServer, _ message: [UInt8] = message, security: SMTPServer.Security = .none,
        login: SMTPLogin? = nil, deadlines: SMTPDeadlines = .standard
    ) async throws(SMTPFailure) -> SMTPReceipt {
        try await SMTPClient().submit(
            message, envelope: Envelope(from: sender, to: recipients),
            to: server(scripted.port, security: security, login: login, deadlines: deadlines))
    }

    private static func failure(
        _ steps: [ScriptedServer.Step], _ message: [UInt8] = message, security: SMTPServer.Security = .none,
        login: SMTPLogin? = nil, deadlines: SMTPDeadlines = .standard
    ) async throws -> SMTPFailure {
        let scripted = try ScriptedServer(steps)
        let failure = try #require(
            await #expect(throws: SMTPFailure.self) {
                try await submit(to: scripted, message, security: security, login: login, deadlines: deadlines)
            })
        #expect(!failure.description.contains("canary"))
        return failure
    }

    // MARK: What it says

    struct Refusal: Sendable {
        let steps: [ScriptedServer.Step]
        let phase: SMTPFailure.Phase
        let code: Int
    }

    @Test(arguments: [
        Refusal(steps: [.say("421 busy\r\n")], phase: .greeting, code: 421),
        Refusal(steps: [.say("554 go away\r\n")], phase: .greeting, code: 554),
        Refusal(
            steps: [.say("220 a\r\n"), .hear, .say("502 what\r\n"), .hear, .say("550 no\r\n")], phase: .hello, code: 550
        ),
        Refusal(steps: hello + [.hear, .say("421 4.3.2 stopping\r\n")], phase: .sender, code: 421),
        Refusal(steps: hello + [.hear, .say("451 4.3.0 later\r\n")], phase: .sender, code: 451),
        Refusal(steps: hello + [.hear, .say("550 5.7.1 not you\r\n")], phase: .sender, code: 550),
        Refusal(
            steps: hello + ok + [.hear, .say("550 no\r\n"), .hear, .say("450 later\r\n")], phase: .recipient, code: 450),
        Refusal(
            steps: hello + ok + [.hear, .say("550 no\r\n"), .hear, .say("553 nor\r\n")], phase: .recipient, code: 550),
        Refusal(steps: hello + ok + ok + [.hear, .say("421 bye\r\n")], phase: .recipient, code: 421),
        Refusal(steps: envelope + [.say("421 too slow\r\n"), .hear], phase: .data, code: 421),
        Refusal(steps: envelope + [.hear, .say("451 no\r\n")], phase: .data, code: 451),
        Refusal(steps: data + [.hearMail, .say("554 5.7.1 spam\r\n")], phase: .finish, code: 554),
        Refusal(steps: data + [.hearMail, .say("421 4.3.2 stopping\r\n")], phase: .finish, code: 421),
        Refusal(steps: data + [.hearMail, .say("452-4.3.1 disk\r\n452 4.3.1 full\r\n")], phase: .finish, code: 452),
    ])
    func `is quoted`(refusal: Refusal) async throws {
        let failure = try await Self.failure(refusal.steps)
        #expect(failure.phase == refusal.phase)
        #expect(failure.reply?.code == refusal.code)
        #expect(!failure.isAmbiguous)
        #expect(failure.description.contains("\(refusal.code) "))
    }

    @Test func `refuses one recipient of two`() async throws {
        let scripted = try ScriptedServer(
            Self.hello + Self.ok + [.hear, .say("450 4.2.0 greylisted\r\n")] + Self.ok + [
                .hear, .say("354 go\r\n"), .hearMail, .say("250 2.0.0 queued as X\r\n"), .hear, .say("221 bye\r\n"),
            ])
        let receipt = try await Self.submit(to: scripted)
        #expect(receipt.final.description == "250 2.0.0 queued as X")
        #expect(receipt.refused.map(\.address) == ["one@example.com"])
        #expect(receipt.refused.map(\.reply.description) == ["450 4.2.0 greylisted"])
        // A machine that is busy may have said goodbye meanwhile.
        #expect(
            scripted.heard[0].hasPrefix(
                "EHLO client.example.com\r\nMAIL FROM:<\(sender)> SIZE=20\r\nRCPT TO:<one@example.com>\r\n"
                    + "RCPT TO:<two@example.com>\r\nDATA\r\nSubject: x\r\n\r\n..dot\r\n.\r\n"))
    }

    @Test(arguments: [[.silence], []] as [[ScriptedServer.Step]])
    func `refuses a large message before its end, and may hang up`(end: [ScriptedServer.Step]) async throws {
        let failure = try await Self.failure(
            Self.data + [.hear, .say("552 5.3.4 too large\r\n")] + end, Self.large)
        #expect(failure.phase == .body)
        #expect(failure.reply?.code == 552)
        #expect(!failure.isAmbiguous)
    }

    @Test func `wants the message although it takes no recipient, and gets none`() async throws {
        let scripted = try ScriptedServer([
            .say("220 a\r\n"), .hear, .say("250-a\r\n250 PIPELINING\r\n"), .hear, .hear, .hear, .hear,
            .say("250 ok\r\n550 no\r\n550 nor\r\n354 go\r\n"), .silence,
        ])
        let failure = try #require(await #expect(throws: SMTPFailure.self) { try await Self.submit(to: scripted) })
        #expect(failure.phase == .recipient)
        #expect(failure.reply?.code == 550)
        await scripted.hears("gone")
        #expect(scripted.heard[0].hasSuffix("DATA\r\n"))
    }

    @Test func `gets several commands at once only where it offers that`() async throws {
        let scripted = try ScriptedServer([
            .say("220 a\r\n"), .hear, .say("250-a\r\n250 PIPELINING\r\n"), .hear, .hear, .hear, .hear,
            .say("250 ok\r\n550 no\r\n250 ok\r\n354 go\r\n"), .hearMail, .say("250 ok\r\n"), .hear,
            .say("221 bye\r\n"),
        ])
        let receipt = try await Self.submit(to: scripted)
        #expect(receipt.refused.map(\.address) == ["one@example.com"])
        #expect(scripted.heard.first?.hasPrefix("EHLO client.example.com\r\nMAIL FROM:<\(sender)>\r\n") == true)
    }

    // MARK: TLS and login

    @Test func `offers no TLS and gets nothing`() async throws {
        let scripted = try ScriptedServer(Self.hello + [.silence])
        let failure = try #require(
            await #expect(throws: SMTPFailure.self) {
                try await Self.submit(to: scripted, security: .startTLS, login: Self.login)
            })
        #expect(failure.phase == .startTLS)
        #expect(failure.cause == .noTLS)
        #expect(scripted.heard == ["EHLO client.example.com\r\n"])
    }

    @Test func `refuses TLS and gets nothing`() async throws {
        let offer: [ScriptedServer.Step] = [.say("220 a\r\n"), .hear, .say("250-a\r\n250 STARTTLS\r\n"), .hear]
        let refused = try await Self.failure(
            offer + [.say("454 not now\r\n"), .silence], security: .startTLS, login: Self.login)
        #expect(refused.phase == .startTLS)
        #expect(refused.reply?.code == 454)
        let garbage = try await Self.failure(
            offer + [.say("220 go\r\n"), .say("no TLS at all, sorry\r\n")], security: .startTLS, login: Self.login)
        // What comes in one piece with the consent is refused before TLS looks at it.
        var isHandshake = false
        if case .handshake = garbage.cause { isHandshake = true }
        #expect(isHandshake || garbage.cause == .outOfStep)
        #expect(garbage.reply == nil)
    }

    @Test func `offers no login and gets nothing`() async throws {
        let scripted = try ScriptedServer(Self.hello + [.silence])
        let failure = try #require(
            await #expect(throws: SMTPFailure.self) { try await Self.submit(to: scripted, login: Self.login) })
        #expect(failure.phase == .login)
        #expect(failure.cause == .noLogin)
        #expect(scripted.heard == ["EHLO client.example.com\r\n"])
    }

    @Test(arguments: [("454 4.7.0 later\r\n", 454), ("535 5.7.8 no\r\n", 535), ("421 bye\r\n", 421)])
    func `refuses the login, and is asked for none that it only half knows`(answer: String, code: Int) async throws {
        let scripted = try ScriptedServer([
            .say("220 a\r\n"), .hear, .say("250-a\r\n250 AUTH NTLM CRAM-MD5 LOGIN PLAIN\r\n"), .hear, .say(answer),
        ])
        let failure = try #require(
            await #expect(throws: SMTPFailure.self) { try await Self.submit(to: scripted, login: Self.login) })
        #expect(failure.phase == .login)
        #expect(failure.reply?.code == code)
        #expect(scripted.heard.first?.contains("AUTH PLAIN ") == true)
    }

    @Test(arguments: ["canary-7c1", "Y2FuYXJ5LTdjMQ==", "AHZlcm1pbGlvbgBjYW5hcnktN2Mx"])
    func `quotes the password, which is not passed on`(quoted: String) async throws {
        let failure = try await Self.failure(
            [
                .say("220 a\r\n"), .hear, .say("250-a\r\n250 AUTH PLAIN\r\n"), .hear,
                .say("535-no to \(quoted)\r\n535 nor to \(quoted).\r\n"),
            ], login: Self.login)
        #expect(failure.description.hasSuffix(" refused the login: 535 no to *** nor to ***."))
    }

    // MARK: Silence and the end of the line

    struct Stop: Sendable {
        let steps: [ScriptedServer.Step]
        let phase: SMTPFailure.Phase
        var isAmbiguous = false
    }

    static let stops = [
        Stop(steps: [], phase: .greeting),
        Stop(steps: [.say("220 a\r\n"), .hear], phase: .hello),
        Stop(steps: hello + [.hear], phase: .sender),
        Stop(steps: hello + ok + [.hear], phase: .recipient),
        Stop(steps: envelope + [.hear], phase: .data),
        Stop(steps: data + [.hearMail], phase: .finish, isAmbiguous: true),
        Stop(steps: data + [.hearMail, .say("250 ha")], phase: .finish, isAmbiguous: true),
        Stop(steps: data + [.hearMail, .say("250-half\r\n")], phase: .finish, isAmbiguous: true),
    ]

    @Test(arguments: stops) func `hangs up`(stop: Stop) async throws {
        let failure = try await Self.failure(stop.steps)
        #expect(failure.cause == .closed)
        #expect(failure.phase == stop.phase)
        #expect(failure.isAmbiguous == stop.isAmbiguous)
        #expect(failure.description.contains("may have been taken") == stop.isAmbiguous)
    }

    /// Before the greeting a broken connection is as good as none.
    @Test(arguments: stops.dropFirst()) func `breaks the connection`(stop: Stop) async throws {
        let failure = try await Self.failure(stop.steps + [.reset])
        #expect(failure.phase == stop.phase)
        #expect(failure.isAmbiguous == stop.isAmbiguous)
    }

    @Test(arguments: stops) func `falls silent`(stop: Stop) async throws {
        let failure = try await Self.failure(stop.steps + [.silence], deadlines: Self.brief)
        #expect(failure.cause == .timedOut)
        #expect(failure.phase == stop.phase)
        #expect(failure.isAmbiguous == stop.isAmbiguous)
    }

    @Test func `hangs up in the middle of a message, which is not taken`() async throws {
        let failure = try await Self.failure(Self.data + [.hear, .reset], Self.large)
        #expect(failure.phase == .body)
        #expect(!failure.isAmbiguous)
    }

    @Test func `stops reading in the middle of a message`() async throws {
        let scripted = try ScriptedServer(Self.data + [.drip("2", every: .seconds(60))])
        let failure = try #require(
            await #expect(throws: SMTPFailure.self) {
                try await Self.submit(to: scripted, Self.large, deadlines: Self.brief)
            })
        #expect(failure.phase == .body)
        #expect(failure.cause == .timedOut)
        #expect(!failure.isAmbiguous)
    }

    @Test(arguments: [
        Stop(steps: [], phase: .greeting), Stop(steps: [.say("220 a\r\n"), .hear], phase: .hello),
        Stop(steps: hello + [.hear], phase: .sender),
        Stop(steps: data + [.hearMail], phase: .finish, isAmbiguous: true),
    ])
    func `answers a byte at a time`(stop: Stop) async throws {
        let slow = String(repeating: "250-slow\r\n", count: 100)
        let failure = try await Self.failure(
            stop.steps + [.drip(slow, every: .milliseconds(50))], deadlines: Self.brief)
        #expect(failure.phase == stop.phase)
        #expect(failure.isAmbiguous == stop.isAmbiguous)
        #expect(failure.cause == .timedOut || stop.phase == .greeting)
    }

    @Test(
        arguments: [
            Stop(steps: [.say("220-a\r\n")], phase: .greeting), Stop(steps: [.say("220 a\r\n"), .hear], phase: .hello),
            Stop(steps: hello + [.hear], phase: .sender),
            Stop(steps: data + [.hearMail], phase: .finish, isAmbiguous: true),
        ], ["250-and on\r\n", "250 and on and "])
    func `never comes to an end`(stop: Stop, line: String) async throws {
        // A line without end goes into libcurl's own buffer first: there it counts as no SMTP, or as too late.
        let failure = try await Self.failure(stop.steps + [.endlessly(line)], deadlines: Self.brief)
        #expect(failure.phase == stop.phase)
        #expect(failure.isAmbiguous == stop.isAmbiguous)
        if stop.phase == .sender || stop.phase == .finish { #expect(failure.cause == .replyTooLong) }
    }

    @Test(arguments: [
        Stop(steps: hello + [.hear, .say("250 ok\r\n250 ok\r\n"), .silence], phase: .recipient),
        Stop(steps: hello + ok + [.hear, .say("250 ok\r\n550 no\r\n"), .silence], phase: .recipient),
        Stop(steps: hello + ok + ok + [.hear, .say("250 ok\r\n354 go\r\n"), .silence], phase: .data),
        Stop(steps: hello + [.hear, .say("250 ok\r\n25"), .silence], phase: .recipient),
        Stop(steps: hello + [.hear, .say("this is no SMTP\r\n"), .silence], phase: .sender),
        Stop(steps: data + [.hearMail, .say("this is no SMTP\r\n"), .silence], phase: .finish, isAmbiguous: true),
        Stop(steps: data + [.hearMail, .say("354 again\r\n"), .silence], phase: .finish, isAmbiguous: true),
        Stop(steps: [.say("HTTP/1.1 400 Bad Request\r\n\r\n"), .silence], phase: .greeting),
    ])
    func `answers what nobody asked`(stop: Stop) async throws {
        let failure = try await Self.failure(stop.steps, deadlines: Self.brief)
        #expect(failure.cause == .outOfStep || stop.phase == .greeting)
        #expect(failure.reply == nil)
        #expect(failure.phase == stop.phase)
        #expect(failure.isAmbiguous == stop.isAmbiguous)
    }

    @Test(arguments: [ScriptedServer.Step.silence, .reset, .endlessly("221 bye\r\n"), .say("500 what\r\n")])
    func `spoils the goodbye, which changes nothing`(end: ScriptedServer.Step) async throws {
        let scripted = try ScriptedServer(Self.data + [.hearMail, .say("250 2.0.0 ok\r\n"), .hear, end])
        #expect(try await Self.submit(to: scripted).final.description == "250 2.0.0 ok")
    }

    // MARK: Others

    @Test func `knows no EHLO and still gets its mail`() async throws {
        let scripted = try ScriptedServer(
            [.say("220 a\r\n"), .hear, .say("502 what\r\n")] + Self.ok + Self.ok + Self.ok + Self.ok + [
                .hear, .say("354 go\r\n"), .hearMail, .say("250 ok\r\n"), .hear,
            ])
        #expect(try await Self.submit(to: scripted).final.code == 250)
        #expect(scripted.heard.first?.contains("MAIL FROM:<\(sender)>\r\n") == true)
    }

    /// By its address, and by a name that has one of IPv4 as well, where nobody listens.
    @Test(arguments: ["::1", "[::1]", "localhost"]) func `has an address of IPv6 alone and still gets its mail`(
        host: String
    ) async throws {
        let scripted = try ScriptedServer(onIPv6: Self.data + [.hearMail, .say("250 ok\r\n"), .hear])
        let receipt = try await SMTPClient().submit(
            Self.message, envelope: Envelope(from: sender, to: Self.recipients),
            to: server(scripted.port, host: host, security: .none))
        #expect(receipt.final.code == 250)
    }

    @Test(arguments: ["169.254.169.254", "::ffff:169.254.169.254", "fe80::1", "0.0.0.0", "224.0.0.1"])
    func `is not where no server is`(host: String) async throws {
        let failure = try #require(
            await #expect(throws: SMTPFailure.self) {
                try await SMTPClient().submit(
                    Self.message, envelope: Envelope(from: sender, to: Self.recipients),
                    to: server(25, host: host, security: .none))
            })
        #expect(failure.phase == .connect)
        #expect(failure.description.contains("link-local"))
        #expect(!failure.isWorthRetrying)
    }

    @Test func `takes no bytes beyond ASCII and gets none`() async throws {
        let message = try await Self.failure(Self.hello + [.silence], Array("é".utf8))
        #expect(message.phase == .settings)
        let scripted = try ScriptedServer(Self.hello + [.silence])
        let address = await #expect(throws: SMTPFailure.self) {
            try await SMTPClient().submit(
                Self.message, envelope: Envelope(from: sender, to: ["größe@example.com"]),
                to: server(scripted.port, security: .none))
        }
        #expect(address?.phase == .settings)
        #expect(scripted.heard == ["EHLO client.example.com\r\n"])
    }

    @Test func `holds up no other server`() async throws {
        let stuck = try ScriptedServer(Self.hello + [.silence])
        let fine = try ScriptedServer(Self.data + [.hearMail, .say("250 ok\r\n"), .hear])
        let client = SMTPClient()
        let envelope = Envelope(from: sender, to: Self.recipients)
        let waiting = (0..<5).map { _ in
            Task { try await client.submit(Self.message, envelope: envelope, to: server(stuck.port, security: .none)) }
        }
        await stuck.hears("EHLO")
        let receipt = try await client.submit(Self.message, envelope: envelope, to: server(fine.port, security: .none))
        #expect(receipt.final.code == 250)
        #expect(stuck.heard.count <= 4)
        for task in waiting { task.cancel() }
        for task in waiting { #expect(await task.result.isFailure) }
    }
}

@Suite struct `A mail that is cancelled` {
    @Test(
        arguments: [
            ("connected", [.silence], SMTPFailure.Phase.greeting, false),
            ("EHLO", [.say("220 a\r\n"), .hear, .silence], .hello, false),
            ("MAIL", `A mail server that misbehaves`.hello + [.hear, .silence], .sender, false),
            ("DATA", `A mail server that misbehaves`.envelope + [.hear, .silence], .data, false),
            ("Subject", `A mail server that misbehaves`.data + [.hearMail, .silence], .finish, true),
        ] as [(String, [ScriptedServer.Step], SMTPFailure.Phase, Bool)])
    func `ends at once, wherever it is`(
        moment: String, script: [ScriptedServer.Step], phase: SMTPFailure.Phase, isAmbiguous: Bool
    ) async throws {
        let scripted = try ScriptedServer(script)
        let task = Task {
            try await SMTPClient().submit(
                Array("Subject: x\n".utf8), envelope: Envelope(from: sender, to: ["a@example.com", "b@example.com"]),
                to: server(scripted.port, security: .none))
        }
        await scripted.hears(moment)
        task.cancel()
        // At its deadline it would be timed out instead.
        let failure = await #expect(throws: SMTPFailure.self) { try await task.value }
        #expect(failure?.cause == .cancelled)
        #expect(failure?.phase == phase)
        #expect(failure?.isAmbiguous == isAmbiguous)
        await scripted.hears("gone")
    }

    @Test func `before it began does not begin`() async throws {
        let scripted = try ScriptedServer([.silence])
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await SMTPClient().submit(
                Array("x".utf8), envelope: Envelope(from: sender, to: ["a@example.com"]),
                to: server(scripted.port, security: .none))
        }
        #expect(await task.result.isFailure)
        #expect(scripted.heard.isEmpty)
    }
}

extension Result {
    var isFailure: Bool {
        if case .failure = self { true } else { false }
    }
}
