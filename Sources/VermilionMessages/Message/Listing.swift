import VermilionDomain
import VermilionFormats

/// A table with its heading, cut to what a mail can hold.
struct Listing: Hashable, Sendable {
    let heading: String
    let columns: [TextTable.Column]
    let rows: [[String]]
    /// "… and 3 more"; nil when all are shown.
    let rest: String?

    /// What earlier messages told otherwise, by day, app and API. Nil when there is nothing.
    static func corrections(_ corrections: [Correction], most: Int, in words: any Words) -> Listing? {
        let days = corrections.byDay
        guard !days.isEmpty else { return nil }
        return Listing(
            heading: words.term(.whatChanged),
            columns: [
                TextTable.Column(words.term(.day), .mark), TextTable.Column(words.term(.app), .name),
                TextTable.Column(words.term(.api), .name), TextTable.Column(words.term(.used), .mark),
                TextTable.Column(words.term(.uncharged), .mark),
            ],
            rows: days.suffix(most).map { day in
                [day.day.description, day.app.shown, day.api.shown]
                    + [change(day, \.tokens, words), change(day, \.uncharged, words)]
            }, rest: days.count > most ? words.more(days.count - most) : nil)
    }

    /// `2 → 1.25`, or one amount when it stayed the same.
    private static func change(_ day: DayCorrection, _ amount: KeyPath<Statement.Split, Tokens>, _ words: any Words)
        -> String
    {
        let (before, after) = (day.before[keyPath: amount], day.after[keyPath: amount])
        return before == after ? words.number(after) : "\(words.number(before)) → \(words.number(after))"
    }

    /// Apps and APIs, the most uncharged first.
    static func consumers(of statement: Statement, most: Int, in words: any Words) -> Listing {
        let consumers = statement.consumers
        return Listing(
            heading: words.term(.appsAndAPIs),
            columns: [
                TextTable.Column(words.term(.app), .name), TextTable.Column(words.term(.api), .name),
                TextTable.Column(words.term(.used), .amount), TextTable.Column(words.term(.uncharged), .debt),
            ],
            rows: consumers.prefix(most).map {
                [$0.app.shown, $0.api.shown, words.number($0.split.tokens), words.number($0.split.uncharged)]
            }, rest: consumers.count > most ? words.more(consumers.count - most) : nil)
    }

    /// Lots, those that are still good for something first, in the order in which they are used up.
    static func lots(of statement: Statement, most: Int, zone: Zone, in words: any Words) -> Listing {
        let lots =
            statement.lots.filter { $0.lot.isValid(at: statement.asOf) }
            + statement.lots.filter { !$0.lot.isValid(at: statement.asOf) }.reversed()
        let amounts: [(term: Term, of: (Statement.LotLine) -> Tokens)] =
            [(.tokens, \.lot.tokens), (.remaining, \.remaining), (.lapsed, \.lapsed)]
            + (statement.departed > .zero ? [(.moved, \.departed)] : [])
        return Listing(
            heading: words.term(.lots),
            columns: [
                TextTable.Column(words.term(.lot), .name), TextTable.Column(words.term(.expires), .mark),
            ] + amounts.map { TextTable.Column(words.term($0.term), .amount) },
            rows: lots.prefix(most).map { line in
                [line.lot.id.shown, zone.day(of: line.lot.expires).description]
                    + amounts.map { words.number($0.of(line)) }
            }, rest: lots.count > most ? words.more(lots.count - most) : nil)
    }
}

extension Identifier {
    /// The name on one line and not longer than a sentence can bear; names come from outside.
    var shown: String {
        let line = text.singleLine
        if line.isEmpty { return "–" }
        return line.count > 120 ? line.prefix(119) + "…" : line
    }
}
