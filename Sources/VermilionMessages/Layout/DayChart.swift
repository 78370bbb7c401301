import VermilionDomain

/// Usage by day: one bar a day, blue and vermilion, with the numbers beside it.
struct DayChart: Hashable, Sendable {
    struct Day: Hashable, Sendable {
        let day: CivilDate
        let split: Statement.Split
    }

    /// The last days with usage, oldest first.
    let days: [Day]
    let largest: Tokens
    /// How many days with usage came before, and what they come to.
    let earlierDays: Int
    let earlier: Statement.Split

    init(of statement: Statement, most: Int) {
        let all = statement.days.map { Day(day: $0.day, split: $0.split) }
        days = all.suffix(most)
        earlierDays = all.count - days.count
        earlier = all.dropLast(days.count).reduce(into: .zero) { $0 += $1.split }
        largest = days.map(\.split.tokens).max() ?? .zero
    }

    func bar(_ day: Day, width: Int) -> Bar { Bar(day.split, largest: largest, width: width) }

    /// The chart for a fixed-width font, with its legend.
    func text(width: Int, palette: Palette, words: any Words) -> String {
        let titles = (words.term(.tokens), words.term(.uncharged))
        let amounts = Numbers(days.map(\.split.tokens), title: titles.0)
        let debts = Numbers(days.map(\.split.uncharged), title: titles.1)
        let room = max(8, min(40, width - 10 - amounts.width - debts.width - 6))
        let head = [
            words.term(.day).padded(to: 10), String(repeating: " ", count: room), amounts.title, debts.title,
        ].joined(separator: "  ")
        let lines = days.map { day in
            let bar = bar(day, width: room)
            let debt = debts.text(of: day.split.uncharged).withoutTrailingSpace
            let drawn =
                palette.paint(String(repeating: palette.block(.paid), count: bar.paid), .paid)
                + palette.paint(String(repeating: palette.block(.uncharged), count: bar.uncharged), .uncharged)
                + String(repeating: " ", count: bar.rest)
            let owed = day.split.uncharged > .zero
            return "\(day.day)  \(drawn)  \(amounts.text(of: day.split.tokens))  "
                + (owed ? palette.paint(debt, .uncharged) : palette.paint(debt, .faint))
        }
        let before = earlierDays > 0 ? words.earlier(days: earlierDays, earlier).wrapped(to: width) : []
        return
            (before + [palette.paint(head, .faint)] + lines + [""]
            + legend(width: width, palette: palette, words: words))
            .joined(separator: "\n")
    }

    private func legend(width: Int, palette: Palette, words: any Words) -> [String] {
        let paid = "\(palette.paint(palette.block(.paid), .paid)) \(words.term(.paidLegend))"
        let uncharged = "\(palette.paint(palette.block(.uncharged), .uncharged)) \(words.term(.unchargedLegend))"
        return ["\(paid)   \(uncharged)"]
    }
}
