import Testing

@testable import VermilionTransport

@Suite struct `Greylisting` {
    /// Debian's postgrey behind Postfix, with a second of patience in place of five minutes.
    @Test func `takes the mail when it comes again`() async throws {
        let certificates = try await TestCertificates.shared
        let postgrey = try await PostgreyServer(delay: 1)
        let postfix = try await PostfixServer(certificates, policy: postgrey.port)
        let server = server(postfix.port, trust: TLSTrust(caFile: certificates.authority))
        let client = SMTPClient()
        let envelope = Envelope(from: sender, to: ["ops@example.com"])
        let message = Array("Subject: x\nMessage-ID: <1@example.org>\n\nx\n".utf8)

        let refusal = try #require(
            await #expect(throws: SMTPFailure.self) {
                try await client.submit(message, envelope: envelope, to: server)
            })
        #expect(refusal.phase == .recipient)
        #expect(refusal.reply?.code == 450)
        #expect(refusal.isWorthRetrying)
        #expect(refusal.description.lowercased().contains("greylist"))

        var receipt: SMTPReceipt?
        let deadline = ContinuousClock.now + .seconds(30)
        while receipt == nil, ContinuousClock.now < deadline {
            receipt = try? await client.submit(message, envelope: envelope, to: server)
        }
        #expect(receipt?.final.code == 250)
        #expect(try await postfix.delivered().contains("Message-ID: <1@example.org>\n"))
    }
}
