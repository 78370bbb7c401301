import VermilionDomain

/// Usage that no lot could pay, or that is paid now.
struct UnchargedNews: Hashable, Sendable {
    let team: String
    let change: Notice.Kind
    /// What is short; what was short, when it is over.
    let tokens: Tokens
    /// What was told before.
    let before: Tokens?
    /// Whether earlier days were restated; if not, a corrected amount comes of a lot that paid a part.
    let isRestated: Bool
    /// The day of the oldest usage in question.
    let since: CivilDate?
    /// The apps that are owed for, the largest amount first.
    let apps: [String]
    /// What paid; only when it is over.
    let payers: [Notice.Payer]
    let balance: Tokens
    let purchase: Purchase
    /// Whether it is so because the books have other lots, which is told then.
    let booksChanged: Bool

    init(_ notice: Notice, zone: Zone) {
        let statement = notice.statement
        team = statement.team.shown
        change = notice.kind
        let isOver = notice.kind == .closed
        tokens = notice.condition?.amount ?? notice.incident.amount ?? notice.before ?? statement.uncharged
        before = notice.before
        isRestated = !notice.corrections.isEmpty
        since =
            isOver
            ? notice.incident.unpaid.map { zone.day(of: $0.lowerBound) }
            : statement.usage.first { $0.split.uncharged > .zero }?.day
        var seen: Set<AppName> = []
        apps = statement.consumers.filter { $0.split.uncharged > .zero && seen.insert($0.app).inserted }.map(
            \.app.shown)
        payers = isOver ? notice.payers : []
        balance = statement.balance
        purchase = Purchase(toSettle: tokens)
        booksChanged = !notice.bookChanges.isEmpty
    }

    func facts(in words: any Words) -> [Fact] {
        var facts = [
            Fact(label: words.term(change == .closed ? .wasUncharged : .uncharged), value: words.tokens(tokens))
        ]
        if change == .raised || change == .corrected, let before {
            facts.append(Fact(label: words.term(.toldBefore), value: words.tokens(before)))
        }
        if let since { facts.append(Fact(label: words.term(.since), value: words.day(since))) }
        if change == .closed {
            if !payers.isEmpty { facts.append(Fact(label: words.term(.settledBy), value: words.payers(payers))) }
        } else if !apps.isEmpty {
            facts.append(Fact(label: words.term(.usedBy), value: words.list(apps, most: 3)))
        }
        facts.append(Fact(label: words.term(.balance), value: words.tokens(balance)))
        if change != .closed {
            facts.append(Fact(label: words.term(.buyAtLeast), value: words.wholeTokens(purchase.tokens)))
        }
        return facts
    }
}
