package import VermilionDomain
package import VermilionFormats

extension Explanation {
    /// The shape of `vermilion explain --format json`; amounts are decimal strings, `buy` is null when nothing is owed.
    package var record: JSON {
        .object([
            ("team", .string(team.text)), ("day", .string(day.description)), ("app", .string(app.text)),
            ("api", .string(api.text)), ("tokens", .string(split.tokens.description)),
            ("charged", .string(split.charged.description)), ("settled", .string(split.settled.description)),
            ("uncharged", .string(split.uncharged.description)),
            ("paidBy", .array(payments.map(\.record))), ("reasons", .array(unpaid.map(\.record))),
            ("buy", purchase.map { .string(String($0.tokens)) } ?? .null),
        ])
    }

    /// What pays for all of it; nil when nothing of it is uncharged.
    var purchase: Purchase? { owed > .zero ? Purchase(toSettle: owed) : nil }
}

extension Explanation.Payment {
    fileprivate var record: JSON {
        .object([
            ("lot", .string(lot.text)), ("tokens", .string(tokens.description)),
            ("how", .string(how == .charged ? "charged" : "settled")), ("at", JSON(at)),
        ])
    }
}

extension Explanation.Unpaid {
    fileprivate var record: JSON {
        .object([("reason", .string(reason.rawValue)), ("tokens", .string(tokens.description))])
    }
}
