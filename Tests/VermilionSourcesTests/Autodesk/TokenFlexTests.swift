import Synchronization
import Testing
import VermilionDomain
import VermilionFormats
import VermilionTransport

@testable import VermilionSources

@Suite struct `Usage of an enterprise contract` {
    private let now = Instant(seconds: 1_753_318_923)  // 2025-07-24

    private static let contract = """
        {"contractNumber":"11","contractYears":[
          {"year":1,"startDate":"2024-02-01","endDate":"2025-01-31","provisionedTokens":50,"remainingTokens":0},
          {"year":2,"startDate":"2025-02-01","endDate":"2026-01-31","provisionedTokens":100,"remainingTokens":-30}]}
        """

    private static func table(_ rows: String, total: Int) -> String {
        #"{"status":"DONE","id":"q/1","result":{"columns":["usageDate","productName","usageCategory","tokensConsumed"],"#
            + #""rows":[\#(rows)],"total":\#(total),"offset":0,"limit":100}}"#
    }

    private func source(_ server: AnsweringServer) -> TokenFlexSource {
        TokenFlexSource(
            id: "token-flex:test",
            pages: .alone(
                "autodesk", SteppedTime(now), patience: .minutes(15), access: NumberedAccess().access),
            endpoint: server.url, contract: "11", days: 35)
    }

    private func read(_ server: AnsweringServer) async -> Reading { await source(server).read(at: now) }

