package import VermilionDomain
package import VermilionFormats

extension Statement {
    /// The shape of `vermilion statement --format json`, as `ledger/oracle.py csv` prints it; amounts are decimal strings.
    package var record: JSON {
        .object(
            totals + [
                ("lots", .array(lots.map(\.record))),
                ("usage", .array(usage.map(\.record))),
            ])
    }

    /// Team and totals, without lots and usage.
    package var totals: [(String, JSON)] {
        [
            ("team", .string(team.text)), ("available", .string(available.description)),
            ("uncharged", .string(uncharged.description)), ("balance", .string(balance.description)),
            ("purchased", .string(purchased.description)), ("used", .string(used.description)),
            ("settled", .string(settled.description)), ("lapsed", .string(lapsed.description)),
        ]
    }
}

extension Statement.LotLine {
    package var record: JSON {
        // Only where there is something to say: `ledger/oracle.py` knows no transfers.
        let transferred: [(String, JSON)] =
            lot.departures.isEmpty ? [] : [("transferred", .string(departed.description))]
        return .object(
            [
                ("id", .string(lot.id.text)), ("tokens", .string(lot.tokens.description)),
                ("consumed", .string(consumed.description)), ("settled", .string(settled.description)),
                ("lapsed", .string(lapsed.description)), ("remaining", .string(remaining.description)),
            ] + transferred)
    }
}

extension Statement.Cell {
    package var record: JSON {
        .object(
            [("day", .string(day.description)), ("app", .string(app.text)), ("api", .string(api.text))] + split.fields)
    }
}

extension Statement.Split {
    package var fields: [(String, JSON)] {
        [
            ("tokens", .string(tokens.description)), ("charged", .string(charged.description)),
            ("settled", .string(settled.description)), ("uncharged", .string(uncharged.description)),
        ]
    }
}
