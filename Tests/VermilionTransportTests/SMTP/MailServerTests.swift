import Testing

@testable import VermilionTransport

let sender = "vermilion@example.org"

func server(
    _ port: Int, host: String = "localhost", security: SMTPServer.Security = .startTLS, login: SMTPLogin? = nil,
    trust: TLSTrust = TLSTrust(), deadlines: SMTPDeadlines = .standard
) -> SMTPServer {
    SMTPServer(
        host: host, port: port, security: security, login: login, trust: trust, helloName: "client.example.com",
        deadlines: deadlines)
}

@Suite struct `Postfix` {
    private static let message = """
        From: Vermilion <vermilion@example.org>
        To: ops@example.com
        Subject: Uncharged usage
        Date: Mon, 23 Nov 2026 09:12:33 +0000
        Message-ID: <1.opened@example.org>

        .
        .. two dots
        .leading
        From here

        """

    @Test func `gets every byte over TLS, and its queue id is in the receipt`() async throws {
        let certificates = try await TestCertificates.shared
        let postfix = try await PostfixServer(certificates)
        let server = server(postfix.port, trust: TLSTrust(caFile: certificates.authority))
        let long = String(repeating: String(repeating: "y", count: 70) + "\n.\n", count: 5_000)
        let message = Self.message + long

        let receipt = try await SMTPClient().submit(
            Array(message.utf8), envelope: Envelope(from: sender, to: ["ops@example.com"]), to: server)

        #expect(receipt.final.code == 250)
        #expect(receipt.final.enhanced == "2.0.0")
        #expect(receipt.final.description.contains("queued as"))
        #expect(receipt.refused.isEmpty)
        let mail = try await postfix.delivered()
        #expect(mail.hasSuffix("\n" + message))
        #expect(mail.hasPrefix("Return-Path: <\(sender)>\n"))
        #expect(mail.contains("(using TLSv1.3"))
        #expect(mail.contains("from client.example.com "))
    }

    @Test func `refuses one recipient and takes the mail for the other`() async throws {
        let certificates = try await TestCertificates.shared
        let postfix = try await PostfixServer(certificates)
        let server = server(postfix.port, trust: TLSTrust(caFile: certificates.authority))
        let client = SMTPClient()
        let bytes = Array(Self.message.utf8)

        let receipt = try await client.submit(
            bytes,
            envelope: Envelope(from: sender, to: ["nobody@example.com", "ops@example.com", "later@example.com"]),
            to: server)
        #expect(receipt.refused.map(\.address) == ["nobody@example.com", "later@example.com"])
        #expect(receipt.refused.map(\.reply.enhanced) == ["5.1.1", "4.2.0"])
        #expect(try await postfix.delivered().contains("Delivered-To: ops@example.com\n"))

        // One that may be taken later decides: the mail is worth another try.
        let failure = try #require(
            await #expect(throws: SMTPFailure.self) {
                try await client.submit(
                    bytes, envelope: Envelope(from: sender, to: ["nobody@example.com", "later@example.com"]), to: server
                )
            })
        #expect(failure.phase == .recipient)
        #expect(failure.reply?.code == 450)
        #expect(failure.description.contains("come back later"))

        let text = Array((Self.message + "grüße\n").utf8)
        _ = try await client.submit(text, envelope: Envelope(from: sender, to: ["größe@example.com"]), to: server)
        #expect(try await postfix.delivered().hasSuffix("grüße\n"))
    }

    @Test func `gets nothing from a client that does not trust its certificate`() async throws {
        let certificates = try await TestCertificates.shared
        let postfix = try await PostfixServer(certificates)
        let failure = try #require(
            await #expect(throws: SMTPFailure.self) {
                try await SMTPClient().submit(
                    Array(Self.message.utf8), envelope: Envelope(from: sender, to: ["ops@example.com"]),
                    to: server(postfix.port))
            })
        guard case .certificate(.unknownAuthority, _) = failure.cause else { throw failure }
        #expect(failure.phase == .certificate)
        #expect(failure.reply == nil)
    }
}
