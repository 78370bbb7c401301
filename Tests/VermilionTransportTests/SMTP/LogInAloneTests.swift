import Testing
import VermilionTestSupport

@testable import VermilionTransport

@Suite struct `A mail server that is only tried` {
    private static let login = SMTPLogin(user: "vermilion", password: "canary")

    @Test func `lets in who logs in, and gets no mail`() async throws {
        let certificates = try await TestCertificates.shared
        let trust = TLSTrust(caFile: certificates.authority)
        for (tls, security) in [(AiosmtpdServer.TLS.start, SMTPServer.Security.startTLS), (.implicit, .implicitTLS)] {
            let aiosmtpd = try await AiosmtpdServer(tls: tls, certificates, login: ("vermilion", "canary"))
            try await SMTPClient.logIn(to: server(aiosmtpd.port, security: security, login: Self.login, trust: trust))
            #expect(try aiosmtpd.mails().isEmpty)
        }
        let postfix = try await PostfixServer(certificates)
        try await SMTPClient.logIn(to: server(postfix.port, trust: trust))
    }

    @Test func `says a polite goodbye`() async throws {
        let scripted = try ScriptedServer([
            .say("220 here\r\n"), .hear, .say("250 here\r\n"), .hear, .say("221 bye\r\n"),
        ])
        try await SMTPClient.logIn(to: server(scripted.port, security: .none))
        #expect(scripted.heard.joined().contains("QUIT"))
    }

    @Test func `refuses as it refuses before a mail`() async throws {
        let certificates = try await TestCertificates.shared
        let trust = TLSTrust(caFile: certificates.authority)
        let aiosmtpd = try await AiosmtpdServer(tls: .start, certificates, login: ("vermilion", "other"))
        let failure = await #expect(throws: SMTPFailure.self) {
            try await SMTPClient.logIn(to: server(aiosmtpd.port, login: Self.login, trust: trust))
        }
        #expect(failure?.phase == .login && failure?.reply?.code == 535)
        let stranger = await #expect(throws: SMTPFailure.self) {
            try await SMTPClient.logIn(to: server(aiosmtpd.port, login: Self.login, trust: TLSTrust()))
        }
        #expect(stranger?.phase == .certificate)
    }
}
