package import VermilionDomain

extension English {
    func booksChanged(_ changes: [LotChange], in zone: Zone) -> String {
        " The books changed: \(list(changes.map { $0.told(in: zone) }, most: 5))."
    }
}

extension LotChange {
    /// `lot FLEX-1 was changed from 500 to 400 tokens`, without its full stop.
    package func told(in zone: Zone) -> String {
        switch (before, after) {
        case (let before?, nil):
            "lot \(before.id.shown) (\(English().tokens(before.tokens))) was removed from the books"
        case (nil, let after?): "lot \(after.id.shown) (\(English().tokens(after.tokens))) was added to the books"
        case (let before?, let after?): changed(before, after, zone)
        case (nil, nil): ""
        }
    }

    private func changed(_ before: Lot, _ after: Lot, _ zone: Zone) -> String {
        let words = English()
        func moves(_ departures: [Departure], _ verb: String) -> [String] {
            departures.map {
                "\(words.tokens($0.tokens)) of lot \(id.shown) \(verb) \($0.to.shown) on "
                    + words.day(zone.day(of: $0.at))
            }
        }
        let differences = differences(before, after, zone).joined(separator: " and from ")
        return
            ((differences.isEmpty ? [] : ["lot \(id.shown) was changed from \(differences)"])
            + moves(after.departures.filter { !before.departures.contains($0) }, "moved to")
            + moves(before.departures.filter { !after.departures.contains($0) }, "did not move, as was entered, to"))
            .joined(separator: ", ")
    }

    private func differences(_ before: Lot, _ after: Lot, _ zone: Zone) -> [String] {
        let words = English()
        func dates(_ verb: String, _ a: Instant, _ b: Instant) -> String {
            let days = (zone.day(of: a), zone.day(of: b))
            return days.0 == days.1
                ? "\(verb) \(words.moment(a, in: zone)) to \(words.moment(b, in: zone))"
                : "\(verb) \(words.day(days.0)) to \(words.day(days.1))"
        }
        return [
            before.tokens == after.tokens ? nil : "\(words.number(before.tokens)) to \(words.tokens(after.tokens))",
            before.start == after.start ? nil : dates("starting", before.start, after.start),
            before.expires == after.expires ? nil : dates("expiring", before.expires, after.expires),
        ].compactMap(\.self)
    }
}
