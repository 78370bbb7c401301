import VermilionDomain
import VermilionFormats

extension Notice {
    /// What templates can name: what webhooks carry, by the same names, and what only a person reads.
    func context(of letter: Letter, zone: Zone) -> JSON {
        let words = letter.words
        let amount = condition?.amount ?? incident.amount ?? before
        let members: [(String, JSON)] =
            members(said: letter.said, zone: zone) + [
                ("timestamp", JSON(at)), ("subject", .string(letter.told.subject)),
                ("amount", amount.map { .string(words.tokens($0)) } ?? .null),
                ("at", .string(words.moment(at, in: zone))),
                ("asOf", .string(words.moment(statement.asOf, in: zone))),
                ("steps", .array(letter.told.steps.map { .string($0) })),
                ("outlook", .array(letter.told.outlook.map { .string($0) })),
                ("is", .object(truths(language: letter.language))),
            ]
        let bars = letter.bars
        return .object(members.map { ($0.0, $0.1.onLines) } + [("bars", bars.isEmpty ? .null : .string(bars))])
    }

    /// `is.closed`, `is.uncharged`, `is.critical`, `is.ja`: what a template can ask for.
    private func truths(language: Language) -> [(String, JSON)] {
        Kind.allCases.map { ($0.rawValue, .bool($0 == kind)) }
            + Condition.Kind.allCases.map { ($0.rawValue, .bool(isAboutIncident && $0 == incident.kind)) }
            + Severity.allCases.map { ($0.rawValue, .bool($0 == incident.severity)) }
            + Language.allCases.map { ($0.rawValue, .bool($0 == language)) }
    }
}

extension JSON {
    /// Each text on one line, and not longer than anything that is worth telling: names come from outside.
    fileprivate var onLines: JSON {
        switch self {
        case .string(let text): .string(text.singleLine(atMost: 2_000))
        case .array(let items): .array(items.map(\.onLines))
        case .object(let members): .object(members.map { ($0.0, $0.1.onLines) })
        default: self
        }
    }
}

extension Letter {
    /// What the notice says, as records have it.
    var said: [(String, JSON)] { .said(told.subject, told.headline, told.summary, facts, footer, language) }
}

extension Message {
    var said: [(String, JSON)] {
        .said(subject, headline, summary, facts, footer.split(separator: "\n").map(String.init), language)
    }
}

extension [(String, JSON)] {
    fileprivate static func said(
        _ subject: String, _ headline: String, _ summary: String, _ facts: [Fact], _ footer: [String],
        _ language: Language
    ) -> [(String, JSON)] {
        [
            ("title", .string(subject)), ("headline", .string(headline)), ("summary", .string(summary)),
            (
                "facts",
                .array(facts.map { .object([("label", .string($0.label)), ("value", .string($0.value))]) })
            ),
            ("footer", .array(footer.map { .string($0) })), ("language", .string(language.rawValue)),
        ]
    }
}
