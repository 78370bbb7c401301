import Testing
import VermilionTestSupport
import VermilionTransport

@Suite struct `A web server that is only tried` {
    private func connect(to url: String, _ trust: TLSTrust = TLSTrust()) async throws(HTTPFailure) -> String {
        try await HTTPClient().connect(to: url, route: HTTPRoute(trust: trust), deadlines: .standard)
    }

    @Test func `is connected to and asked nothing`() async throws {
        let scripted = try ScriptedServer([.hear])
        let server = try await connect(to: "http://127.0.0.1:\(scripted.port)/canary?canary")
        #expect(server == "http://127.0.0.1:\(scripted.port)")
        for await event in scripted.events where event != "connected" {
            #expect(event == "gone")
            break
        }
    }

    @Test func `must prove its name`() async throws {
        let certificates = try await TestCertificates.shared
        let trust = TLSTrust(caFile: certificates.authority)
        let good = try await HTTPSServer(certificates, .good)
        #expect(
            try await connect(to: "https://localhost:\(good.port)/canary", trust) == "https://localhost:\(good.port)")
        let expired = try await HTTPSServer(certificates, .expired)
        let failure = await #expect(throws: HTTPFailure.self) {
            _ = try await connect(to: "https://localhost:\(expired.port)/canary", trust)
        }
        #expect(failure?.isWorthRetrying == false && failure?.description.contains("canary") == false)
    }

    @Test func `may not be there`() async throws {
        let port = try freePort()
        let failure = await #expect(throws: HTTPFailure.self) { _ = try await connect(to: "http://127.0.0.1:\(port)/") }
        #expect(failure?.cause == .refused)
    }
}
