import VermilionDomain
import VermilionFormats

extension Notice {
    /// `{observed, at, ledger, difference, arose: {from, to, difference}, mayBe}`; null for other notices.
    var driftRecord: JSON {
        guard case .drift(let drift) = condition?.facts else { return .null }
        return .object([
            ("observed", .string(drift.observed.available.description)), ("at", JSON(drift.observed.at)),
            ("ledger", .string(drift.ledger.description)), ("difference", .string(drift.difference.description)),
            (
                "arose",
                .object([
                    ("from", JSON(drift.origin.from)), ("to", JSON(drift.origin.to)),
                    ("difference", .string(drift.origin.difference.description)),
                ])
            ),
            ("mayBe", .array(drift.explanations.map(\.record))),
        ])
    }
}

extension Drift.Explanation {
    fileprivate var record: JSON {
        switch self {
        case .purchaseNotEntered(let tokens):
            .object([("kind", .string("purchase-not-entered")), ("tokens", .string(tokens.description))])
        case .otherProducts: .object([("kind", .string("other-products"))])
        case .dayMissing(let day, let tokens): .day("day-missing", day, tokens)
        case .dayDoubled(let day, let tokens): .day("day-doubled", day, tokens)
        }
    }
}

extension JSON {
    fileprivate static func day(_ kind: String, _ day: CivilDate, _ tokens: Tokens) -> JSON {
        .object([
            ("kind", .string(kind)), ("day", .string(day.description)), ("tokens", .string(tokens.description)),
        ])
    }
}
