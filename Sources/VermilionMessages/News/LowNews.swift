import VermilionDomain

/// Little is available, or enough again.
struct LowNews: Hashable, Sendable {
    let team: String
    let change: Notice.Kind
    let available: Tokens
    /// What the valid lots held when they were bought.
    let held: Tokens
    /// Whole days that the tokens last at the recent rate, where there is one.
    let runway: Int64?

    init(_ notice: Notice) {
        let statement = notice.statement
        team = statement.team.shown
        change = notice.kind
        available = statement.available
        held = statement.lots.reduce(.zero) { $1.lot.isValid(at: statement.asOf) ? $0 + $1.lot.tokens : $0 }
        if case .low(let low) = notice.condition?.facts { runway = low.runway?.days } else { runway = nil }
    }

    /// Of what was bought, rounded down: less than is there, never more.
    var percent: Int64? {
        held > .zero ? Int64(clamping: Int128(available.micro) * 100 / Int128(held.micro)) : nil
    }

    func facts(in words: any Words) -> [Fact] {
        var facts = [Fact(label: words.term(.available), value: words.tokens(available))]
        if let percent {
            facts.append(Fact(label: words.term(.ofPurchased), value: "\(percent) % (\(words.tokens(held)))"))
        }
        if let runway { facts.append(Fact(label: words.term(.lasts), value: words.days(runway))) }
        return facts
    }
}
