import Foundation
import Glibc
import Testing
import VermilionTestSupport
import VermilionTransport

@Suite struct `An HTTP request` {
    private let client = HTTPClient()

    private static func url(_ server: ScriptedServer, _ path: String = "/canary/T0/B0?token=canary") -> String {
        "http://canary:canary@127.0.0.1:\(server.port)\(path)"
    }

    static func answer(_ body: String, status: String = "200 OK", headers: String = "") -> String {
        "HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)"
    }

    /// Whatever went wrong, the address stays a secret.
    private func failure(_ request: HTTPRequest) async throws -> HTTPFailure {
        let failure = try #require(await #expect(throws: HTTPFailure.self) { try await client.send(request) })
        #expect(!failure.description.contains("canary"))
        #expect(!String(reflecting: failure).contains("canary"))
        return failure
    }

    // MARK: What is sent and what comes back

    @Test func `gets the whole answer`() async throws {
        let server = try ScriptedServer([
            .hearRequest,
            .say("HTTP/1.1 103 Early Hints\r\nX-One: early\r\n\r\n"),
            .say(Self.answer("body", headers: "X-One:  a b \t\r\nx-two:\r\nX-ONE: second\r\n")),
        ])
        let response = try await client.send(
            .get(Self.url(server, "/usage?page=2"), headers: [("Accept", "application/json")], trust: TLSTrust()))
        #expect(response.status == 200)
        #expect(response.body == Array("body".utf8))
        #expect(response.header("x-ONE") == "a b")
        #expect(response.header("X-Two") == "")
        #expect(response.header("x-three") == nil)
        let heard = try #require(server.heard.first)
        #expect(heard.hasPrefix("GET /usage?page=2 HTTP/1.1\r\n"))
        #expect(heard.contains("\r\nUser-Agent: vermilion\r\n"))
        #expect(heard.contains("\r\nAccept: application/json\r\n"))
        #expect(heard.contains("\r\nAccept-Encoding: gzip\r\n"))
        #expect(!heard.lowercased().contains("cookie"))
    }

    @Test func `posts its bytes as JSON`() async throws {
        let server = try ScriptedServer([.hearRequest, .say(Self.answer("ok"))])
        // Larger than what makes libcurl ask for permission first.
        let body = Array(("{\"a\": \"é\"}" + String(repeating: " ", count: 2 << 20)).utf8)
        let response = try await client.send(
            .post(
                body, to: Self.url(server, "/hook"), headers: [("webhook-id", "msg_1"), ("x-empty", "")],
                trust: TLSTrust()))
        #expect(response.status == 200)
        let heard = try #require(server.heard.first)
        #expect(heard.hasPrefix("POST /hook HTTP/1.1\r\n"))
        #expect(heard.contains("\r\nContent-Type: application/json\r\n"))
        #expect(heard.contains("\r\nwebhook-id: msg_1\r\n"))
        #expect(heard.contains("\r\nx-empty:\r\n"))
        #expect(!heard.contains("Expect"))
        #expect(heard.utf8.suffix(body.count).elementsEqual(body))
    }

    @Test func `puts its bytes as JSON`() async throws {
        let server = try ScriptedServer([.hearRequest, .say(Self.answer("ok"))])
        var request = HTTPRequest.post(
            Array("{}".utf8), to: Self.url(server, "/rooms/1"), headers: [], trust: TLSTrust())
        request.method = .put(Array("{}".utf8))
        #expect(try await client.send(request).status == 200)
        let heard = try #require(server.heard.first)
        #expect(heard.hasPrefix("PUT /rooms/1 HTTP/1.1\r\n"))
        #expect(heard.contains("\r\nContent-Type: application/json\r\n"))
        #expect(heard.hasSuffix("\r\n\r\n{}"))
    }

    @Test func `posts another type, and nothing at all`() async throws {
        let server = try ScriptedServer([.hearRequest, .say(Self.answer("ok"))])
        let form = [("content-type", "application/x-www-form-urlencoded")]
        _ = try await client.send(.post([], to: Self.url(server), headers: form, trust: TLSTrust()))
        let heard = try #require(server.heard.first)
        #expect(heard.contains("\r\ncontent-type: application/x-www-form-urlencoded\r\n"))
        #expect(heard.contains("\r\nContent-Length: 0\r\n"))
        #expect(!heard.contains("application/json"))
    }

