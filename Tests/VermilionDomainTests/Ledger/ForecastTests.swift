import Testing
import VermilionTestSupport

@testable import VermilionDomain

@Suite struct `A forecast` {
    private let today = "2025-07-24"

    private func forecast(_ usage: [Usage], lots: [Lot], at time: Duration = .zero, zone: Zone = .utc) throws
        -> Forecast?
    {
        let now = try Instant.at(today) + time
        return Statement(of: try Ledger(lots: lots, usage: usage, asOf: now), team: "Acme").forecast(in: zone)
    }

    private func lot(_ tokens: String, from start: String = "2025-01-01", until end: String, id: LotID = "L") throws
        -> Lot
    {
        try Lot(id: id, tokens: try Tokens(decimal: tokens), start: try .at(start), expires: try .at(end))
    }

    private func days(_ usage: [Usage], tokens: String = "100") throws -> Int64? {
        try forecast(usage, lots: [lot(tokens, until: "2026-01-01")])?.days
    }

    /// One token a day up to yesterday.
    private func daily() throws -> [Usage] {
        try (1...28).map { try .on("\(CivilDate.parsed(today).adding(days: -$0))", "1") }
    }

    @Test func `goes on at the mean of the last 28 whole days`() throws {
        // 28 in the window; before it counts as history. Of today's usage nothing more is to come.
        let usage = [
            try Usage.on("2025-05-01", "20"), try .on("2025-06-25", "10"), try .on("2025-06-26", "27"),
            try .on("2025-07-23", "1"), try .on("2025-07-24", "12"),
        ]
        #expect(try days(usage) == 31)
    }

    @Test func `goes on at the mean since the first usage when that is later`() throws {
        #expect(try days([try .on("2025-07-10", "14")]) == 86)
    }

    @Test func `is none with too little history`() throws {
        #expect(try forecast([try .on("2025-07-11", "14")], lots: []) == nil)
        #expect(try forecast([], lots: []) == nil)
    }

    @Test func `counts the days that are paid in full`() throws {
        #expect(try days([try .on("2025-06-26", "28.000001")]) == 71)
        #expect(try days([try .on("2025-06-26", "28")]) == 72)
        let lasts = try forecast(daily(), lots: [lot("30", until: "2026-01-01")])?.lastsUntil
        #expect(lasts == (try .parsed("2025-07-26")))
    }

    @Test func `takes of today only what is still to come`() throws {
        for used in ["0", "0.4", "1"] {
            let found = try forecast(
                daily() + [.on(today, used)], lots: [lot("30", until: "2025-07-25")], at: .hours(12))
            #expect(found?.lapses.map(\.tokens) == [Tokens(1)], "used \(used)")
        }
        let more = try forecast(daily() + [.on(today, "1.5")], lots: [lot("30", until: "2025-07-25")], at: .hours(12))
        #expect(more?.lapses.map(\.tokens) == [Tokens(micro: 500_000)])
    }

    @Test func `tells what each lot will lapse, the earliest expiry first, and counts lots that start later`() throws {
        // 28 of the first 33 are used: 5 are left on the 24th, and four days of one token go by until the 28th.
        let lots = [
            try lot("33", until: "2025-07-28", id: "first"), try lot("6", until: "2025-08-02", id: "second"),
            try lot("9", from: "2025-08-01", until: "2025-08-09", id: "later"),
        ]
        let found = try #require(try forecast(daily(), lots: lots))
        // The second pays five days from the 28th on; the later one seven more from the 2nd on, and two lapse.
        #expect(found.lapses.map(\.lot.id) == ["first", "second", "later"])
        #expect(found.lapses.map(\.tokens) == [Tokens(1), Tokens(1), Tokens(2)])
        #expect(found.lastsUntil == (try .parsed("2025-08-09")))
    }

    @Test func `lapses all that is left when nothing is used`() throws {
        let lots = [try lot("33", until: "2025-07-28", id: "a"), try lot("6.5", until: "2025-08-02", id: "b")]
        let found = try #require(try forecast([try .on("2025-05-01", "3")], lots: lots))
        #expect(found.rate.tokens == .zero)
        #expect(found.lapses.map(\.tokens) == [Tokens(30), try Tokens(decimal: "6.5")])
        #expect(found.lastsUntil == nil)
        #expect(found.days == nil)
    }

