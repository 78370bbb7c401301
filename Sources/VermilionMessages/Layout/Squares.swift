import VermilionDomain

/// Usage by day where no font has a fixed width: in coloured squares, or on one line.
extension DayChart {
    /// The last days, each with its bar and its amount: `07-22`, `🟦🟧 3`.
    func squares(most: Int, width: Int) -> [Fact] {
        days.suffix(most).map { day in
            let bar = bar(day, width: width)
            let drawn = String(repeating: "🟦", count: bar.paid) + String(repeating: "🟧", count: bar.uncharged)
            return Fact(label: day.day.short, value: "\(drawn) \(day.split.tokens)")
        }
    }

    /// From the first day shown to the last, a block for each, `·` where nothing was used: `07-01 ▁·▃█ 07-04`.
    func spark(most: Int) -> String {
        guard let last = days.last?.day, let first = days.map(\.day).first(where: { $0.adding(days: most) > last })
        else { return "" }
        let amounts = Dictionary(days.map { ($0.day, $0.split.tokens) }) { first, _ in first }
        let blocks = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
        let line = (0...Int(last.daysSince1970 - first.daysSince1970)).map { offset in
            guard let tokens = amounts[first.adding(days: offset)], tokens > .zero else { return "·" }
            let step = Int128(tokens.micro) * Int128(blocks.count) / Int128(max(1, largest.micro))
            return blocks[min(blocks.count - 1, Int(step))]
        }
        return "\(first.short) \(line.joined()) \(last.short)"
    }
}

extension CivilDate {
    /// Month and day.
    fileprivate var short: String { String(description.dropFirst(description.count - 5)) }
}
