import Testing

@testable import VermilionTransport

@Suite struct `A mail server that wants a login` {
    private static let message = Array("Subject: x\r\n\r\n.dot\r\nlast\r\n".utf8)
    private static let envelope = Envelope(from: sender, to: ["ops@example.com", "second@example.com"])
    private static let login = SMTPLogin(user: "vermilion", password: "canary; \"=,ü")

    @Test(arguments: [
        (AiosmtpdServer.TLS.start, SMTPServer.Security.startTLS, ["PLAIN", "LOGIN"], "PLAIN"),
        (.start, .startTLS, ["LOGIN"], "LOGIN"), (.implicit, .implicitTLS, ["PLAIN"], "PLAIN"),
        (.implicit, .implicitTLS, ["LOGIN"], "LOGIN"), (.none, .none, ["PLAIN", "LOGIN"], "PLAIN"),
    ])
    func `gets the best that it offers, and the mail as it was written`(
        tls: AiosmtpdServer.TLS, security: SMTPServer.Security, mechanisms: [String], chosen: String
    ) async throws {
        let certificates = try await TestCertificates.shared
        let aiosmtpd = try await AiosmtpdServer(
            tls: tls, certificates, login: (Self.login.user, Self.login.secret), mechanisms: mechanisms)
        let receipt = try await SMTPClient().submit(
            Self.message, envelope: Self.envelope,
            to: server(
                aiosmtpd.port, security: security, login: Self.login, trust: TLSTrust(caFile: certificates.authority)))
        #expect(receipt.final.description == "250 2.0.0 taken as 1")
        let mail = try #require(try aiosmtpd.mails().first)
        #expect(mail.mechanism == chosen)
        #expect(mail.isSecure == (tls != .none))
        #expect(mail.from == sender)
        #expect(mail.to == Self.envelope.to)
        #expect(Array(mail.data.utf8) == Self.message)
    }

    @Test(arguments: [["PLAIN"], ["LOGIN"]])
    func `refuses a wrong password in words that do not hold it`(mechanisms: [String]) async throws {
        let certificates = try await TestCertificates.shared
        let aiosmtpd = try await AiosmtpdServer(
            tls: .start, certificates, login: ("vermilion", "right"), mechanisms: mechanisms)
        let failure = try #require(
            await #expect(throws: SMTPFailure.self) {
                try await SMTPClient().submit(
                    Self.message, envelope: Self.envelope,
                    to: server(aiosmtpd.port, login: Self.login, trust: TLSTrust(caFile: certificates.authority)))
            })
        #expect(failure.phase == .login)
        #expect(failure.reply?.code == 535)
        #expect(failure.description.hasPrefix("localhost:\(aiosmtpd.port) refused the login: 535"))
        #expect(!failure.description.contains("canary") && !"\(failure)".contains("Y2FuYX"))
        #expect(try aiosmtpd.mails().isEmpty)
    }

    @Test func `gets no mail without one`() async throws {
        let aiosmtpd = try await AiosmtpdServer(tls: .none, login: ("vermilion", "right"))
        let failure = try #require(
            await #expect(throws: SMTPFailure.self) {
                try await SMTPClient().submit(
                    Self.message, envelope: Self.envelope, to: server(aiosmtpd.port, security: .none))
            })
        #expect(failure.phase == .sender)
        #expect(failure.reply?.code == 530)
    }

    @Test(
        arguments: [TestCertificates.Kind.expired, .wrongName, .selfSigned],
        [SMTPServer.Security.startTLS, .implicitTLS])
    func `must prove its name first`(kind: TestCertificates.Kind, security: SMTPServer.Security) async throws {
        let certificates = try await TestCertificates.shared
        let aiosmtpd = try await AiosmtpdServer(
            tls: security == .startTLS ? .start : .implicit, certificates, kind,
            login: (Self.login.user, Self.login.secret))
        let failure = try #require(
            await #expect(throws: SMTPFailure.self) {
                try await SMTPClient().submit(
                    Self.message, envelope: Self.envelope,
                    to: server(
                        aiosmtpd.port, security: security, login: Self.login,
                        trust: TLSTrust(caFile: certificates.authority)))
            })
        #expect(failure.phase == .certificate)
        let words = [TestCertificates.Kind.expired: "expired", .wrongName: "name", .selfSigned: "self"][kind] ?? ""
        let faults: [TestCertificates.Kind: CertificateFault] = [
            .expired: .expired, .wrongName: .otherName, .selfSigned: .unknownAuthority,
        ]
        guard case .certificate(let fault, _) = failure.cause else { throw failure }
        #expect(fault == faults[kind])
        #expect(failure.description.lowercased().contains(words))
        #expect(try aiosmtpd.mails().isEmpty)
    }

    @Test func `is not asked when the authorities cannot be read`() async throws {
        let certificates = try await TestCertificates.shared
        let aiosmtpd = try await AiosmtpdServer(tls: .start, certificates)
        let failure = try #require(
            await #expect(throws: SMTPFailure.self) {
                try await SMTPClient().submit(
                    Self.message, envelope: Self.envelope,
                    to: server(aiosmtpd.port, trust: TLSTrust(caFile: "/nonexistent/ca.pem")))
            })
        #expect(failure.phase == .certificate)
        #expect(failure.description.contains("/nonexistent/ca.pem"))
        guard case .certificate(.unreadableAuthorities, _) = failure.cause else { throw failure }
    }
}
