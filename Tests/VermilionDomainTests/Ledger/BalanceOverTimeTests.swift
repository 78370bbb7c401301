import Testing
import VermilionTestSupport

@testable import VermilionDomain

@Suite struct `The balance of an earlier instant` {
    @Test(arguments: 0..<UInt64(2_000))
    func `is that of the ledger of that instant`(seed: UInt64) throws {
        let random = try RandomLedger(seed: seed, transfers: seed % 2 == 1)
        let ledger = try Ledger(lots: random.lots, usage: random.usage, asOf: random.asOf)
        let events =
            random.lots.flatMap { [$0.start, $0.expires] + $0.departures.map(\.at) } + random.usage.map(\.time) + [
                random.asOf
            ]
        for event in events {
            for instant in [event - .microseconds(1), event, event + .microseconds(1)] where instant <= random.asOf {
                let then = try Ledger(lots: random.lots, usage: random.usage, asOf: instant)
                #expect(ledger.balance(at: instant) == then.available - then.uncharged, "\(instant)")
            }
        }
    }
}