    @Test func `hands a refusal on with its headers`() async throws {
        let server = try ScriptedServer([
            .hearRequest, .say(Self.answer("slow", status: "429 Too Many Requests", headers: "Retry-After: 30\r\n")),
        ])
        let response = try await client.send(.post([], to: Self.url(server), headers: [], trust: TLSTrust()))
        #expect(response.status == 429)
        #expect(response.header("retry-after") == "30")
        #expect(response.body == Array("slow".utf8))
    }

    @Test(arguments: ["301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"])
    func `follows nobody elsewhere`(status: String) async throws {
        let elsewhere = try ScriptedServer([.hearRequest, .say(Self.answer("caught"))])
        let server = try ScriptedServer([
            .hearRequest,
            .say(Self.answer("", status: status, headers: "Location: http://127.0.0.1:\(elsewhere.port)/\r\n")),
        ])
        let response = try await client.send(.get(Self.url(server), headers: [], trust: TLSTrust()))
        #expect(response.status == Int(status.prefix(3)))
        #expect(elsewhere.heard.isEmpty)
    }

    @Test func `keeps no cookie`() async throws {
        let server = try ScriptedServer([
            .hearRequest, .say(Self.answer("", headers: "Set-Cookie: a=b\r\n")), .hearRequest, .say(Self.answer("")),
        ])
        for _ in 0..<2 { _ = try await client.send(.get(Self.url(server), headers: [], trust: TLSTrust())) }
        #expect(!server.heard.joined().lowercased().contains("cookie"))
    }

    // MARK: At most once

    @Test func `is posted once when the connection ends without an answer`() async throws {
        let server = try ScriptedServer([.hearRequest], [.hearRequest, .say(Self.answer("again"))])
        let failure = try await failure(.post([], to: Self.url(server), headers: [], trust: TLSTrust()))
        #expect(failure.cause == .cutShort)
        #expect(failure.isWorthRetrying)
        #expect(server.heard.filter { !$0.isEmpty }.count == 1)
    }

    @Test func `is posted once when a connection that was kept turns out to be dead`() async throws {
        // A server that keeps the connection, reads the next request from it and hangs up.
        let script: [ScriptedServer.Step] = [.hearRequest, .say(Self.answer("ok")), .hearRequest]
        let server = try ScriptedServer(script, script, script)
        for body in ["first", "second"] {
            _ = try await client.send(
                .post(Array(body.utf8), to: Self.url(server, "/"), headers: [], trust: TLSTrust()))
        }
        #expect(server.heard.joined().components(of: "POST /").count == 2)
    }

