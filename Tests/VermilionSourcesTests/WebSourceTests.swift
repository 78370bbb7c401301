import Synchronization
import Testing
import VermilionDomain
import VermilionFormats
import VermilionTransport

@testable import VermilionSources

/// An account whose tokens are numbered; each refusal makes it give the next.
final class NumberedAccess: Sendable {
    private let number = Mutex(1)

    var access: AccountAccess {
        AccountAccess(
            name: "acme",
            headers: { [("Authorization", "Bearer t\(self.number.withLock { $0 })")] },
            refused: { _ in self.number.withLock { $0 += 1 } },
            loginEnds: { Instant(seconds: 5) })
    }

    init() {}
}

@Suite struct `Usage from a web server` {
    private let now = Instant(seconds: 1_753_318_923)  // 2025-07-24

    private func source(_ server: AnsweringServer, path: String = "/u", map: UsageMap = UsageMap([:])) -> HTTPSource {
        let url = server.url + path
        return HTTPSource(
            id: "http:test",
            pages: .alone("http://shown", SteppedTime(now), headers: [("X-Key", "canary")]),
            url: { url }, map: map, zone: .utc)
    }

    @Test func `is read page after page, with the headers on each`() async throws {
        let server = try AnsweringServer { url, request in
            switch request.split(separator: " ")[1] {
            case "/u":
                .init(body: #"{"results":[{"day":"2025-07-24","tokens":1}],"pagination":{"nextUrl":"/u?p=2"}}"#)
            case "/u?p=2":
                .init(body: #"{"results":[{"day":"2025-07-23","tokens":2}],"pagination":{"nextUrl":"\#(url)/last"}}"#)
            default: .init(body: #"{"results":[{"day":"2025-07-24","tokens":4}],"pagination":{"nextUrl":null}}"#)
            }
        }
        let reading = await source(server).read(at: now)
        #expect(reading.failures == [])
        #expect(reading.usage.map(\.tokens) == [Tokens(2), Tokens(1), Tokens(4)])
        #expect(reading.covers?.lowerBound.description == "2025-07-23")
        #expect(server.lines == ["GET /u", "GET /u?p=2", "GET /last"])
        #expect(server.heard.allSatisfy { $0.contains("X-Key: canary") })
    }

    @Test(arguments: ["https://elsewhere.example/x", "//elsewhere.example/x", "http://127.0.0.1:1/x", "/u"])
    func `is not followed to another server or in a circle`(next: String) async throws {
        let server = try AnsweringServer { _, _ in
            .init(body: #"{"results":[{"day":"2025-07-24","tokens":1}],"next":"\#(next)"}"#)
        }
        let reading = await source(server).read(at: now)
        #expect(reading.usage == [])
        #expect(reading.failures.count == 1)
        #expect(server.lines == ["GET /u"])
    }

    @Test(
        arguments: [
            (200, "<html>login</html>", "is not JSON"), (200, #"{"message":"hi"}"#, "unknown layout"),
            (302, "", "answers 302"), (500, "", "answers 500"), (200, "", "is not JSON"),
        ])
    func `is a failure when the answer is another`(status: Int, body: String, words: String) async throws {
        let server = try AnsweringServer { _, _ in .init(status: status, body: body) }
        let reading = await source(server).read(at: now)
        #expect(!reading.isGood)
        #expect(reading.covers == nil)
        #expect(reading.obstacle == nil)
        let told = reading.failures.map(\.annotated).joined()
        #expect(told.contains(words))
        #expect(!told.contains("canary"))
    }

    @Test func `may bring a balance`() async throws {
        let server = try AnsweringServer { _, _ in .init(body: #"{"rows":[],"left":-4.5}"#) }
        let reading = await source(server, map: UsageMap([.balance: .member("left")])).read(at: now)
        #expect(reading.observations == [ObservedBalance(at: now, available: Tokens(micro: -4_500_000))])
    }
}

@Suite struct `Usage of applications` {
    /// 2025-12-20.
    private let now = Instant(seconds: (20_429 + 13) * 86_400 + 3_600)

    private func source(_ server: AnsweringServer, _ whose: ApplicationsSource.Whose, days: Int) -> ApplicationsSource {
        ApplicationsSource(
            id: "applications:test",
            pages: .alone("autodesk", SteppedTime(now), access: NumberedAccess().access),
            endpoint: server.url, whose: whose, map: UsageMap([:]), days: days)
    }

    private static let row =
        #"{"results":[{"date":"2025-12-19","featureId":"md","tokens":0.5}],"pagination":{"nextUrl":""}}"#

    @Test func `of clients is asked of the version that has the days, at most 200 at once`() async throws {
        let server = try AnsweringServer { _, _ in .init(body: #"{"results":[]}"#) }
        let reading = await source(server, .clients(["a/b"]), days: 420).read(at: now)
        #expect(reading.failures == [])
        #expect(
            server.lines == [
                "GET /applications/v1/clients/a%2Fb/usage/daily-totals?filter%5Bdate%5D=2024-10-27..2025-05-14",
                "GET /applications/v1/clients/a%2Fb/usage/daily-totals?filter%5Bdate%5D=2025-05-15..2025-11-30",
                "GET /applications/v1/clients/a%2Fb/usage/daily-totals?filter%5Bdate%5D=2025-12-01..2025-12-06",
                "GET /applications/v2/clients/a%2Fb/usage/daily-totals?filter%5Bdate%5D=2025-12-07..2025-12-20",
            ])
        #expect(reading.covers?.lowerBound.description == "2024-10-27")
        #expect(reading.covers?.upperBound.description == "2025-12-20")
    }

    @Test func `of a hub is not claimed for days before there were hubs`() async throws {
        let server = try AnsweringServer { _, _ in .init(body: Self.row) }
        let reading = await source(server, .hub("b.1"), days: 35).read(at: now)
        #expect(
            server.lines == ["GET /applications/v2/hubs/b.1/usage/daily-totals?filter%5Bdate%5D=2025-12-07..2025-12-20"]
        )
        #expect(reading.covers?.lowerBound.description == "2025-12-07")
        #expect(reading.usage.map(\.tokens) == [Tokens(micro: 500_000)])
        #expect(reading.report.account == "acme")
        #expect(reading.report.loginEnds == Instant(seconds: 5))
        #expect(reading.report.provisionalFrom?.description == "2025-12-19")
    }

    @Test func `of several clients keeps them apart where the answer names none`() async throws {
        let server = try AnsweringServer { _, _ in .init(body: Self.row) }
        let reading = await source(server, .clients(["one", "two"]), days: 7).read(at: now)
        #expect(reading.usage.map(\.key.app) == ["one", "two"])
    }

    @Test func `is all or nothing when one of the clients fails`() async throws {
        let server = try AnsweringServer { _, request in
            request.contains("two") ? .init(status: 500, body: "") : .init(body: Self.row)
        }
        let reading = await source(server, .clients(["one", "two"]), days: 7).read(at: now)
        #expect(!reading.isGood)
        #expect(reading.usage == [])
        #expect(reading.covers == nil)
    }

    @Test func `is asked with another token once when the first is refused`() async throws {
        let server = try AnsweringServer { _, request in
            request.contains("Bearer t1") ? .init(status: 401, body: "") : .init(body: Self.row)
        }
        #expect(await source(server, .hub("h"), days: 7).read(at: now).isGood)
        #expect(server.heard.count == 2)
    }

    @Test(
        arguments: [
            (401, "{}", .login("acme"), 2), (403, "{}", nil, 1), (429, "{}", nil, 3),
            (
                403,
                #"{"developerMessage":"API request capacity exceeded.","moreInfo":"https://aps.autodesk.com/pricing","errorCode":"403"}"#,
                .capacityExceeded, 1
            ),
        ] as [(Int, String, Obstacle?, Int)])
    func `tells an obstacle where there is one`(
        status: Int, body: String, obstacle: Obstacle?, requests: Int
    ) async throws {
        let server = try AnsweringServer { _, _ in .init(status: status, body: body) }
        let reading = await source(server, .hub("h"), days: 7).read(at: now)
        #expect(!reading.isGood)
        #expect(reading.obstacle == obstacle)
        #expect(server.heard.count == requests)
    }
}
