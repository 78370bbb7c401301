import Testing
import VermilionTestSupport

@testable import VermilionDomain

@Suite struct `A daybook` {
    /// In blocks that are as small as they can be, so that few rows lie in many.
    private func daybook(_ random: RandomLedger) throws -> Daybook {
        try Daybook(lots: random.lots.reversed(), roll: UsageRoll(blockSize: 2))
    }

    /// Against a ledger from scratch: statement, order of rows and stretches.
    private func check(_ daybook: inout Daybook, _ lots: [Lot], _ usage: [Usage], asOf: Instant, seed: UInt64) throws {
        let ledger = daybook.ledger(asOf: asOf)
        let scratch = try Ledger(lots: lots, usage: usage, asOf: asOf)
        #expect(Statement(of: ledger, team: "team") == Statement(of: scratch, team: "team"), "\(Seeds.rerun(seed))")
        #expect(Array(ledger.rows) == Array(scratch.rows), "\(Seeds.rerun(seed))")
        #expect(ledger.segments == scratch.segments, "\(Seeds.rerun(seed))")
        #expect(
            ledger.explanations(of: UsageSelection(), team: "team")
                == scratch.explanations(of: UsageSelection(), team: "team"), "\(Seeds.rerun(seed))")
    }

    @Test(arguments: Seeds.upTo(400)) func `that takes a row late had it from the start`(seed: UInt64) throws {
        var random = try RandomLedger(seed: seed, transfers: seed % 2 == 1)
        var chance = SplitMix64(seed: ~seed)
        random.usage.shuffle(using: &chance)
        var daybook = try daybook(random)
        for (index, row) in random.usage.enumerated() {
            try daybook.insert(row)
            guard chance.happens(percent: 30) else { continue }
            let asOf = chance.pick([random.asOf, row.time] + random.lots.map(\.start))
            try check(&daybook, random.lots, Array(random.usage[...index]), asOf: asOf, seed: seed)
        }
        try check(&daybook, random.lots, random.usage, asOf: random.asOf, seed: seed)
    }

    @Test(arguments: Seeds.upTo(400)) func `goes on from a checkpoint as from the start`(seed: UInt64) throws {
        let random = try RandomLedger(seed: seed, transfers: seed % 2 == 1)
        var chance = SplitMix64(seed: ~seed)
        let rows = random.usage.sorted(by: Usage.isPaidBefore)
        var daybook = try daybook(random)
        var taken = 0
        while taken < rows.count {
            let chunk = rows[taken..<min(rows.count, taken + chance.draw(1...4))]
            for row in chunk { try daybook.insert(row) }
            taken += chunk.count
            // As a daemon asks: at an instant at or behind the newest usage.
            let asOf = max(rows[taken - 1].time, chance.pick([.distantPast, random.asOf]))
            try check(&daybook, random.lots, Array(rows[..<taken]), asOf: asOf, seed: seed)
        }
    }

    @Test(arguments: Seeds.upTo(400)) func `from which a row is removed never had it`(seed: UInt64) throws {
        let random = try RandomLedger(seed: seed, transfers: seed % 2 == 1)
        var chance = SplitMix64(seed: ~seed)
        var usage = random.usage.shuffled(using: &chance)
        var daybook = try daybook(random)
        for row in usage { try daybook.insert(row) }
        while let row = usage.popLast() {
            let removed = [daybook.remove(row), daybook.remove(row)]
            #expect(removed == [true, false])
            #expect(daybook.rows == usage.count)
            if chance.happens(percent: 40) {
                try check(&daybook, random.lots, usage, asOf: random.asOf, seed: seed)
            }
        }
        try check(&daybook, random.lots, [], asOf: random.asOf, seed: seed)
    }

    @Test(arguments: Seeds.upTo(400)) func `that restates a row had the new one from the start`(seed: UInt64) throws {
        let random = try RandomLedger(seed: seed, transfers: seed % 2 == 1)
        var chance = SplitMix64(seed: ~seed)
        var usage = random.usage
        var daybook = try daybook(random)
        for row in usage { try daybook.insert(row) }
        for index in usage.indices.shuffled(using: &chance).prefix(5) {
            _ = daybook.ledger(asOf: random.asOf)
            let before = usage[index]
            usage[index] = Usage(
                key: before.key, time: chance.pick([before.time, random.asOf, before.time - .days(1)]),
                tokens: Tokens(micro: before.tokens.micro / 2 + 1))
            let restated = try daybook.restate(Restatement(before: before, after: usage[index]))
            let again = try daybook.restate(Restatement(before: before, after: usage[index]))
            #expect(restated && again == (usage[index] == before))
            try check(&daybook, random.lots, usage, asOf: random.asOf, seed: seed)
        }
    }

    @Test func `refuses what does not fit, and is as it was`() throws {
        let most = try Usage.on("2025-01-02", "9223372036854.775807", id: "a")
        let late = try Usage.on("2025-01-01", "0.000001", id: "b")
        var daybook = try Daybook(lots: [.from("2025-01-01", "7")])
        try daybook.insert(most)
        #expect(throws: Ledger.Failure.usageOverflows(late.key)) { try daybook.insert(late) }
        let negative = try Usage.on("2025-01-01", "-1")
        #expect(throws: Ledger.Failure.negativeUsage(negative.key)) { try daybook.insert(negative) }
        let small = Usage(key: most.key, time: most.time, tokens: Tokens(1))
        let wrong = Usage(key: most.key, time: most.time, tokens: Tokens(-1))
        #expect(throws: Ledger.Failure.negativeUsage(most.key)) {
            _ = try daybook.restate(Restatement(before: most, after: wrong))
        }
        let kept = daybook.ledger(asOf: most.time)
        #expect(daybook.rows == 1 && Array(kept.rows) == [most])
        let restated = try daybook.restate(Restatement(before: most, after: small))
        let after = daybook.ledger(asOf: most.time)
        #expect(restated && after.available == Tokens(6))
        #expect(throws: Ledger.Failure.lotsOverflow("LOT")) {
            try Daybook(lots: [.from("2025-01-01", "9223372036854.775807", id: "A"), .from("2025-01-02", "1")])
        }
    }

    @Test func `takes 24 bytes for a row`() {
        #expect(MemoryLayout<UsageRoll.Row>.stride == 24)
    }
}
