import Foundation
import Glibc
import Synchronization
import Testing
import VermilionServing

/// Whatever peers do, they get little of the daemon, and that for a short time.
@Suite struct `A hostile peer` {
    private static func limits(_ change: (inout StatusLimits) -> Void) -> StatusLimits {
        var limits = StatusLimits()
        change(&limits)
        return limits
    }

    @Test func `that sends a byte now and then is cut off at the deadline`() async throws {
        let limits = Self.limits { $0.request = .milliseconds(500) }
        let (lasted, text) = try await withStatusServer(limits: limits) { address in
            let peer = try RawPeer(to: address)
            return await onThread {
                let start = ContinuousClock.now
                let bytes = Array(
                    "GET /healthz HTTP/1.1\r\nHost: \(address)\r\nX-Slow: \(String(repeating: "s", count: 200))")
                for byte in bytes where peer.isOpen {
                    peer.send(String(byte))
                    usleep(100_000)
                }
                return (ContinuousClock.now - start, peer.readToEnd(within: .zero).text)
            }
        }
        #expect(lasted > .milliseconds(400) && lasted < .seconds(10), "\(lasted)")
        #expect(text.isEmpty)
    }

    @Test(arguments: ["", "GET", "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1"])
    func `that says no more is cut off at the deadline`(beginning: String) async throws {
        let limits = Self.limits { $0.request = .milliseconds(300) }
        let (_, isOver) = try await withStatusServer(limits: limits) { address in
            let peer = try RawPeer(to: address)
            return await onThread {
                peer.send(beginning)
                return peer.readToEnd()
            }
        }
        #expect(isOver)
    }

    @Test func `that does not read what it asked for is cut off at the deadline`() async throws {
        let limits = Self.limits { $0.answer = .milliseconds(300) }
        let size = 64 << 20
        let large = String(repeating: "x", count: size)
        let received = try await withStatusServer(limits: limits, telling: Told(metrics: { large })) { address in
            let peer = try RawPeer(to: address, buffer: 4 << 10)
            return await onThread {
                peer.send("GET /metrics HTTP/1.1\r\nHost: \(address)\r\n\r\n")
                usleep(3_000_000)
                return peer.readToEnd()
            }
        }
        #expect(received.isOver)
        #expect(received.text.utf8.count < size / 2, "\(received.text.utf8.count)")
    }

    @Test func `that does not hang up is cut off at the deadline`() async throws {
        let limits = Self.limits { $0.answer = .milliseconds(300) }
        try await withStatusServer(limits: limits) { address in
            let peer = try RawPeer(to: address)
            let isCut = await onThread {
                peer.send("GET /healthz HTTP/1.1\r\nHost: \(address)\r\n\r\n")
                _ = peer.readToEnd()
                // The other side said its last word; a reset says that it is gone.
                for _ in 0..<100 where peer.send("x") { usleep(50_000) }
                return !peer.send("x")
            }
            #expect(isCut)
        }
    }

    @Test func `with 300 kB of headers is told so, and nothing of it is kept`() async throws {
        let answers = try await withStatusServer { address in
            let start = "GET /healthz HTTP/1.1\r\nHost: \(address)\r\n"
            return [
                try await exchange(start + String(repeating: "X-Many: 1\r\n", count: 30_000) + "\r\n", at: address),
                try await exchange(start + "X-Long: \(String(repeating: "x", count: 300_000))\r\n\r\n", at: address),
                try await exchange("GET /\(String(repeating: "x", count: 300_000)) HTTP/1.1\r\n\r\n", at: address),
                try await exchange(String(repeating: "\r\n", count: 150_000), at: address),
            ]
        }
        for answer in answers { #expect(answer.hasPrefix("HTTP/1.1 431 "), "\(answer)") }
    }

    @Test func `with as many headers as a browser sends is none`() async throws {
        let answer = try await withStatusServer { address in
            let cookie = String(repeating: "c", count: 7_000)
            return try await exchange(
                "GET /healthz HTTP/1.1\r\nHost: \(address)\r\nCookie: \(cookie)\r\n\r\n", at: address)
        }
        #expect(answer.hasPrefix("HTTP/1.1 200 "), "\(answer)")
    }

    @Test(arguments: [
        ("Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", [400]),
        ("Content-Length: 0\r\nContent-Length: 4\r\n\r\nabcd", [400]),
        ("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", [400]),
        ("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", [400]),
        ("Content-Length: -1\r\n\r\n", [400]), ("Content-Length: 0x3\r\n\r\nabc", [400]),
        ("Content-Length: 99999999999999999999\r\n\r\n", [400]),
        ("Content-Length: 3\r\n\r\nabc", [413]), ("Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", [413]),
        ("Transfer-Encoding: x\r\n\r\n", [400, 413]), ("Transfer-Encoding: chunked, x\r\n\r\n", [400, 413]),
        ("X : 1\r\n\r\n", [400]), ("X\0: 1\r\n\r\n", [400]), ("X: \0\r\n\r\n", [400]), (" folded: 1\r\n\r\n", [400]),
        ("Content-Length: 0\r\n\r\n", [200]),
    ])
    func `that contradicts itself, or brings something, gets nothing`(rest: String, statuses: [Int]) async throws {
        let answer = try await withStatusServer { address in
            try await exchange("GET /healthz HTTP/1.1\r\nHost: \(address)\r\n\(rest)", at: address)
        }
        #expect(statuses.contains { answer.hasPrefix("HTTP/1.1 \($0) ") }, "\(answer)")
        #expect(answer.ranges(of: "HTTP/1.1 ").count == 1, "one answer: \(answer)")
    }

    @Test(arguments: [
        "GET /healthz HTTP/9.9\r\n\r\n", "GET /healthz HTTP/2.0\r\n\r\n", "GET /healthz HTTP/1.10\r\n\r\n",
        "GET /healthz HTTP/-1.1\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "GET /healthz\r\n\r\n",
        "GET  HTTP/1.1\r\n\r\n",
        "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}\u{FC}\u{3}\u{3}", "\0\0\0\0\0\0\0\0\r\n\r\n",
        "GET /healthz FTP/1.1\r\n\r\n",
        "get /healthz HTTP/1.1\r\n\r\n",
    ])
    func `that speaks something else is told so, or left`(words: String) async throws {
        let (text, isOver) = try await withStatusServer { address in
            let peer = try RawPeer(to: address)
            return await onThread {
                peer.send(words)
                return peer.readToEnd(within: .seconds(5))
            }
        }
        #expect(isOver)
        #expect(
            text.hasPrefix("HTTP/1.1 400 ") || text.hasPrefix("HTTP/1.1 505 ")
                || text.isEmpty && !words.hasPrefix("GET"),
            "\(text)")
    }

