import Testing
import VermilionTestSupport

@testable import VermilionDomain

@Suite struct `A departure` {
    private func lot(_ tokens: String = "10", leaving departures: [(String, Int)]) throws -> Lot {
        try Lot.from("2025-01-01", tokens, id: "L", until: "2025-03-01").with(
            departures: departures.map { Departure(at: try .at($0.0), tokens: Tokens($0.1), to: "other") })
    }

    private func statement(_ lots: [Lot], _ usage: [Usage], asOf: String = "2025-04-01") throws -> Statement {
        Statement(of: try Ledger(lots: lots, usage: usage, asOf: try .at(asOf)), team: "team")
    }

    @Test func `leaves what was paid before, and takes from what is left`() throws {
        let usage = [try Usage.on("2025-01-10", "4", id: "a"), try Usage.on("2025-02-10", "3", id: "b")]
        let line = try statement([lot(leaving: [("2025-02-01", 5)])], usage).lots[0]
        #expect(line.consumed == Tokens(5) && line.departed == Tokens(5))
        #expect(line.lapsed == .zero && line.remaining == .zero)
        #expect(try statement([lot(leaving: [("2025-02-01", 5)])], usage).uncharged == Tokens(2))
        #expect(try statement([lot(leaving: [("2025-02-01", 5)])], usage, asOf: "2025-01-31").available == Tokens(6))
    }

    @Test func `comes after a start at the same instant, which pays debt first, and before usage`() throws {
        let usage = [try Usage.on("2024-12-31", "4", id: "a"), try Usage.on("2025-01-01", "1", id: "b")]
        let statement = try statement([lot(leaving: [("2025-01-01", 10)])], usage, asOf: "2025-01-02")
        #expect(statement.lots[0].settled == Tokens(4) && statement.lots[0].departed == Tokens(6))
        #expect(statement.uncharged == Tokens(1))
    }

    @Test func `comes too late at the expiry`() throws {
        let line = try statement([lot(leaving: [("2025-03-01", 10)])], []).lots[0]
        #expect(line.lapsed == Tokens(10) && line.departed == .zero)
    }

    @Test func `does not change in which order lots are used`() throws {
        let other = try Lot.from("2025-01-01", "8", id: "M", until: "2025-03-01")
        let usage = [try Usage.on("2025-02-10", "1", id: "b")]
        let lots = try statement([lot(leaving: [("2025-01-02", 9)]), other], usage).lots
        #expect(lots.map(\.lot.id) == ["M", "L"], "the smaller pack first, by what it held when it was bought")
        #expect(lots.map(\.consumed) == [Tokens(1), .zero])
    }

    @Test func `of more than was left takes what was, and says how much was missing`() throws {
        let usage = [try Usage.on("2025-01-10", "4", id: "a")]
        let lot = try lot(leaving: [("2025-02-01", 5), ("2025-02-02", 3)])
        let ledger = try Ledger(lots: [lot], usage: usage, asOf: try .at("2025-02-02"))
        #expect(
            ledger.shortages == [Ledger.Shortage(lot: "L", departure: lot.departures[1], missing: Tokens(2))])
        #expect(ledger.departed == [Tokens(6)])
        let before = try Ledger(lots: [lot], usage: usage, asOf: try .at("2025-02-01"))
        #expect(before.shortages == [], "what has not left yet lacks nothing")
    }

    @Test(arguments: Seeds.upTo(500)) func `moves tokens and makes none`(seed: UInt64) throws {
        let random = try RandomLedger(seed: seed, transfers: true)
        let giver = try Ledger(lots: random.lots, usage: random.usage, asOf: random.asOf)
        guard giver.shortages.isEmpty else { return }
        var received: [Lot] = []
        for lot in giver.lots {
            for (number, departure) in lot.departures.enumerated() where departure.at <= random.asOf {
                received.append(
                    try Lot(
                        id: "\(lot.id)-\(number)", tokens: departure.tokens, start: departure.at, expires: lot.expires))
            }
        }
        let other = try Ledger(lots: received, usage: [], asOf: random.asOf)
        func held(_ ledger: Ledger) -> Tokens { ledger.available + ledger.lapsed.reduce(.zero, +) }
        let paid = giver.used - giver.uncharged
        #expect(held(giver) + held(other) + paid == giver.lots.map(\.tokens).reduce(.zero, +), "\(Seeds.rerun(seed))")
    }
}