    /// - Parameter query: answers to the query and to what is asked about it, the last one again and again.
    private func server(_ query: String..., summary: String = "[]") throws -> AnsweringServer {
        let answers = Answers(query)
        return try AnsweringServer { _, request in
            let path = request.split(separator: " ")[1]
            if path == "/tokenflex/v1/contract/11" { return .init(body: Self.contract) }
            if path == "/tokenflex/v1/usage/11/last" {
                return .init(body: #"[{"lastUsageDate":"2025-07-22","lastProcessDate":"2025-07-23T01:02:03.123"}]"#)
            }
            if path == "/tokenflex/v1/usage/11/summary" { return .init(body: summary) }
            return .init(body: answers.next())
        }
    }

    private func queries(_ server: AnsweringServer) -> [String] {
        server.heard.filter { $0.contains("/query") && !$0.hasPrefix("GET /tokenflex/v1/usage/11/summary") }
    }

    @Test func `is read with its lots, its balance and how fresh it is`() async throws {
        let server = try server(Self.table(#"["2025-07-20","AutoCAD","PRODUCT_CONSUMPTION",46.0]"#, total: 1))
        let reading = await read(server)
        #expect(reading.failures == [])
        #expect(reading.usage.map(\.tokens) == [Tokens(46)])
        #expect(reading.lots.first?.lots?.map(\.id) == ["11-1", "11-2"])
        #expect(reading.observations == [ObservedBalance(at: now, available: Tokens(-30))])
        #expect(reading.report.dataUntil?.description == "2025-07-23T01:02:03.123000Z")
        // From the start of the contract: what the query does not reach is in the summary.
        #expect(reading.covers?.lowerBound.description == "2024-02-01")
        #expect(reading.covers?.upperBound.description == "2026-01-31")
        let asked = queries(server)
        #expect(asked.count == 1)
        #expect(asked[0].hasPrefix("POST /tokenflex/v1/usage/11/query"))
        #expect(asked[0].contains(#""where":"contractYear=2""#))
        #expect(asked[0].contains("Content-Type: application/json"))
    }

    @Test func `is waited for and read page by page, by the id and not by the address that is offered`() async throws {
        let server = try server(
            #"{"status":"QUEUED","id":"q/1","detail_uri":"http://elsewhere/q"}"#,
            #"{"status":"PROCESSING","id":"q/1"}"#,
            Self.table(#"["2025-07-20","A","C",1.5]"#, total: 2), Self.table(#"["2025-07-21","A","C",2]"#, total: 2))
        let reading = await read(server)
        #expect(reading.failures == [])
        #expect(reading.usage.map(\.tokens) == [Tokens(micro: 1_500_000), Tokens(2)])
        #expect(
            server.lines.filter { $0.contains("/query/") } == [
                "GET /tokenflex/v1/usage/11/query/q%2F1?offset=0&limit=100",
                "GET /tokenflex/v1/usage/11/query/q%2F1?offset=0&limit=100",
                "GET /tokenflex/v1/usage/11/query/q%2F1?offset=1&limit=100",
            ])
    }

    @Test func `takes months that the query does not reach as sums, and no month twice`() async throws {
        let server = try server(
            Self.table(#"["2025-07-20","AutoCAD","PRODUCT_CONSUMPTION",46.0]"#, total: 1),
            summary: """
                [{"usageMonth":"2024-03-01","contractYear":"1","usageCategory":"PRODUCT_CONSUMPTION","tokensConsumed":5},
                 {"usageMonth":"2024-02-01","contractYear":1,"usageCategory":"CLOUD_CONSUMPTION","tokensConsumed":1.5},
                 {"usageMonth":"2025-07-01","contractYear":2,"usageCategory":"PRODUCT_CONSUMPTION","tokensConsumed":46},
                 {"usageMonth":"2024-05-01","contractYear":1,"usageCategory":"MANUAL_ADJUSTMENT","tokensConsumed":-2}]
                """)
        let reading = await read(server)
        #expect(reading.failures == [])
        #expect(
            reading.usage.map { "\($0.key.day) \($0.key.api) \($0.tokens)" } == [
                "2024-02-01 CLOUD_CONSUMPTION 1.5", "2024-03-01 PRODUCT_CONSUMPTION 5",
                "2025-07-20 PRODUCT_CONSUMPTION 46",
            ])
        #expect(
            reading.warnings.map(\.message) == [
                "-2 tokens of MANUAL_ADJUSTMENT in the month of 2024-05-01 are left out"
            ])
    }

    @Test func `leaves out what was given back on a day, and says so`() async throws {
        let server = try server(
            Self.table(
                #"["2025-07-20","AutoCAD","PRODUCT_CONSUMPTION",46.0],["2025-07-21","","MANUAL_ADJUSTMENT",-4]"#,
                total: 2))
        let reading = await read(server)
        #expect(reading.failures == [])
        #expect(reading.usage.map(\.tokens) == [Tokens(46)])
        #expect(reading.warnings.map(\.message) == ["-4 tokens of MANUAL_ADJUSTMENT on 2025-07-21 are left out"])
    }

    @Test func `is not asked for again before there is something new, or what came was not kept`() async throws {
        let server = try server(Self.table(#"["2025-07-20","A","C",1]"#, total: 1))
        let source = source(server)
        #expect(await source.read(at: now).usage.count == 1)
        let again = await source.read(at: now + .hours(1))
        #expect(again.isGood && again.usage.isEmpty && again.covers == nil)
        #expect(again.lots.first?.lots?.count == 2)
        #expect(queries(server).count == 1)
        source.forget()
        #expect(await source.read(at: now + .hours(2)).usage.count == 1)
        #expect(await source.read(at: now + .hours(26)).usage.count == 1)
        #expect(queries(server).count == 3)
    }

    @Test(
        arguments: [
            #"{"status":"FAILED","id":"q"}"#, #"{"status":"QUEUED","id":"q"}"#, "{}",
            #"{"status":"DONE","id":"q","result":{"columns":["usageDate"],"rows":[],"total":3}}"#,
        ])
    func `is all or nothing`(query: String) async throws {
        let reading = await read(try server(query))
        #expect(!reading.isGood)
        #expect(reading.usage == [])
        #expect(reading.covers == nil)
        // What was known of the lots goes on counting.
        #expect(reading.lots.count == 1)
        #expect(reading.lots.first?.lots == nil)
    }
}

/// One after the other, the last one again and again.
private final class Answers: Sendable {
    private let left: Mutex<[String]>

    init(_ answers: [String]) { left = Mutex(answers) }

    func next() -> String { left.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] } }
}
