import Testing
import VermilionTestSupport

@testable import VermilionDomain

@Suite struct `An explanation` {
    private func explain(
        _ lots: [Lot], _ usage: [Usage], asOf: String, _ selection: UsageSelection = UsageSelection()
    ) throws -> [Explanation] {
        try Ledger(lots: lots, usage: usage, asOf: try .at(asOf)).explanations(of: selection, team: "team")
    }

    @Test func `names each lot, how it paid and when`() throws {
        let lots = [
            try Lot.from("2025-01-01", "3", id: "first"), try Lot.from("2025-01-10", "2", id: "second"),
            try Lot.from("2025-01-20", "100", id: "third"),
        ]
        let explanation = try #require(
            try explain(lots, [.on("2025-01-05", "4", id: "a"), .on("2025-01-05", "4", id: "b")], asOf: "2025-02-01")
                .first)
        #expect(
            explanation.payments == [
                .init(lot: "first", how: .charged, at: try .at("2025-01-05"), tokens: Tokens(3)),
                .init(lot: "second", how: .settled, at: try .at("2025-01-10"), tokens: Tokens(2)),
                .init(lot: "third", how: .settled, at: try .at("2025-01-20"), tokens: Tokens(3)),
            ])
        #expect(explanation.unpaid == [] && explanation.owed == .zero)
    }

    @Test func `tells what a lot would have paid before it expired from what none could pay`() throws {
        let lots = [try Lot.from("2025-01-01", "3", until: "2025-02-01")]
        let usage = [try Usage.on("2025-01-05", "1", id: "a"), try Usage.on("2025-02-01", "5", id: "b")]
        let explanation = try #require(try explain(lots, usage, asOf: "2025-03-01").last)
        #expect(
            explanation.unpaid == [
                .init(reason: .expired, tokens: Tokens(2)), .init(reason: .exhausted, tokens: Tokens(3)),
            ])
        #expect(explanation.owed == Tokens(5))
    }

    @Test func `has to buy for older debt too, but not for newer`() throws {
        let usage = try ["2025-01-01", "2025-01-02", "2025-01-03"].map { try Usage.on($0, "60") }
        let day = try CivilDate.parsed("2025-01-02")
        let explanations = try explain([], usage, asOf: "2025-02-01", UsageSelection(day: day))
        #expect(explanations.map(\.owed) == [Tokens(120)])
        #expect(explanations.map(\.split.uncharged) == [Tokens(60)])
    }

    @Test func `is of the rows that are asked for`() throws {
        let usage = [
            try Usage.on("2025-01-01", "1", app: "A", api: "x", id: "1"),
            try Usage.on("2025-01-01", "2", app: "A", api: "x", id: "2"),
            try Usage.on("2025-01-01", "4", app: "A", api: "y", id: "1"),
            try Usage.on("2025-01-02", "8", app: "B", api: "x", id: "1"),
        ]
        let day = try CivilDate.parsed("2025-01-01")
        for (selection, amounts) in [
            (UsageSelection(), [3, 4, 8]), (UsageSelection(day: day), [3, 4]), (UsageSelection(app: "B"), [8]),
            (UsageSelection(api: "x"), [3, 8]), (UsageSelection(row: "1"), [1, 4, 8]),
            (UsageSelection(day: day, app: "A", api: "x", row: "2"), [2]), (UsageSelection(app: "a"), []),
        ] {
            let explanations = try explain([], usage, asOf: "2025-02-01", selection)
            #expect(explanations.map(\.split.tokens) == amounts.map { Tokens($0) }, "\(selection)")
        }
    }
}

@Suite struct `The explanations of a random ledger` {
    @Test(arguments: Seeds.upTo(1_000)) func `come to its statement`(seed: UInt64) throws {
        let random = try RandomLedger(seed: seed)
        let ledger = try Ledger(lots: random.lots, usage: random.usage, asOf: random.asOf)
        let statement = Statement(of: ledger, team: "team")
        let explanations = ledger.explanations(of: UsageSelection(), team: "team")
        #expect(
            explanations.map { Statement.Cell(day: $0.day, app: $0.app, api: $0.api, split: $0.split) }
                == statement.usage)
        for explanation in explanations {
            let paid = explanation.payments.map(\.tokens).reduce(.zero, +)
            #expect(paid + explanation.unpaid.map(\.tokens).reduce(.zero, +) == explanation.split.tokens)
            #expect(explanation.payments.allSatisfy { $0.tokens > .zero })
        }
        let payments = explanations.flatMap(\.payments)
        for line in statement.lots {
            let own = payments.filter { $0.lot == line.lot.id }
            #expect(own.filter { $0.how == .charged }.map(\.tokens).reduce(.zero, +) == line.consumed)
            #expect(own.filter { $0.how == .settled }.map(\.tokens).reduce(.zero, +) == line.settled)
            #expect(own.allSatisfy { $0.how == .charged ? line.lot.isValid(at: $0.at) : $0.at == line.lot.start })
        }
    }

    @Test(arguments: Seeds.upTo(1_000)) func `call exhausted what is uncharged even when no lot expires`(seed: UInt64)
        throws
    {
        let random = try RandomLedger(seed: seed)
        let ledger = try Ledger(lots: random.lots, usage: random.usage, asOf: random.asOf)
        let lasting = try random.lots.map {
            try Lot(id: $0.id, tokens: $0.tokens, start: $0.start, expires: .distantFuture)
        }
        let statement = Statement(
            of: try Ledger(lots: lasting, usage: random.usage, asOf: random.asOf), team: "team")
        let explanations = ledger.explanations(of: UsageSelection(), team: "team")
        #expect(explanations.map(\.exhausted) == statement.usage.map(\.split.uncharged))
        #expect(explanations.allSatisfy { $0.expired >= .zero })
    }

    @Test(arguments: Seeds.upTo(300)) func `name the least purchase that settles`(seed: UInt64) throws {
        let random = try RandomLedger(seed: seed)
        let ledger = try Ledger(lots: random.lots, usage: random.usage, asOf: random.asOf)
        for explanation in ledger.explanations(of: UsageSelection(), team: "team") where explanation.owed > .zero {
            for (tokens, settles) in [(explanation.owed, true), (explanation.owed - Tokens(micro: 1), false)]
            where tokens > .zero {
                let bought = try Lot(id: "new", tokens: tokens, start: random.asOf, expires: .distantFuture)
                let after = try Ledger(lots: random.lots + [bought], usage: random.usage, asOf: random.asOf)
                let cell = UsageSelection(day: explanation.day, app: explanation.app, api: explanation.api)
                let rest = after.explanations(of: cell, team: "team").map(\.split.uncharged)
                #expect((rest == [.zero]) == settles)
            }
        }
    }
}
