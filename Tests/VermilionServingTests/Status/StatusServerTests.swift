import Synchronization
import Testing
import VermilionServing

@Suite struct `The status server` {
    @Test(arguments: ["127.0.0.1", "::1"])
    func `tells at three addresses how the daemon is, and that each time anew`(host: String) async throws {
        let asked = Mutex(0)
        var told = Told(ready: { ["the disk is full", "nobody polls"] })
        told.metrics = {
            asked.withLock { asked in
                asked += 1
                return "asked \(asked)\n"
            }
        }
        try await withStatusServer(at: .tcp(host: host, port: 0), telling: told) { address in
            let health = try await get("/healthz", at: address)
            #expect(health.hasPrefix("HTTP/1.1 200 OK\r\n") && health.hasSuffix("\r\n\r\nok\n"), "\(health)")
            let ready = try await get("/readyz", at: address)
            #expect(ready.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"), "\(ready)")
            #expect(ready.hasSuffix("\r\n\r\nthe disk is full\nnobody polls\n"), "\(ready)")
            for time in 1...2 {
                let metrics = try await get("/metrics?a=b", at: address)
                #expect(metrics.hasSuffix("\r\n\r\nasked \(time)\n"), "\(metrics)")
                #expect(metrics.contains("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"))
                #expect(metrics.contains("Cache-Control: no-store\r\n"))
                #expect(metrics.contains("Connection: close\r\n"))
            }
        }
    }

    @Test func `is ready when nothing speaks against it`() async throws {
        let ready = try await withStatusServer { try await get("/readyz", at: $0) }
        #expect(ready.hasPrefix("HTTP/1.1 200 OK\r\n"))
    }

    @Test func `tells HEAD what GET would get`() async throws {
        let (head, whole) = try await withStatusServer(telling: Told(metrics: { "a 1\nb 2\n" })) { address in
            let head = try await get("/metrics", at: address, method: "HEAD")
            return (head, try await get("/metrics", at: address))
        }
        func withoutDate(_ text: String) -> [Substring] {
            text.split(separator: "\r\n").filter { !$0.hasPrefix("Date: ") }
        }
        #expect(withoutDate(head) == withoutDate(whole).dropLast())
        #expect(head.hasSuffix("\r\n\r\n"))
    }

    @Test(arguments: [
        ("GET / HTTP/1.1", 404), ("GET /metrics/ HTTP/1.1", 404), ("GET /Metrics HTTP/1.1", 404),
        ("GET //metrics HTTP/1.1", 404), ("GET /metricsx HTTP/1.1", 404),
        ("POST /metrics HTTP/1.1", 405), ("DELETE /healthz HTTP/1.1", 405), ("OPTIONS /readyz HTTP/1.1", 405),
    ])
    func `has nothing else`(_ line: String, status: Int) async throws {
        let answer = try await withStatusServer { address in
            try await exchange("\(line)\r\nHost: \(address)\r\n\r\n", at: address)
        }
        #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer)")
        #expect(status != 405 || answer.contains("Allow: GET, HEAD\r\n"))
    }

    @Test func `answers 64 kB and more in full`() async throws {
        let text = String(repeating: "a_long_name_of_a_metric 1\n", count: 100_000)
        let answer = try await withStatusServer(telling: Told(metrics: { text })) { try await get("/metrics", at: $0) }
        #expect(answer.hasSuffix("\r\n\r\n" + text))
    }

    /// A web page whose name leads here is still no friend.
    @Test(arguments: [
        ("localhost:PORT", 200), ("LOCALHOST:PORT", 200), ("127.0.0.1:PORT", 200), ("[::1]:PORT", 200),
        ("evil.example:PORT", 421), ("127.0.0.1.evil.example:PORT", 421), ("localhost.evil.example:PORT", 421),
        ("localhost", 421), ("localhost:80", 421), ("127.0.0.1:PORT@evil.example", 421), ("", 421),
        ("0.0.0.0:PORT", 421),
    ])
    func `answers only to its own names`(host: String, status: Int) async throws {
        let answer = try await withStatusServer { address in
            guard case .tcp(_, let port) = address else { return "" }
            let host = host.replacing("PORT", with: "\(port)")
            return try await exchange("GET /healthz HTTP/1.1\r\nHost: \(host)\r\n\r\n", at: address)
        }
        #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer)")
    }

    @Test func `wants one Host, except of HTTP/1.0`() async throws {
        try await withStatusServer { address in
            for (request, status) in [
                ("GET /healthz HTTP/1.1\r\n\r\n", 400), ("GET /healthz HTTP/1.0\r\n\r\n", 200),
                ("GET /healthz HTTP/1.1\r\nHost: \(address)\r\nHost: evil.example\r\n\r\n", 400),
            ] {
                let answer = try await exchange(request, at: address)
                #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer)")
            }
        }
    }

    @Test func `says when another process listens there, or nobody may`() async throws {
        try await withStatusServer { address in
            let failure = await #expect(throws: StatusServer.Failure.self) {
                try await withStatusServer(at: address) { (_: StatusAddress) in }
            }
            #expect(
                failure?.description
                    == "cannot listen at \(address): Address already in use (another process listens there: stop it, or name another port)"
            )
        }
        let failure = await #expect(throws: StatusServer.Failure.self) {
            try await withStatusServer(at: .tcp(host: "192.0.2.1", port: 8_417)) { _ in }
        }
        #expect(failure?.obstacle.hint == "this machine has no such address; name 127.0.0.1")
    }
}
