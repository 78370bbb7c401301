import Synchronization
import Testing
import VermilionDomain
import VermilionFormats
import VermilionTransport

@testable import VermilionSources

@Suite struct `A server that is asked` {
    private let now = Instant(seconds: 1_753_318_923)
    private let clock = SteppedTime(Instant(seconds: 1_753_318_923))

    private static let row = #"{"results":[{"date":"2025-07-24","featureId":"md","tokens":0.5}]}"#

    private func source(
        _ server: AnsweringServer, path: String = "/u", pages: WebPages? = nil
    ) -> HTTPSource {
        let url = server.url + path
        return HTTPSource(
            id: "http:test", pages: pages ?? .alone("http://shown", clock), url: { url }, map: UsageMap([:]),
            zone: .utc)
    }

    /// Answers one after the other, the last one again and again.
    private func server(_ answers: AnsweringServer.Answer...) throws -> AnsweringServer {
        let left = Mutex(answers)
        return try AnsweringServer { _, _ in left.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] } }
    }

    @Test(arguments: [429, 503]) func `is asked again when it says, in seconds`(status: Int) async throws {
        let server = try server(.init(status: status, headers: ["Retry-After: 25"], body: ""), .init(body: Self.row))
        #expect(await source(server).read(at: now).isGood)
        #expect(clock.waits == [.seconds(25)])
    }

    @Test func `is asked again when it says, by a date`() async throws {
        let server = try server(
            .init(status: 429, headers: ["Retry-After: Thu, 24 Jul 2025 01:02:33 GMT"], body: ""), .init(body: Self.row)
        )
        #expect(await source(server).read(at: now).isGood)
        #expect(clock.waits == [.seconds(30)])
    }

    @Test func `is not waited for longer than a reading may take, and the reading says why`() async throws {
        let server = try server(
            .init(status: 429, headers: ["Retry-After: 300"], body: #"{"developerMessage":"Quota limit exceeded."}"#))
        let reading = await source(server).read(at: now)
        #expect(
            reading.failures.map(\.description) == [
                "http://shown: the server answers 429 and says \"Quota limit exceeded.\"; "
                    + "it is not asked again before 2025-07-24T01:07:03Z"
            ])
        #expect(server.heard.count == 1)
    }

    @Test func `is left alone after a failure by all who share the account`() async throws {
        let failing = try server(.init(status: 500, body: ""))
        let manners = Manners(time: clock.time) { 1 }
        func pages() -> WebPages {
            WebPages(
                client: HTTPClient(), route: HTTPRoute(), shown: "autodesk", manners: manners, time: clock.time,
                patience: .seconds(1))
        }
        for _ in 0..<10 {
            let reading = await source(failing, pages: pages()).read(at: now)
            #expect(reading.failures.first?.message.contains("not asked again before") == true)
        }
        #expect(failing.heard.count == 1)
    }

    @Test func `may send to another place of its own`() async throws {
        let server = try AnsweringServer { url, request in
            switch request.split(separator: " ")[1] {
            case "/u": .init(status: 302, headers: ["Location: /v"], body: "")
            case "/v": .init(status: 307, headers: ["Location: \(url)/w"], body: "")
            default: .init(body: Self.row)
            }
        }
        #expect(await source(server).read(at: now).isGood)
        #expect(server.lines == ["GET /u", "GET /v", "GET /w"])
    }

    @Test(arguments: [
        "https://elsewhere.example/x", "//elsewhere.example/", "http://127.0.0.1:1/", "file:///etc/passwd",
    ])
    func `may not send anywhere else`(location: String) async throws {
        let server = try server(.init(status: 302, headers: ["Location: \(location)"], body: ""))
        let reading = await source(server).read(at: now)
        #expect(reading.failures.first?.message.contains("leads to another, where secrets must not go") == true)
        #expect(server.heard.count == 1)
    }

    @Test func `may not send in a circle`() async throws {
        let server = try server(.init(status: 302, headers: ["Location: /u"], body: ""))
        #expect(await !source(server).read(at: now).isGood)
        #expect(server.heard.count == 6)
    }

    @Test func `need not send what has not changed`() async throws {
        let server = try AnsweringServer { _, request in
            request.contains("If-None-Match: \"a\"\r\n")
                ? .init(status: 304, body: "") : .init(headers: ["ETag: \"a\""], body: Self.row)
        }
        let source = source(server)
        #expect(await source.read(at: now).usage.count == 1)
        let second = await source.read(at: now)
        #expect(second.isGood && second.usage.isEmpty && second.covers == nil)
        source.forget()
        #expect(await source.read(at: now).usage.count == 1, "what was not kept is not known")
        #expect(server.heard.count == 3)
    }

    @Test func `sends all pages again when one has changed`() async throws {
        let isChanged = Mutex(false)
        let server = try AnsweringServer { _, request in
            let isFirst = request.hasPrefix("GET /u ")
            let tag = isFirst ? "one" : isChanged.withLock { $0 } ? "three" : "two"
            if request.contains("If-None-Match: \"\(tag)\"") { return .init(status: 304, body: "") }
            return .init(
                headers: ["ETag: \"\(tag)\"", "Last-Modified: Thu, 24 Jul 2025 00:00:00 GMT"],
                body:
                    #"{"results":[{"date":"2025-07-24","api":"\#(tag)","tokens":1}],"next":"\#(isFirst ? "/v" : "")"}"#)
        }
        let source = source(server)
        #expect(await source.read(at: now).usage.count == 2)
        #expect(await source.read(at: now).usage.isEmpty)
        isChanged.withLock { $0 = true }
        #expect(await source.read(at: now).usage.map(\.key.api) == ["one", "three"])
        // The changed page came with the question; only the other is asked for once more.
        #expect(server.lines.suffix(3) == ["GET /u", "GET /v", "GET /u"])
        #expect(server.heard.filter { $0.contains("If-Modified-Since: Thu, 24 Jul 2025 00:00:00 GMT") }.count == 4)
    }

    @Test func `is not believed that nothing has changed when nobody asked`() async throws {
        let server = try server(.init(status: 304, body: ""))
        #expect(await !source(server).read(at: now).isGood)
    }

    @Test func `is shown with its answers, and secrets are not`() async throws {
        let server = try server(.init(body: #"{"echo":"Bearer canary-token and canary-key"}"#))
        let exchanges = Mutex<[RawExchange]>([])
        let pages = WebPages.alone(
            "http://shown", clock, recorder: { exchange in exchanges.withLock { $0.append(exchange) } },
            headers: [("Authorization", "Bearer canary-token"), ("X-Key", "canary-key")])
        let reading = await source(server, path: "/canary-path", pages: pages).read(at: now)
        #expect(reading.failures.first?.hint?.contains("\"echo\"") == true)
        let shown = exchanges.withLock { $0 }
        #expect(shown.map(\.request) == ["GET http://shown"])
        #expect(shown.map(\.status) == [200])
        #expect(shown.map(\.body) == [#"{"echo":"*** and ***"}"#])
    }
}
