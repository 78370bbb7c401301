import VermilionDomain
import VermilionFormats

extension RouteKey {
    static let required: Set<RouteKey> = [.channel]

    var schema: Schema {
        switch self {
        case .channel: .text().described("The name of a channel.")
        case .kinds:
            .list(of: .choice(Condition.Kind.self), atLeast: 1).described("Incidents of these kinds alone.")
        case .severity:
            .choice(Severity.self).described("Incidents that are at least as severe.")
                .usually(.string(Severity.info.rawValue))
        case .quiet:
            .mapping(QuietKey.self).described("What is not critical waits for the end of quiet hours and days.")
        case .digest:
            .any(.period, .mapping(DigestKey.self)).described(
                "What is not critical is gathered and comes as one message: every 1h, 2h, 3h, 4h, 6h, 8h, 12h, 1d (at 08:00) or 7d (on Mondays)."
            )
        case .after: .span.described("Only what is still open and not acknowledged after so long, 1m to 30d.")
        }
    }
}

extension QuietKey {
    static let rules: [SchemaRule<QuietKey>] = [.atLeastOne(allCases)]

    var schema: Schema {
        switch self {
        case .hours:
            .wording("^\(Schema.clock)-\(Schema.clock)$", "hours are written 22:00-07:00")
                .described("From when until when, such as 22:00-07:00.")
        case .days: .list(of: .any(.weekday, .day)).described("Days of the week, or dates: [sat, sun, 2026-12-25].")
        }
    }
}

extension DigestKey {
    static let required: Set<DigestKey> = [.every]
    /// In hours it can be several times a day.
    static let rules: [SchemaRule<DigestKey>] = [
        .when(.every, is: ["1h", "2h", "3h", "4h", "6h", "8h", "12h"], excludes: [.at, .on]),
        .when(.every, is: ["24h", "1d"], excludes: [.on]),
    ]

    var schema: Schema {
        switch self {
        case .every: .period.described("1h, 2h, 3h, 4h, 6h, 8h, 12h, 1d or 7d.")
        case .at:
            .wording("^\(Schema.clock)$", "a time of day is written \"08:00\", in quotes")
                .described("The time of day, in quotes.").usually("08:00")
        case .on: .weekday.described("The day of the week.").usually("mon")
        }
    }
}

extension Schema {
    /// How often a digest comes.
    fileprivate static var period: Schema {
        wording(
            "^0*((1|2|3|4|6|8|12|24|168)h|[17]d|[1-9][0-9]*[sm])$", "1h, 2h, 3h, 4h, 6h, 8h, 12h, 1d or 7d")
    }

    fileprivate static var weekday: Schema {
        wording("^(\(anyCase(RoutesReader.weekdays)))$", "one of " + RoutesReader.weekdays.joined(separator: ", "))
    }
}
