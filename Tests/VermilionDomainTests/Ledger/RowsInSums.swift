import VermilionDomain

/// Rows in memory, summed as they are asked.
struct RowsInSums: UsageInSums {
    /// Of which days all rows were asked.
    final class Log {
        var days: [CivilDate] = []
    }

    let days: [DaySum]
    let log = Log()
    private let rows: [Key: [Usage]]

    private struct Key: Hashable {
        let source: SourceID
        let day: CivilDate
    }

    init(_ rows: [Usage]) {
        self.rows = Dictionary(grouping: rows) { Key(source: $0.key.source, day: $0.key.day) }
        days = self.rows.map { key, rows in
            let times = rows.map(\.time).sorted()
            return DaySum(
                source: key.source, day: key.day, tokens: rows.reduce(.zero) { $0 + $1.tokens },
                times: times[0]...times[times.count - 1])
        }
    }

    private func rows(of day: DaySum) -> [Usage] { rows[Key(source: day.source, day: day.day)] ?? [] }

    func tokens(of day: DaySum, before instant: Instant) -> Tokens {
        rows(of: day).filter { $0.time < instant }.reduce(.zero) { $0 + $1.tokens }
    }

    func cells(of day: DaySum, matching selection: UsageSelection) -> [Usage] {
        struct Key: Hashable {
            let app: AppName
            let api: APIName
        }
        let rows = rows(of: day).filter { selection.contains($0.key) }
        return Dictionary(grouping: rows) { Key(app: $0.key.app, api: $0.key.api) }.map { key, rows in
            let used = rows.filter { $0.tokens > .zero }.map(\.time).min() ?? rows[0].time
            return Usage(
                key: Usage.Key(source: day.source, app: key.app, api: key.api, day: day.day, id: ""), time: used,
                tokens: rows.reduce(.zero) { $0 + $1.tokens })
        }
    }

    func rows(of day: DaySum, matching selection: UsageSelection) -> [Usage] {
        if selection == UsageSelection() { log.days.append(day.day) }
        return rows(of: day).filter { selection.contains($0.key) }
    }
}
