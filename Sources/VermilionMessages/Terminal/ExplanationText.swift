import VermilionDomain
import VermilionFormats

extension Sequence<Explanation> {
    /// What `vermilion explain` prints: a table for each day, app and API, and below all of them what the reasons mean.
    /// Ends in a line end.
    package func text(_ style: TerminalStyle) -> String {
        let explanations = Array(self)
        guard !explanations.isEmpty else { return "No usage matches.\n" }
        let reasons = Explanation.Reason.allCases.filter { reason in
            explanations.contains { $0.unpaid.contains { $0.reason == reason } }
        }
        let sections =
            explanations.map { $0.section(style) } + [reasons.flatMap { $0.meaning.wrapped(to: style.width) }]
        return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }
}

extension Explanation {
    fileprivate func section(_ style: TerminalStyle) -> [String] {
        let amount = style.words.tokens(split.tokens)
        let name = "\(app.shown), \(api.shown)".cut(to: style.width - amount.count - 14)
        var lines = [style.heading("\(day)  \(name): \(amount)")]
        guard split.tokens > .zero else { return lines }
        let paid = payments.map { payment in
            [
                payment.tokens.description, payment.how == .charged ? "charged at once" : "settled later",
                payment.lot.shown, payment.at.shown(style),
            ]
        }
        let owed = unpaid.map { [$0.tokens.description, "uncharged: \($0.reason.rawValue)", "", ""] }
        var columns = [
            TextTable.Column("Tokens", .amount), TextTable.Column("How", .mark), TextTable.Column("Lot", .name),
            TextTable.Column("When", .mark),
        ]
        if paid.isEmpty { columns.removeLast(2) }
        lines += style.table(columns, (paid + owed).map { Array($0.prefix(columns.count)) })
        if let purchase { lines += advice(purchase, style).wrapped(to: style.width) }
        return lines
    }

    /// What is owed before it is paid first, so it has to be bought for as well.
    private func advice(_ purchase: Purchase, _ style: TerminalStyle) -> String {
        let before = owed - split.uncharged
        let first = before > .zero ? "; the \(style.words.tokens(before)) owed before that come first" : ""
        return "Buy at least \(purchase.tokens) tokens at \(autodeskAccount)\(first)."
    }
}

extension Explanation.Reason {
    fileprivate var meaning: String {
        switch self {
        case .expired: "expired: it would be paid, had no lot expired with a rest."
        case .exhausted: "exhausted: all lots together did not hold enough, expired or not."
        }
    }
}