    @Test func `is over where usage is uncharged, and goes on from what is owed`() throws {
        let lots = [try lot("10", from: "2025-07-26", until: "2025-08-01")]
        let found = try #require(try forecast(daily().map { try .on("\($0.key.day)", "0.25") }, lots: lots))
        // 7 owed, half a token for two days, then six days until it expires.
        #expect(found.days == 0)
        #expect(found.lapses.map(\.tokens) == [try Tokens(decimal: "1")])
    }

    @Test func `starts days where the reader's zone starts them`() throws {
        // At 01:00 on the 28th in UTC the day has begun in UTC, but not nine hours west.
        let expires = try Instant.at("2025-07-28") + .hours(1)
        let lot = try Lot(id: "L", tokens: Tokens(100), start: try .at("2025-01-01"), expires: expires)
        let utc = try forecast(daily(), lots: [lot], at: .hours(12))
        let west = try forecast(daily(), lots: [lot], at: .hours(12), zone: .fixed(offset: -9 * 3_600))
        #expect(utc?.lapses.map(\.tokens) == [Tokens(67)])
        #expect(west?.lapses.map(\.tokens) == [Tokens(68)])
    }

    @Test func `bears the largest amounts and the longest times`() throws {
        let lots = [
            try Lot(id: "a", tokens: Tokens(micro: .max - 1), start: .distantPast, expires: .distantFuture),
            try Lot(id: "b", tokens: Tokens(1_000_000_000_000), start: try .at("2025-07-25"), expires: .distantFuture),
        ]
        let small = try #require(try forecast([try .on("2025-06-26", "0.000001")], lots: lots))
        // A millionth every 28 days: the first one behind the end of time is not paid.
        let time = CivilDate.latest.daysSince1970 - (try CivilDate.parsed(today).daysSince1970) + 1
        #expect(small.days == (time / 28 + 1) * 28 - 1)
        let large = try #require(try forecast([try .on("2025-06-26", "9223372036854")], lots: lots))
        #expect(large.lapses.map(\.tokens) == [.zero, .zero])
        #expect(try forecast([try .on("2025-06-26", "9223372036854.775807")], lots: [])?.days == 0)
    }

    @Test(arguments: 0..<UInt64(600)) func `is what the ledger comes to when the future is like that`(seed: UInt64)
        throws
    {
        let random = try RandomLedger(seed: seed)
        let statement = try random.statement()
        let today = Zone.utc.day(of: random.asOf)
        guard let found = statement.forecast(in: .utc) else {
            let first = try #require(statement.usage.first?.day ?? today)
            #expect(today.daysSince1970 - first.daysSince1970 < 14)
            return
        }
        // The same rate, said another way: so many whole parts a day, and the rest where the sum reaches one more.
        let (tokens, length) = (found.rate.tokens.micro, Int64(found.rate.days))
        let end = (random.lots.map(\.expires).max() ?? random.asOf) + .days(40)
        var usage = random.usage.filter { $0.time <= random.asOf }
        var carried: Int64 = 0
        var given: Int64 = 0
        let usedToday = statement.usage.filter { $0.day == today }.reduce(Int64(0)) { $0 + $1.split.tokens.micro }
        var day = today
        while Zone.utc.startOfDay(day) < end {
            carried += tokens % length
            var micro = tokens / length + (carried >= length ? 1 : 0)
            carried %= length
            given += micro
            if day == today { micro = max(0, micro - usedToday) }
            let key = Usage.Key(source: "future", app: "future", api: "a", day: day, id: "")
            let time = max(Zone.utc.startOfDay(day), random.asOf)
            usage.append(Usage(key: key, time: time, tokens: Tokens(micro: micro)))
            day = day.adding(days: 1)
            if (day.daysSince1970 - today.daysSince1970) % length == 0 {
                #expect(given == tokens * ((day.daysSince1970 - today.daysSince1970) / length))
            }
        }
        let future = Statement(of: try Ledger(lots: random.lots, usage: usage, asOf: end), team: "team")
        let lapses = Dictionary(uniqueKeysWithValues: future.lots.map { ($0.lot.id, $0.lapsed) })
        for lapse in found.lapses { #expect(lapse.tokens == lapses[lapse.lot.id], "lot \(lapse.lot.id)") }
        let told = Set(found.lapses.map(\.lot.id))
        for line in statement.lots where line.remaining > .zero { #expect(told.contains(line.lot.id)) }
        let short = future.usage.first { $0.app == "future" && $0.split.charged < $0.split.tokens }?.day
        #expect(found.lastsUntil == (statement.uncharged > .zero ? today : short))
    }
}