    // MARK: Answers that are none

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", HTTPFailure.Cause.cutShort),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhal", .cutShort),
        ("HTTP/1.1 200 OK\r\nContent-", .cutShort),
        ("", .cutShort),
        ("220 mail.example.com ESMTP\r\n", .notHTTP),
        ("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Encoding: gzip\r\n\r\nhalf", .notHTTP),
    ])
    func `is no half answer`(wire: String, cause: HTTPFailure.Cause) async throws {
        let server = try ScriptedServer([.hearRequest, .say(wire)])
        let failure = try await failure(.get(Self.url(server), headers: [], trust: TLSTrust()))
        #expect(failure.cause == cause)
        #expect(failure.description.hasPrefix("http://127.0.0.1:\(server.port): "))
        #expect(failure.isWorthRetrying)
    }

    @Test(arguments: ["", "X-Filler: \(String(repeating: "x", count: 10_000))\r\n"])
    func `has an answer with an end`(header: String) async throws {
        // Chunks or headers without end.
        let chunk = String(repeating: "x", count: 4_096)
        let head = "HTTP/1.1 200 OK\r\n" + (header.isEmpty ? "Transfer-Encoding: chunked\r\n\r\n" : "")
        let server = try ScriptedServer([
            .hearRequest, .say(head), .endlessly(header.isEmpty ? "1000\r\n\(chunk)\r\n" : header),
        ])
        let failure = try await failure(.get(Self.url(server), headers: [], trust: TLSTrust()))
        if header.isEmpty {
            #expect(failure.cause == .tooLarge(limit: 4 << 20))
            #expect(!failure.isWorthRetrying)
        }
    }

    @Test(arguments: [(1_000, true), (999, false)]) func `has an answer within its limit`(limit: Int, fits: Bool)
        async throws
    {
        let server = try ScriptedServer([.hearRequest, .say(Self.answer(String(repeating: "x", count: 1_000)))])
        var request = HTTPRequest.get(Self.url(server), headers: [], trust: TLSTrust())
        request.bodyLimit = limit
        if fits {
            #expect(try await client.send(request).body.count == 1_000)
        } else {
            let failed = try await failure(request)
            #expect(failed.cause == .tooLarge(limit: limit))
        }
    }

    @Test(arguments: [(1, true), (64, false)]) func `is measured after unpacking`(megabytes: Int, fits: Bool)
        async throws
    {
        let packed = try run("/bin/sh", ["-c", "head -c \(megabytes)M /dev/zero | gzip -9"])
        let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(packed.count)\r\n\r\n"
        let server = try ScriptedServer([.hearRequest, .sayBytes(Array(head.utf8) + packed)])
        let request = HTTPRequest.get(Self.url(server), headers: [], trust: TLSTrust())
        if fits {
            #expect(try await client.send(request).body.count == megabytes << 20)
        } else {
            let failed = try await failure(request)
            #expect(failed.cause == .tooLarge(limit: 4 << 20))
        }
    }

    // MARK: Waiting

    static let brief = HTTPDeadlines(connect: .seconds(5), whole: .milliseconds(300), crawl: .seconds(20), slowest: 1)

    @Test(
        .timeLimit(.minutes(2)),
        arguments: [
            [.silence], [.hearRequest, .silence], [.hearRequest, .say("HTTP/1.1 200 OK\r\n"), .silence],
            [.hearRequest, .say("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"), .silence],
            [.hearRequest, .drip(String(repeating: "H", count: 1_000), every: .milliseconds(20))],
        ] as [[ScriptedServer.Step]])
    func `waits until its deadline`(script: [ScriptedServer.Step]) async throws {
        let server = try ScriptedServer(script)
        var request = HTTPRequest.get(Self.url(server), headers: [], trust: TLSTrust())
        request.deadlines = Self.brief
        // A request that did not mind its deadline would wait for ever.
        let failure = try await failure(request)
        #expect(failure.cause == .timedOut || failure.cause == .notHTTP)
        #expect(failure.isWorthRetrying)
    }

    @Test(.timeLimit(.minutes(1))) func `gives up an answer that crawls`() async throws {
        let body = String(repeating: "x", count: 1_000)
        let server = try ScriptedServer([
            .hearRequest, .say("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"),
            .drip(body, every: .milliseconds(100)),
        ])
        var request = HTTPRequest.get(Self.url(server), headers: [], trust: TLSTrust())
        request.deadlines = HTTPDeadlines(
            connect: .seconds(5), whole: .seconds(600), crawl: .seconds(1), slowest: 1_000)
        let failed = try await failure(request)
        #expect(failed.cause == .timedOut)
    }

    @Test func `holds up no other`() async throws {
        let stuck = try ScriptedServer([.hearRequest, .silence])
        let fine = try ScriptedServer([.hearRequest, .say(Self.answer("ok"))])
        let waiting = Task { [client] in
            try await client.send(.get(Self.url(stuck), headers: [], trust: TLSTrust()))
        }
        await stuck.hears("GET")
        #expect(try await client.send(.get(Self.url(fine), headers: [], trust: TLSTrust())).status == 200)
        waiting.cancel()
        #expect(await waiting.result.isFailure)
    }

    @Test func `ends at once when it is cancelled`() async throws {
        let server = try ScriptedServer([.hearRequest, .silence])
        let task = Task { [client] in try await client.send(.get(Self.url(server), headers: [], trust: TLSTrust())) }
        await server.hears("GET")
        task.cancel()
        // At its deadline it would be timed out instead.
        let failure = await #expect(throws: HTTPFailure.self) { try await task.value }
        #expect(failure?.cause == .cancelled)
        await server.hears("gone")
    }

    @Test func `that is cancelled before it began does not begin`() async throws {
        let server = try ScriptedServer([.silence])
        let task = Task { [client] in
            withUnsafeCurrentTask { $0?.cancel() }
            return try await client.send(.get(Self.url(server), headers: [], trust: TLSTrust()))
        }
        let failure = await #expect(throws: HTTPFailure.self) { try await task.value }
        #expect(failure?.cause == .cancelled)
        #expect(server.heard.joined() == "")
    }

    @Test func `ends when its client is shut down, as all that come after`() async throws {
        let server = try ScriptedServer([.hearRequest, .silence])
        let request = HTTPRequest.get(Self.url(server), headers: [], trust: TLSTrust())
        let task = Task { [client] in try await client.send(request) }
        await server.hears("GET")
        client.shutdown()
        client.shutdown()
        let failure = await #expect(throws: HTTPFailure.self) { try await task.value }
        #expect(failure?.cause == .shutDown)
        let failed = try await self.failure(request)
        #expect(failed.cause == .shutDown)
        await server.hears("gone")
    }

    @Test func `uses a socket that other programs do not inherit`() async throws {
        let server = try ScriptedServer([.hearRequest, .silence])
        let task = Task { [client] in try await client.send(.get(Self.url(server), headers: [], trust: TLSTrust())) }
        await server.hears("GET")
        let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { Int32($0) }
        let sockets = open.filter { peerPort(of: $0) == server.port }
        #expect(sockets.count == 1)
        for socket in sockets { #expect(fcntl(socket, F_GETFD) & FD_CLOEXEC != 0) }
        task.cancel()
        _ = await task.result
    }

    // MARK: Requests that are none

    @Test(arguments: [
        "", "canary", "http://", "ftp://127.0.0.1/canary", "file:///etc/canary", "gopher://127.0.0.1/canary",
        "http://127.0.0.1:99999/canary", "http://127.0.0.1/canary\r\nX: y", "http://127.0.0.1/canary\0",
        "http:///canary",
        "http://exa mple.com/canary", "javascript:canary",
    ])
    func `needs an address`(url: String) async throws {
        let failure = try await failure(.get(url, headers: [], trust: TLSTrust()))
        #expect(failure.cause == .malformedURL)
        #expect(!failure.isWorthRetrying)
    }

    @Test(arguments: [
        ("X-A", "b\r\nX-C: d"), ("X-A", "b\nc"), ("X-A", "b\rc"), ("X-A", "b\0c"), ("X-A: b\r\nX", "c"), ("X A", "b"),
        ("", "b"), ("X-A:", "b"),
    ])
    func `refuses a header that is two`(name: String, value: String) async throws {
        let server = try ScriptedServer([.hearRequest])
        let failure = try await failure(.post([], to: Self.url(server), headers: [(name, value)], trust: TLSTrust()))
        guard case .malformedHeader = failure.cause else {
            Issue.record("\(failure)")
            return
        }
        #expect(!failure.isWorthRetrying)
        #expect(server.heard.isEmpty)
    }

    @Test func `is refused where nobody listens`() async throws {
        let failure = try await failure(.get("http://127.0.0.1:1/canary", headers: [], trust: TLSTrust()))
        #expect(failure.cause == .refused)
        #expect(failure.isWorthRetrying)
        #expect(failure.server == "http://127.0.0.1:1")
    }

    @Test func `needs a host that has an address`() async throws {
        // No label is that long: nobody needs to be asked.
        let host = String(repeating: "a", count: 64) + ".invalid"
        let failure = try await failure(.get("https://\(host)/canary", headers: [], trust: TLSTrust()))
        #expect(failure.cause == .unresolved)
        #expect(failure.server == "https://\(host)")
    }
}

private func peerPort(of socket: Int32) -> Int? {
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isConnected = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getpeername(socket, $0, &length) == 0 }
    }
    return isConnected ? Int(UInt16(bigEndian: address.sin_port)) : nil
}

extension String {
    /// Each place where the text stands.
    fileprivate func components(of text: String) -> [Substring.Index] {
        indices.filter { self[$0...].hasPrefix(text) }
    }
}
