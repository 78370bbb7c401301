import Testing
import VermilionTestSupport

@testable import VermilionDomain

@Suite struct `A verification` {
    private func verify(_ random: RandomLedger, against entries: Entries) throws -> Verification {
        let ledger = try Ledger(lots: random.lots, usage: random.usage, asOf: random.asOf)
        return Verification(ledger, Statement(of: ledger, team: "team"), against: entries)
    }

    @Test(arguments: Seeds.upTo(500)) func `finds that both engines agree`(seed: UInt64) throws {
        let random = try RandomLedger(seed: seed, transfers: seed % 2 == 1)
        let entries = Entries(team: "team", lots: random.lots, usage: random.usage)
        let verification = try verify(random, against: entries)
        #expect(verification.disagreements == [])
        #expect(verification.rows == random.usage.count { $0.time <= random.asOf })
        #expect(verification.lots == random.lots.count { $0.start <= random.asOf })
    }

    @Test(arguments: Seeds.upTo(200)) func `finds a row, a lot and an amount that are not the same`(seed: UInt64) throws
    {
        let random = try RandomLedger(seed: seed, transfers: seed % 2 == 1)
        if let row = random.usage.first(where: { $0.time <= random.asOf }) {
            let rest = random.usage.filter { $0 != row }
            let lost = try verify(random, against: Entries(team: "team", lots: random.lots, usage: rest))
            #expect(lost.disagreements.contains { $0.place == .row(row.key) && $0.replay != row.tokens })
            let changed = Usage(key: row.key, time: row.time, tokens: row.tokens + Tokens(micro: 1))
            let wrong = try verify(random, against: Entries(team: "team", lots: random.lots, usage: rest + [changed]))
            #expect(
                wrong.disagreements.contains(
                    .init(place: .row(row.key), figure: .tokens, tape: row.tokens, replay: changed.tokens)))
        }
        if let lot = random.lots.first(where: { $0.start <= random.asOf }) {
            let rest = random.lots.filter { $0 != lot }
            let lost = try verify(random, against: Entries(team: "team", lots: rest, usage: random.usage))
            #expect(
                lost.disagreements.contains(
                    .init(place: .lot(lot.id), figure: .tokens, tape: lot.tokens, replay: nil)))
        }
    }

    @Test func `says in which lot, row and day the figures differ`() throws {
        let usage = [try Usage.on("2025-01-05", "3")]
        let asOf = try Instant.at("2025-02-01")
        let ledger = try Ledger(lots: [.from("2025-01-01", "2", id: "L")], usage: usage, asOf: asOf)
        let later = Entries(team: "team", lots: [try .from("2025-01-06", "2", id: "L")], usage: usage)
        let found = Verification(ledger, Statement(of: ledger, team: "team"), against: later).disagreements
        let places: [Verification.Disagreement.Place] = [
            .lot("L"), .row(usage[0].key), .cell(usage[0].key.day, "App", "API"),
        ]
        #expect(Set(found.map(\.place)) == Set(places))
        #expect(
            Set(found)
                == Set([
                    .init(place: places[0], figure: .consumed, tape: Tokens(2), replay: .zero),
                    .init(place: places[0], figure: .settled, tape: .zero, replay: Tokens(2)),
                    .init(place: places[1], figure: .charged, tape: Tokens(2), replay: .zero),
                    .init(place: places[1], figure: .settled, tape: .zero, replay: Tokens(2)),
                    .init(place: places[2], figure: .charged, tape: Tokens(2), replay: .zero),
                    .init(place: places[2], figure: .settled, tape: .zero, replay: Tokens(2)),
                ]))
    }
}
