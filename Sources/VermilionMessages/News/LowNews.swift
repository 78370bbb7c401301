import VermilionDomain

/// Little is available, or enough again.
struct LowNews: Hashable, Sendable {
    let team: String
    let change: Notice.Kind
    let available: Tokens
    /// What the valid lots held when they were bought.
    let held: Tokens
    /// Nil with too little history.
    let forecast: Forecast?

    init(_ notice: Notice, zone: Zone) {
        let statement = notice.statement
        team = statement.team.shown
        change = notice.kind
        available = statement.available
        held = statement.lots.reduce(.zero) { $1.lot.isValid(at: statement.asOf) ? $0 + $1.lot.tokens : $0 }
        forecast = statement.forecast(in: zone)
    }

    /// Of what was bought, rounded down: less than is there, never more.
    var percent: Int64? {
        held > .zero ? Int64(clamping: Int128(available.micro) * 100 / Int128(held.micro)) : nil
    }

    func facts(in words: any Words) -> [Fact] {
        var facts = [Fact(label: words.term(.available), value: words.tokens(available))]
        if let percent {
            facts.append(Fact(label: words.term(.ofPurchased), value: words.share(percent, of: held)))
        }
        return change == .closed || available == .zero
            ? facts : facts + [Fact(label: words.term(.lastsUntil), value: words.end(of: forecast))]
    }
}
