import Testing
import VermilionTestSupport

@testable import VermilionDomain

/// The ledger as a formula, which holds where lots start in the order in which they are consumed.
///
/// Lots lie end to end as usage does on its tape; lot j ends at Q(j). When it expires at e(j), usage before has reached
/// U(e(j)⁻), and what has lapsed up to it is X(j) = max(X(j − 1), Q(j) − U(e(j)⁻)). Usage at the position x and the time t
/// is then paid by the lot that holds x + X(t), where X(t) is what has lapsed by t: at once when that lot has started.
private struct ClosedForm {
    let lots: [Lot]
    let rows: [(usage: Usage, start: Int64)]
    let asOf: Instant

    init(lots: [Lot], usage: [Usage], asOf: Instant) {
        self.lots = lots.filter { $0.start <= asOf }
        self.asOf = asOf
        var end: Int64 = 0
        rows = usage.filter { $0.time <= asOf }.sorted(by: Usage.isPaidBefore).map { row in
            defer { end += row.tokens.micro }
            return (row, end)
        }
    }

    private func used(before instant: Instant) -> Int64 {
        rows.filter { $0.usage.time < instant }.reduce(0) { $0 + $1.usage.tokens.micro }
    }

    /// Where each lot lies.
    private var places: [Range<Int64>] {
        var end: Int64 = 0
        return lots.map { lot in
            defer { end += lot.tokens.micro }
            return end..<(end + lot.tokens.micro)
        }
    }

    /// X: what has lapsed of the first lots up to an instant, lot by lot.
    private func lapsed(by instant: Instant) -> [Int64] {
        var most: Int64 = 0
        return zip(lots, places).map { lot, place in
            if lot.expires <= instant { most = max(most, place.upperBound - used(before: lot.expires)) }
            return most
        }
    }

    /// Per row, what each lot paid, and whether at once.
    var payments: [[(lot: Int, tokens: Int64, isCharged: Bool)]] {
        rows.map { row, start in
            let shift = lapsed(by: row.time).last ?? 0
            let wanted = (start + shift)..<(start + shift + row.tokens.micro)
            return zip(lots.indices, places).map { lot, place in
                (lot, place.clamped(to: wanted).length, lots[lot].start <= row.time)
            }.filter { $0.1 > 0 }
        }
    }

    var lapsed: [Int64] {
        let sums = lapsed(by: asOf)
        return zip(sums, [0] + sums).map { $0 - $1 }
    }
}

@Suite struct `The closed form` {
    /// The same lots, with their starts dealt out in the order of consumption.
    private func inOrder(_ lots: [Lot]) throws -> [Lot] {
        let consumed = lots.sorted(by: Lot.isConsumedBefore)
        let dealt = zip(consumed, lots.map(\.start).sorted()).filter { $0.expires > $1 }
        return try dealt.enumerated().map { number, pair in
            try Lot(id: "L\(number)", tokens: pair.0.tokens, start: pair.1, expires: pair.0.expires)
        }
    }

    @Test(arguments: Seeds.upTo(5_000, by: 250)) func `agrees with the tape`(seeds: Range<UInt64>) throws {
        for seed in seeds {
            let random = try RandomLedger(seed: seed)
            let lots = try inOrder(random.lots)
            let ledger = try Ledger(lots: lots, usage: random.usage, asOf: random.asOf)
            let form = ClosedForm(lots: lots, usage: random.usage, asOf: random.asOf)
            #expect(ledger.lapsed.map(\.micro) == form.lapsed, "\(Seeds.rerun(seed))")
            for (row, payments) in zip(form.rows, form.payments) {
                let range = row.start..<(row.start + row.usage.tokens.micro)
                let tape = ledger.payments(of: range).filter { $0.tokens > .zero }
                // The tape may pay from one lot in two stretches.
                let ours = lots.indices.map { lot in
                    tape.filter { $0.segment.lot == lot }.reduce(0) { $0 + $1.tokens.micro }
                }
                let theirs = lots.indices.map { lot in
                    payments.filter { $0.lot == lot }.reduce(0) { $0 + $1.tokens }
                }
                #expect(ours == theirs, "\(Seeds.rerun(seed))")
                for (segment, _) in tape {
                    let isCharged = payments.first { $0.lot == segment.lot }?.isCharged
                    #expect(isCharged == (segment.payment == .charged), "\(Seeds.rerun(seed))")
                }
            }
        }
    }

    @Test func `knows enough ledgers to mean something`() throws {
        var (lapsed, settled, short) = (0, 0, 0)
        for seed in UInt64(0)..<500 {
            let random = try RandomLedger(seed: seed)
            let statement = Statement(
                of: try Ledger(lots: inOrder(random.lots), usage: random.usage, asOf: random.asOf), team: "team")
            lapsed += statement.lapsed > .zero ? 1 : 0
            settled += statement.settled > .zero ? 1 : 0
            short += statement.uncharged > .zero ? 1 : 0
        }
        #expect(min(lapsed, settled, short) > 50)
    }
}
