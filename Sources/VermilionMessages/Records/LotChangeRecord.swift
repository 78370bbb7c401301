package import VermilionDomain
package import VermilionFormats

extension LotChange {
    /// `{id, before, after}`: null on the side on which the lot is not there.
    package var record: JSON {
        .object([
            ("id", .string(id.text)), ("before", before?.record ?? .null), ("after", after?.record ?? .null),
        ])
    }
}

extension Lot {
    /// Without its id.
    var record: JSON {
        let transfers: [(String, JSON)] =
            departures.isEmpty ? [] : [("transfers", .array(departures.map(\.record)))]
        return .object(
            [("tokens", .string(tokens.description)), ("start", JSON(start)), ("expires", JSON(expires))] + transfers)
    }
}

extension Departure {
    /// `{to, tokens, at}`.
    var record: JSON {
        .object([("to", .string(to.text)), ("tokens", .string(tokens.description)), ("at", JSON(at))])
    }
}