    @Test(arguments: [
        "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", "\0\u{1}\u{2} garbage \r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n",
        String(repeating: "GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", count: 200),
    ])
    func `gets one answer, whatever it sends behind its request`(rest: String) async throws {
        let answer = try await withStatusServer { address in
            try await exchange("GET /healthz HTTP/1.1\r\nHost: \(address)\r\n\r\n\(rest)", at: address)
        }
        #expect(answer.hasPrefix("HTTP/1.1 200 ") && answer.hasSuffix("\r\n\r\nok\n"), "\(answer)")
    }

    @Test func `with many requests for metrics has them made a few at a time`() async throws {
        let running = Mutex((now: 0, most: 0))
        let limits = Self.limits { $0.answersAtOnce = 2 }
        let (gates, gate) = AsyncStream<Void>.makeStream()
        let told = Told(metrics: {
            running.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
            for await _ in gates {}
            running.withLock { $0.now -= 1 }
            return "up 1\n"
        })
        let answers = try await withStatusServer(limits: limits, telling: told) { address in
            try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<10 { group.addTask { try await get("/metrics", at: address) } }
                var answers: [String] = []
                while let answer = try await group.next() {
                    answers.append(answer)
                    // Those that found no room were answered at once; now the others may be.
                    if answers.count == 8 { gate.finish() }
                }
                return answers
            }
        }
        #expect(running.withLock { $0.most } == 2)
        #expect(answers.count { $0.hasPrefix("HTTP/1.1 503 ") && $0.contains("Retry-After: 1\r\n") } == 8)
        #expect(answers.count { $0.hasPrefix("HTTP/1.1 200 ") } == 2)
    }

    /// The whole program is tried with 5,000, from a process of its own: with so many files open, this one could not start
    /// the programs of other tests.
    @Test func `with hundreds of idle connections keeps nobody out`() async throws {
        let limits = Self.limits { ($0.connections, $0.request) = (64, .seconds(300)) }
        try await withStatusServer(limits: limits) { address in
            let peers = await onThread { (0..<500).compactMap { _ in try? RawPeer(to: address) } }
            #expect(peers.count == 500)
            let start = ContinuousClock.now
            for path in ["/metrics", "/healthz", "/readyz"] {
                let answer = try await get(path, at: address)
                #expect(answer.hasPrefix("HTTP/1.1 200 "), "\(answer)")
            }
            // Long before any of them has had its time.
            #expect(ContinuousClock.now - start < .seconds(60))
            // One that was displaced may be on its way out.
            #expect(peers.count(where: \.isOpen) <= 65)
        }
    }

    @Test func `does not hold up the end`() async throws {
        let start = ContinuousClock.now
        let limits = Self.limits { $0.request = .seconds(120) }
        let peers = try await withStatusServer(limits: limits) { address in
            let peers = try (0..<20).map { _ in try RawPeer(to: address) }
            for peer in peers.prefix(10) { peer.send("GET /healthz") }
            return peers
        }
        #expect(ContinuousClock.now - start < .seconds(60))
        #expect(peers.count(where: \.isOpen) == 0)
    }

    /// A connection that arrives while the server ends is closed, and takes the process not down with it.
    @Test(arguments: 0..<20) func `that connects while the server ends ends nothing`(round: Int) async throws {
        let flood = try await withStatusServer { address in
            let flood = Flood(to: address)
            let answer = try await get("/healthz", at: address)
            #expect(answer.hasPrefix("HTTP/1.1 200 "), "\(answer)")
            return flood
        }
        #expect(flood.stop() > 0)
    }
}

/// Connects again and again until it is stopped.
private final class Flood: Sendable {
    private let state = Mutex((isOver: false, connections: 0))

    init(to address: StatusAddress) {
        Thread.detachNewThread { [self] in
            while !state.withLock({ $0.isOver }) {
                guard let peer = try? RawPeer(to: address) else { continue }
                state.withLock { $0.connections += 1 }
                peer.send("GET /healthz HTTP/1.1\r\n")
            }
        }
    }

    /// How many connections there were.
    func stop() -> Int {
        state.withLock { state in
            state.isOver = true
            return state.connections
        }
    }
}
