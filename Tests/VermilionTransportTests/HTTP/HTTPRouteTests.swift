import Foundation
import Testing
import VermilionTestSupport
import VermilionTransport

@Suite struct `The way to a web server` {
    private func request(_ url: String, _ route: HTTPRoute) -> HTTPRequest {
        HTTPRequest(.get, url, headers: [], route: route, deadlines: .standard, bodyLimit: 1 << 20)
    }

    @Test func `may lead through a proxy`() async throws {
        let proxy = try ScriptedServer([.hearRequest, .say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")])
        let route = HTTPRoute(proxy: "http://127.0.0.1:\(proxy.port)")
        let response = try await HTTPClient().send(request("http://elsewhere.example/usage?a=b", route))
        #expect(response.body == Array("ok".utf8))
        #expect(proxy.heard[0].hasPrefix("GET http://elsewhere.example/usage?a=b HTTP/1.1\r\n"))
    }

    @Test(arguments: ["http://nowhere.invalid:3128", "http://127.0.0.1:1"])
    func `says when the proxy is not there`(proxy: String) async throws {
        let failure = await #expect(throws: HTTPFailure.self) {
            try await HTTPClient().send(request("http://127.0.0.1:1/canary", HTTPRoute(proxy: proxy)))
        }
        #expect(failure?.isWorthRetrying == true)
        #expect(failure?.description.contains("canary") == false)
    }

    @Test(arguments: [407, 403, 502]) func `says what a proxy answers that lets nothing through`(status: Int)
        async throws
    {
        let proxy = try ScriptedServer([
            .hearRequest,
            .say("HTTP/1.1 \(status) no\r\nProxy-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n"),
        ])
        let route = HTTPRoute(proxy: "http://canary:canary@127.0.0.1:\(proxy.port)")
        let failure = try #require(
            await #expect(throws: HTTPFailure.self) {
                try await HTTPClient().send(request("https://elsewhere.example/canary", route))
            })
        #expect(failure.description.contains("proxy") && failure.description.contains("\(status)"))
        #expect(failure.isWorthRetrying == (status != 407))
        #expect(!failure.description.contains("canary"))
        #expect(proxy.heard[0].hasPrefix("CONNECT elsewhere.example:443 HTTP/1.1\r\n"))
        #expect(!proxy.heard[0].contains("/canary"))
    }

    /// Of this link, where clouds tell the credentials of their machines, of no host and of many, in all spellings.
    @Test(arguments: [
        "169.254.169.254", "2852039166", "0xa9fea9fe", "[::ffff:169.254.169.254]", "[64:ff9b::a9fe:a9fe]", "[fe80::1]",
        "[fd00:ec2::254]", "0.0.0.0", "[::]", "[::a9fe:a9fe]", "[64:ff9b:1::a9fe:a9fe]", "[2002:a9fe:a9fe::1]",
        "[::ffff:0.0.0.0]", "0.1.2.3", "100.100.100.200", "192.0.0.192", "[febf::1]", "224.0.0.1", "255.255.255.255",
        "[ff02::1]",
    ])
    func `never leads where no server is`(host: String) async throws {
        let failure = await #expect(throws: HTTPFailure.self) {
            try await HTTPClient().send(request("http://\(host)/latest/meta-data/", HTTPRoute()))
        }
        #expect(failure?.cause == .forbidden)
        #expect(failure?.isWorthRetrying == false)
    }

    @Test func `shows no key that others may read`() async throws {
        let certificates = try await TestCertificates.shared
        let folder = try PrivateDirectory()
        let key = folder.file("client.key")
        try Data(contentsOf: URL(fileURLWithPath: certificates.key(.good))).write(to: URL(fileURLWithPath: key))
        chmod(key, 0o640)
        let identity = TLSIdentity(certificate: certificates.certificate(.good), key: key)
        let failure = await #expect(throws: HTTPFailure.self) {
            try await HTTPClient().send(request("https://localhost:1/", HTTPRoute(identity: identity)))
        }
        #expect(failure?.cause == .exposedKey(file: key) && failure?.isWorthRetrying == false)
        chmod(key, 0o600)
        let other = await #expect(throws: HTTPFailure.self) {
            try await HTTPClient().send(request("https://localhost:1/", HTTPRoute(identity: identity)))
        }
        #expect(other?.cause == .refused)
    }

    /// The folder of systemd's credentials is root's.
    @Test func `shows a key that is a credential of systemd's, which the group may read`() async throws {
        let certificates = try await TestCertificates.shared
        let folder = "/run/credentials/vermilion-test-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let key = folder + "/client-key"
        try Data(contentsOf: URL(fileURLWithPath: certificates.key(.good))).write(to: URL(fileURLWithPath: key))
        let identity = TLSIdentity(certificate: certificates.certificate(.good), key: key)
        for (mode, cause) in [(0o440, HTTPFailure.Cause.refused), (0o444, .exposedKey(file: key))] {
            chmod(key, mode_t(mode))
            let failure = await #expect(throws: HTTPFailure.self) {
                try await HTTPClient().send(request("https://localhost:1/", HTTPRoute(identity: identity)))
            }
            #expect(failure?.cause == cause)
        }
    }

    @Test func `shows who asks, to a server that wants to know`() async throws {
        let certificates = try await TestCertificates.shared
        let server = try await HTTPSServer(certificates, .good, asksWho: true)
        let url = "https://localhost:\(server.port)/"
        let trust = TLSTrust(caFile: certificates.authority)
        let identity = TLSIdentity(
            certificate: certificates.certificate(.good), key: certificates.key(.good))
        let response = try await HTTPClient().send(request(url, HTTPRoute(trust: trust, identity: identity)))
        #expect(response.body == Array("secure".utf8))
        await #expect(throws: HTTPFailure.self) {
            try await HTTPClient().send(request(url, HTTPRoute(trust: trust)))
        }
        let stranger = TLSIdentity(
            certificate: certificates.certificate(.selfSigned), key: certificates.key(.selfSigned))
        await #expect(throws: HTTPFailure.self) {
            try await HTTPClient().send(request(url, HTTPRoute(trust: trust, identity: stranger)))
        }
    }

    @Test func `says which certificate cannot be shown`() async throws {
        let certificates = try await TestCertificates.shared
        let server = try await HTTPSServer(certificates, .good)
        let identity = TLSIdentity(certificate: "/nonexistent/client.pem", key: "/nonexistent/client.key")
        let route = HTTPRoute(trust: TLSTrust(caFile: certificates.authority), identity: identity)
        let failure = await #expect(throws: HTTPFailure.self) {
            try await HTTPClient().send(request("https://localhost:\(server.port)/", route))
        }
        #expect(failure?.cause == .unusableIdentity(file: "/nonexistent/client.pem"))
        #expect(failure?.isWorthRetrying == false)
    }

    /// The server speaks nothing but HTTP/2.
    @Test func `is one connection for many requests at once, where the server can`() async throws {
        let certificates = try await TestCertificates.shared
        let directory = try PrivateDirectory()
        _ = try directory.write("page", "two")
        let script = "exec 3<&0; nghttpd -d \"$1\" \"$2\" \"$3\" \"$4\" & cat <&3 >/dev/null; kill -KILL $!"
        let (server, port) = try await ServerProcess.start(
            "/bin/sh", package: "nghttp2-server", log: directory.file("log")
        ) { ["-c", script, "sh", directory.path, "\($0)", certificates.key(.good), certificates.certificate(.good)] }
        let client = HTTPClient()
        let route = HTTPRoute(trust: TLSTrust(caFile: certificates.authority))
        let bodies = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<20 {
                group.addTask { try await client.send(request("https://localhost:\(port)/page", route)).body }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(bodies == Array(repeating: Array("two".utf8), count: 20))
        // The look whether the server is there may still linger.
        #expect(try connections(to: port) <= 2)
        withExtendedLifetime(server) {}
    }

    /// Established ones, as the server's side of the kernel's table has them.
    private func connections(to port: Int) throws -> Int {
        let hexadecimal = String(port, radix: 16, uppercase: true)
        let suffix = ":" + String(repeating: "0", count: 4 - hexadecimal.count) + hexadecimal
        return try ["/proc/net/tcp", "/proc/net/tcp6"].map { try String(contentsOfFile: $0, encoding: .utf8) }
            .flatMap { $0.split(separator: "\n") }.map { $0.split(separator: " ") }
            .filter { $0.count > 3 && $0[1].hasSuffix(suffix) && $0[3] == "01" }.count
    }
}
