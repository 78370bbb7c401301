package import VermilionDomain
package import VermilionFormats

extension Forecast {
    /// How webhooks and `vermilion check --format json` tell what becomes of the lots.
    package var record: JSON {
        .object([
            (
                "rate",
                .object([("tokens", .string(rate.tokens.description)), ("days", .integer(Int64(rate.days)))])
            ),
            ("lastsUntil", lastsUntil.map { .string($0.description) } ?? .null),
            ("lots", .array(lapses.map(\.record))),
        ])
    }
}

extension Forecast.Lapse {
    fileprivate var record: JSON {
        .object([
            ("id", .string(lot.id.text)), ("expires", JSON(lot.expires)), ("lapses", .string(tokens.description)),
        ])
    }
}
