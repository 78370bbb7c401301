import VermilionDomain

/// A lot that expires with something left in it, or has expired.
struct ExpiryNews: Hashable, Sendable {
    enum State: Hashable, Sendable {
        case ahead(left: Duration)
        case lapsed
        /// Over, because nothing is left in the lot.
        case usedUp
        /// Over, because nothing is left in the lot: so many were transferred, and the others used.
        case moved(Tokens)
        /// Over, because the lot lasts longer now.
        case prolonged
        /// Over, because the lot is not there any more.
        case removed
    }

    let team: String
    let change: Notice.Kind
    let lot: String
    let state: State
    /// What is about to lapse, or lapsed.
    let tokens: Tokens
    let expires: Instant?
    let zone: Zone
    let balance: Tokens
    /// What the pack held when it was bought.
    let bought: Tokens?
    /// What will be left in it at its expiry at the recent rate; nil with too little history, or when it is over.
    let willLapse: Tokens?

    init(_ notice: Notice, zone: Zone) {
        let statement = notice.statement
        team = statement.team.shown
        change = notice.kind
        self.zone = zone
        balance = statement.balance
        let id = LotID(notice.incident.subject.text)
        lot = id.shown
        let line = statement.lots.first { $0.lot.id == id }
        tokens =
            notice.condition?.amount ?? line.map { $0.lapsed > .zero ? $0.lapsed : $0.remaining }
            ?? notice.incident.amount ?? .zero
        expires = line?.lot.expires
        bought = line?.lot.tokens
        willLapse = statement.forecast(in: zone)?.lapses.first { $0.lot.id == id }?.tokens.estimate
        if let line, line.lapsed > .zero {
            state = .lapsed
        } else if let line, notice.kind != .closed {
            state = .ahead(left: line.lot.expires - notice.at)
        } else {
            state =
                line.map {
                    $0.remaining > .zero ? .prolonged : $0.departed > .zero ? .moved($0.departed) : .usedUp
                } ?? .removed
        }
    }

    func facts(in words: any Words) -> [Fact] {
        var facts = [Fact(label: words.term(.lot), value: lot)]
        switch state {
        case .ahead(let left):
            facts.append(Fact(label: words.term(.remaining), value: words.tokens(tokens)))
            facts.append(Fact(label: words.term(.timeLeft), value: words.length(left)))
            let lapse = willLapse.map { words.tokens($0) } ?? words.term(.tooLittleHistory)
            facts.append(Fact(label: words.term(.willLapse), value: lapse))
        case .lapsed: facts.append(Fact(label: words.term(.lapsed), value: words.tokens(tokens)))
        case .usedUp, .moved, .prolonged, .removed: break
        }
        if let expires {
            facts.append(Fact(label: words.term(.expires), value: words.moment(expires, in: zone)))
        }
        return facts + [Fact(label: words.term(.balance), value: words.tokens(balance))]
    }
}
