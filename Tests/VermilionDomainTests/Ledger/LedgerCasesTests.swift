import Foundation
import Testing
import VermilionDomain
import VermilionTestSupport

/// A ledger with its answer, as `Cases/cases.json` holds it.
struct LedgerCase: Decodable, Sendable, CustomTestStringConvertible {
    struct Row: Decodable {
        let id: String
        let time: String
        let app: String
        let api: String
        let tokens: String
    }

    struct Pack: Decodable {
        let id: String
        let tokens: String
        let start: String
        let expires: String?
    }

    struct Answer: Decodable {
        struct LotLine: Decodable {
            let id, tokens, consumed, settled, lapsed, remaining: String
        }

        struct Cell: Decodable {
            let day, app, api, tokens, charged, settled, uncharged: String
        }

        let available, uncharged, balance, purchased, used, settled, lapsed: String
        let lots: [LotLine]
        let usage: [Cell]
    }

    let name: String
    let asOf: String
    let lots: [Pack]
    let usage: [Row]
    let expected: Answer

    var testDescription: String { name }

    static let all: [LedgerCase] = {
        guard let file = Bundle.module.url(forResource: "cases", withExtension: "json", subdirectory: "Cases"),
            let data = try? Data(contentsOf: file)
        else { return [] }
        return (try? JSONDecoder().decode([LedgerCase].self, from: data)) ?? []
    }()

    var figures: Figures {
        Figures(
            totals: [
                "available": expected.available, "uncharged": expected.uncharged, "balance": expected.balance,
                "purchased": expected.purchased, "used": expected.used, "settled": expected.settled,
                "lapsed": expected.lapsed,
            ],
            lots: expected.lots.map {
                Figures.LotLine(
                    id: $0.id, tokens: $0.tokens, consumed: $0.consumed, settled: $0.settled, lapsed: $0.lapsed,
                    remaining: $0.remaining)
            },
            usage: expected.usage.map {
                Figures.Cell(
                    day: $0.day, app: $0.app, api: $0.api, tokens: $0.tokens, charged: $0.charged,
                    settled: $0.settled, uncharged: $0.uncharged)
            })
    }

    func input() throws -> (lots: [Lot], usage: [Usage], asOf: Instant) {
        let packs = try lots.map { try Lot.from($0.start, $0.tokens, id: LotID($0.id), until: $0.expires) }
        let rows = try usage.map {
            try Usage.on($0.time, $0.tokens, app: AppName($0.app), api: APIName($0.api), id: RowID($0.id))
        }
        return (packs, rows, try .at(asOf))
    }
}

@Suite struct `The ledger's cases` {
    @Test func `are all there`() {
        #expect(LedgerCase.all.count >= 23)
    }

    @Test(arguments: LedgerCase.all) func `come out to the last micro-token`(ledgerCase: LedgerCase) throws {
        let (lots, usage, asOf) = try ledgerCase.input()
        let statement = Statement(of: try Ledger(lots: lots, usage: usage, asOf: asOf), team: "team")
        #expect(Figures(statement) == ledgerCase.figures)
    }

    @Test(arguments: LedgerCase.all) func `come out of the plain replay too`(ledgerCase: LedgerCase) throws {
        let (lots, usage, asOf) = try ledgerCase.input()
        #expect(PlainReplay.figures(lots: lots, usage: usage, asOf: asOf) == ledgerCase.figures)
    }
}
