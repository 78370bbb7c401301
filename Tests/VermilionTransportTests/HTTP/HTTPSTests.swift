import Testing
import VermilionTestSupport
import VermilionTransport

@Suite struct `An HTTPS server` {
    @Test func `that proves its name is believed`() async throws {
        let certificates = try await TestCertificates.shared
        let server = try await HTTPSServer(certificates, .good)
        let trust = TLSTrust(caFile: certificates.authority)
        let response = try await HTTPClient().send(
            .get("https://localhost:\(server.port)/", headers: [], trust: trust))
        #expect(response.body == Array("secure".utf8))
    }

    @Test(arguments: [TestCertificates.Kind.expired, .wrongName, .selfSigned])
    func `must prove its name`(kind: TestCertificates.Kind) async throws {
        let certificates = try await TestCertificates.shared
        let server = try await HTTPSServer(certificates, kind)
        let trust = TLSTrust(caFile: certificates.authority)
        try await refuses("https://localhost:\(server.port)/canary", trust)
    }

    @Test func `must be vouched for by the authority that is trusted`() async throws {
        let certificates = try await TestCertificates.shared
        let server = try await HTTPSServer(certificates, .good)
        let url = "https://localhost:\(server.port)/canary"
        try await refuses(url, TLSTrust())
        let failure = await #expect(throws: HTTPFailure.self) {
            try await HTTPClient().send(.get(url, headers: [], trust: TLSTrust(caFile: "/nonexistent/ca.pem")))
        }
        #expect(failure?.cause == .unreadableAuthorities(file: "/nonexistent/ca.pem"))
        #expect(failure?.isWorthRetrying == false)
    }

    @Test func `is not one that speaks in the clear`() async throws {
        let server = try ScriptedServer([.say("HTTP/1.1 200 OK\r\n\r\n")])
        let failure = await #expect(throws: HTTPFailure.self) {
            try await HTTPClient().send(.get("https://127.0.0.1:\(server.port)/canary", headers: [], trust: TLSTrust()))
        }
        #expect(failure?.description.contains("canary") == false)
        #expect(failure?.description.hasPrefix("https://127.0.0.1:\(server.port): ") == true)
    }

    private func refuses(_ url: String, _ trust: TLSTrust) async throws {
        let failure = try #require(
            await #expect(throws: HTTPFailure.self) {
                try await HTTPClient().send(.get(url, headers: [], trust: trust))
            })
        guard case .certificate = failure.cause else {
            Issue.record("\(failure)")
            return
        }
        #expect(!failure.isWorthRetrying)
        #expect(!failure.description.contains("canary"))
    }
}
