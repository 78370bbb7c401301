package import VermilionDomain
import VermilionFormats

extension Statement {
    /// What `vermilion statement` prints: totals, lots, a bar a day, apps and APIs. Ends in a line end.
    package func text(_ style: TerminalStyle) -> String {
        let sections = [
            [heading(style)], totals(style), lotsSection(style), prospects(style), chart(style),
            consumersSection(style),
        ]
        return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
    }

    package static let csvHead = ["team", "day", "app", "api", "tokens", "charged", "settled", "uncharged"]

    /// One line for each cell, below the head.
    package var csvRows: [[String]] {
        usage.map { cell in
            [team.text, cell.day.description, cell.app.text, cell.api.text]
                + [cell.split.tokens, cell.split.charged, cell.split.settled, cell.split.uncharged].map(\.description)
        }
    }

    /// The balance in one line, as the head of all reports on a team.
    func heading(_ style: TerminalStyle) -> String {
        style.heading(team.shown.cut(to: style.width - 30))
            + style.palette.paint("  as of \(style.moment(asOf))", .faint)
    }

    private func totals(_ style: TerminalStyle) -> [String] {
        let amounts =
            [
                ("Balance", balance), ("Available", available), ("Uncharged", uncharged), ("Used", used),
                ("Purchased", purchased), ("Settled", settled), ("Lapsed", lapsed),
            ] + (departed > .zero ? [("Moved", departed)] : [])
        let numbers = Numbers(amounts.map(\.1), title: "")
        return amounts.map { label, amount in
            let isBad = (label == "Balance" && amount < .zero) || (label == "Uncharged" && amount > .zero)
            let text = numbers.text(of: amount).withoutTrailingSpace
            return label.padded(to: 11) + (isBad ? style.palette.paint(text, .uncharged) : text)
        }
    }

    private func lotsSection(_ style: TerminalStyle) -> [String] {
        guard !lots.isEmpty else { return [style.heading("Lots"), "none"] }
        let amounts: [(title: String, of: (LotLine) -> Tokens)] =
            [("Tokens", \.lot.tokens), ("Consumed", \.consumed), ("Settled", \.settled), ("Lapsed", \.lapsed)]
            + (departed > .zero ? [("Moved", \.departed)] : []) + [("Remains", \.remaining)]
        return [style.heading("Lots")]
            + style.table(
                [TextTable.Column("Lot", .name)] + amounts.map { TextTable.Column($0.title, .amount) }
                    + [TextTable.Column("Start", .mark), TextTable.Column("Expires", .mark)],
                lots.map { line in
                    [line.lot.id.shown] + amounts.map { $0.of(line).description }
                        + [line.lot.start, line.lot.expires].map { style.zone.day(of: $0).description }
                })
    }

    /// A line for each lot, and how long all of them last, if usage goes on as before. Nothing when nothing is left.
    private func prospects(_ style: TerminalStyle) -> [String] {
        guard available > .zero || !upcoming.isEmpty, !usage.isEmpty else { return [] }
        guard let forecast = forecast(in: style.zone) else {
            return [
                style.heading("Forecast"),
                "\(style.words.term(.tooLittleHistory)): it takes \(UsageRate.leastHistory) days of usage",
            ]
        }
        return [
            style.heading("Forecast") + style.palette.paint("  at \(style.words.mean(forecast.rate))", .faint),
            "Lasts until \(style.words.end(of: forecast))",
        ]
            + style.table(
                [
                    TextTable.Column("Lot", .name), TextTable.Column("Will lapse", .amount),
                    TextTable.Column("Of", .amount), TextTable.Column("Expires", .mark),
                ],
                forecast.lapses.map { lapse in
                    [lapse.lot.id.shown, lapse.tokens.estimate.description, lapse.lot.tokens.description]
                        + [style.zone.day(of: lapse.lot.expires).description]
                })
    }

    private func chart(_ style: TerminalStyle) -> [String] {
        guard !usage.isEmpty else { return [style.heading("Usage by day"), "none"] }
        let chart = DayChart(of: self, most: Statement.mostDays)
        return [
            style.heading("Usage by day"), chart.text(width: style.width, palette: style.palette, words: style.words),
        ]
    }

    /// A quarter of a year: more is for `--format csv`.
    private static let mostDays = 92

    private func consumersSection(_ style: TerminalStyle) -> [String] {
        guard !usage.isEmpty else { return [] }
        return [style.heading("Apps and APIs")]
            + style.table(
                [
                    TextTable.Column("App", .name), TextTable.Column("API", .name), TextTable.Column("Used", .amount),
                    TextTable.Column("Uncharged", .debt),
                ],
                consumers.map { consumer in
                    [
                        consumer.app.shown, consumer.api.shown, consumer.split.tokens.description,
                        consumer.split.uncharged.description,
                    ]
                })
    }
}
