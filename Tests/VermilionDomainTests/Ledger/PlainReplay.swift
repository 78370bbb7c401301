import VermilionDomain

/// The rules of the ledger once more, row by row and lot by lot, written to be read: no tape, no segments.
///
/// It shares nothing with the engine but the values that go in.
struct PlainReplay {
    private final class OpenLot {
        let lot: Lot
        var left: Int64 = 0
        var consumed: Int64 = 0
        var settled: Int64 = 0
        var lapsed: Int64 = 0
        var departed: Int64 = 0
        init(_ lot: Lot) { self.lot = lot }
    }

    private final class OpenRow {
        let row: Usage
        var charged: Int64 = 0
        var settled: Int64 = 0
        init(_ row: Usage) { self.row = row }
        var owed: Int64 { row.tokens.micro - charged - settled }
    }

    static func figures(lots allLots: [Lot], usage: [Usage], asOf: Instant) -> Figures {
        let lots = allLots.filter { $0.start <= asOf }.sorted(by: isRankedBefore).map(OpenLot.init)
        let rows = usage.filter { $0.time <= asOf }.sorted(by: isOlder).map(OpenRow.init)
        var moments: Set<Instant> = []
        for lot in lots {
            moments.insert(lot.lot.start)
            if lot.lot.expires <= asOf { moments.insert(lot.lot.expires) }
            for departure in lot.lot.departures where departure.at <= asOf { moments.insert(departure.at) }
        }
        for row in rows { moments.insert(row.row.time) }

        for moment in moments.sorted() {
            for lot in lots where lot.lot.expires == moment {
                lot.lapsed = lot.left
                lot.left = 0
            }
            for lot in lots where lot.lot.start == moment {
                lot.left = lot.lot.tokens.micro
                for row in rows where row.row.time < moment {
                    let payment = min(lot.left, row.owed)
                    row.settled += payment
                    lot.settled += payment
                    lot.left -= payment
                }
            }
            for lot in lots {
                for departure in lot.lot.departures where departure.at == moment {
                    let part = min(lot.left, departure.tokens.micro)
                    lot.departed += part
                    lot.left -= part
                }
            }
            for row in rows where row.row.time == moment {
                for lot in lots {
                    let payment = min(lot.left, row.owed)
                    row.charged += payment
                    lot.consumed += payment
                    lot.left -= payment
                }
            }
        }
        return summary(lots, rows)
    }

    private static func summary(_ lots: [OpenLot], _ rows: [OpenRow]) -> Figures {
        func text(_ micro: Int64) -> String { "\(Tokens(micro: micro))" }
        let available = lots.map(\.left).reduce(0, +)
        let uncharged = rows.map(\.owed).reduce(0, +)
        let cells = Dictionary(grouping: rows) {
            [dayNumber($0.row.key.day), $0.row.key.app.text, $0.row.key.api.text]
        }
        return Figures(
            totals: [
                "available": text(available), "uncharged": text(uncharged), "balance": text(available - uncharged),
                "purchased": text(lots.map(\.lot.tokens.micro).reduce(0, +)),
                "used": text(rows.map(\.row.tokens.micro).reduce(0, +)),
                "settled": text(rows.map(\.settled).reduce(0, +)), "lapsed": text(lots.map(\.lapsed).reduce(0, +)),
            ],
            lots: lots.map {
                Figures.LotLine(
                    id: $0.lot.id.text, tokens: text($0.lot.tokens.micro), consumed: text($0.consumed),
                    settled: text($0.settled), lapsed: text($0.lapsed), departed: text($0.departed),
                    remaining: text($0.left))
            },
            usage: cells.keys.sorted { ($0[0], $0[1], $0[2]) < ($1[0], $1[1], $1[2]) }.map { key in
                let rows = cells[key] ?? []
                return Figures.Cell(
                    day: key[0], app: key[1], api: key[2],
                    tokens: text(rows.map(\.row.tokens.micro).reduce(0, +)),
                    charged: text(rows.map(\.charged).reduce(0, +)), settled: text(rows.map(\.settled).reduce(0, +)),
                    uncharged: text(rows.map(\.owed).reduce(0, +)))
            })
    }

    private static func dayNumber(_ day: CivilDate) -> String { "\(day)" }

    private static func isRankedBefore(_ a: Lot, _ b: Lot) -> Bool {
        if a.expires != b.expires { return a.expires < b.expires }
        if a.tokens != b.tokens { return a.tokens < b.tokens }
        if a.start != b.start { return a.start < b.start }
        return a.id.text < b.id.text
    }

    private static func isOlder(_ a: Usage, _ b: Usage) -> Bool {
        if a.time != b.time { return a.time < b.time }
        if a.key.app != b.key.app { return a.key.app.text < b.key.app.text }
        if a.key.api != b.key.api { return a.key.api.text < b.key.api.text }
        if a.key.id != b.key.id {
            // Rows without an id have a number instead, and come first.
            func number(_ id: RowID) -> Int {
                if id.text.isEmpty { return 1 }
                return id.text.hasPrefix("#") ? Int(id.text.dropFirst()) ?? .max : .max
            }
            let numbers = (number(a.key.id), number(b.key.id))
            return numbers.0 != numbers.1 ? numbers.0 < numbers.1 : a.key.id.text < b.key.id.text
        }
        if a.key.day != b.key.day { return "\(a.key.day)" < "\(b.key.day)" }
        return a.key.source.text < b.key.source.text
    }
}
