import Testing

@testable import VermilionTransport

@Suite struct `An envelope` {
    @Test(arguments: [
        "a@b", "ops@example.com", "first.last+tag@mail.example.com", "o'neil@example.com", "x@[127.0.0.1]",
        "x@[IPv6:::1]", "用户@例え.jp", "a@b_c.example",
    ])
    func `takes an address`(text: String) { #expect(EnvelopeAddress(text)?.text == text) }

    @Test(arguments: [
        "", "a", "@", "a@", "@b", "a b@c", "a@b c", "a@b>", "<a@b>", "a@b\r\nRCPT TO:<evil@example.org>", "a\n@b",
        "a@b\0", "a@b\t", "a\u{7F}@b", "a\u{85}@b", "a\u{2028}@b", "a\u{202E}@b", "a\u{A0}@b", "a,b@c", "a;b@c",
        "a@b,c",
        "\"a b\"@c", "a\\@b", "a..b@c", ".a@b", "a.@b", "a@b..c", "a@-b", "a@b-", "a@[x y]", "a@[]", "a@[1.2.3.4]x",
        "a@b> SIZE=1", "a(c)@b", "a:b@c",
        String(repeating: "a", count: 65) + "@b", "a@" + String(repeating: "b", count: 64),
        "a@" + Array(repeating: String(repeating: "b", count: 60), count: 5).joined(separator: "."),
    ])
    func `refuses what could say more than an address`(text: String) { #expect(EnvelopeAddress(text) == nil) }
}

@Suite struct `A mail that cannot be sent` {
    private static let envelope = Envelope(from: "a@example.com", to: ["b@example.com"])

    private static func server(
        host: String = "127.0.0.1", port: Int = 1, security: SMTPServer.Security = .startTLS, login: SMTPLogin? = nil,
        helloName: String = "client.example.com"
    ) -> SMTPServer {
        SMTPServer(
            host: host, port: port, security: security, login: login, trust: TLSTrust(), helloName: helloName)
    }

    /// Nothing listens on port 1: a connection would fail in another phase.
    private static func failure(
        _ message: String = "Subject: x\n\nx\n", _ envelope: Envelope = envelope, to server: SMTPServer = server()
    ) async -> SMTPFailure? {
        await #expect(throws: SMTPFailure.self) {
            try await SMTPClient().submit(Array(message.utf8), envelope: envelope, to: server)
        }
    }

    @Test(arguments: [
        Envelope(from: "", to: ["b@example.com"]),
        Envelope(from: "a@example.com", to: []),
        Envelope(from: "a@example.com", to: ["b@example.com", "c@example.com>\r\nRCPT TO:<d@example.com"]),
        Envelope(from: "a@example.com>\r\nRCPT TO:<d@example.com", to: ["b@example.com"]),
    ])
    func `because of an address is not tried`(envelope: Envelope) async throws {
        let failure = try #require(await Self.failure("x", envelope))
        #expect(failure.phase == .settings)
        #expect(!failure.description.contains("\r") && !failure.description.contains("\n"))
    }

    @Test func `because of its text is not tried`() async {
        #expect(await Self.failure("a\0b")?.phase == .settings)
        #expect(await Self.failure(String(repeating: "x", count: 999))?.description.contains("line 1") == true)
    }

    @Test(arguments: [
        server(host: ""), server(host: "mail example.com"), server(host: "mail.example.com/x"),
        server(host: "user@mail.example.com"), server(host: "例え.jp"), server(port: 0), server(port: 65_536),
        server(helloName: ""), server(helloName: "a\r\nMAIL FROM:<x@y>"), server(helloName: "a%0d%0ab"),
    ])
    func `because of its server is not tried`(server: SMTPServer) async {
        #expect(await Self.failure(to: server)?.phase == .settings)
    }

    @Test(arguments: ["192.0.2.1", "mail.example.com", "127.0.0.1.example.com", "localhost.example.com", "128.0.0.1"])
    func `without giving a password away is not tried`(host: String) async throws {
        let login = SMTPLogin(user: "vermilion", password: "canary-7c1")
        let failure = try #require(await Self.failure(to: Self.server(host: host, security: .none, login: login)))
        #expect(failure.phase == .settings)
        #expect(!failure.description.contains("canary"))
    }

    @Test(arguments: ["127.0.0.1", "127.9.9.9", "localhost", "LOCALHOST", "::1"])
    func `may carry a password to this machine`(host: String) async {
        let login = SMTPLogin(user: "vermilion", password: "canary-7c1")
        #expect(await Self.failure(to: Self.server(host: host, security: .none, login: login))?.phase == .connect)
    }

    @Test func `is refused where nobody listens`() async throws {
        let failure = try #require(await Self.failure())
        #expect(failure.cause == .refused)
        #expect(failure.phase == .connect)
        #expect(failure.description.hasPrefix("127.0.0.1:1: "))
    }

    @Test func `has a server whose name is known`() async {
        // No label is that long: nobody needs to be asked.
        let failure = await Self.failure(to: Self.server(host: String(repeating: "a", count: 64) + ".invalid"))
        #expect(failure?.phase == .resolve)
        #expect(failure?.cause == .unresolved)
    }
}

@Suite struct `A login` {
    @Test func `never prints`() {
        let login = SMTPLogin(user: "vermilion", password: "canary-7c1")
        var dumped = ""
        dump(login, to: &dumped)
        #expect("\(login)" == "***")
        #expect(String(reflecting: login) == "***")
        #expect(!dumped.contains("canary"))
        let server = SMTPServer(
            host: "h", port: 1, security: .startTLS, login: login, trust: TLSTrust(), helloName: "h")
        dump(server, to: &dumped)
        #expect(!"\(server)\(String(reflecting: server))\(dumped)".contains("canary"))
    }
}
