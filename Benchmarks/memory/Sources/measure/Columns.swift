import VermilionDomain

/// Three years of one team in the order in which it is paid, the same at each run: 20 apps, 5 APIs, a row a job.
struct Columns {
    static let first = CivilDate(year: 2023, month: 1, day: 1)!
    static let days = 1_096
    static let apps = 20
    static let apis = 5

    var day: [Int32] = []
    /// Of the day, in the order of app and API.
    var consumer: [Int32] = []
    /// Thousandths of tokens.
    var amount: [Int64] = []

    init(rows: Int) {
        var state: UInt64 = 2026
        for row in 0..<rows {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let day = row * Self.days / rows
            let start = (day * rows + Self.days - 1) / Self.days
            let end = ((day + 1) * rows + Self.days - 1) / Self.days
            self.day.append(Int32(day))
            consumer.append(Int32((row - start) * Self.apps * Self.apis / (end - start)))
            amount.append(Int64((state >> 33) % 3_999 + 1))
        }
    }

    /// Lots that overlap, expire, and leave some usage unpaid.
    func lots(_ count: Int) throws -> [Lot] {
        try (0..<count).map { number in
            let start = Self.first.adding(days: number * 45)
            return try Lot(
                id: LotID("L\(number < 10 ? "0" : "")\(number)"), tokens: Tokens(amount.count * 2 / 26),
                start: Zone.utc.startOfDay(start), expires: Zone.utc.startOfDay(start.adding(days: 365)))
        }
    }

    var names: NameTable {
        var groups: [NameTable.Group] = []
        for day in 0..<Self.days {
            for app in 0..<Self.apps {
                for api in 0..<Self.apis {
                    groups.append(
                        NameTable.Group(
                            source: "bench", app: AppName("App \(app < 10 ? "0" : "")\(app)"),
                            api: APIName("API \(api)"),
                            day: Self.first.adding(days: day)))
                }
            }
        }
        return NameTable(groups: groups, ids: [])
    }

    func roll() throws -> UsageRoll {
        var roll = UsageRoll(names)
        let starts = (0..<Self.days).map { Zone.utc.startOfDay(Self.first.adding(days: $0)) }
        var (last, number) = (-1, UInt32(0))
        for row in amount.indices {
            let group = Int(day[row]) * Self.apps * Self.apis + Int(consumer[row])
            (last, number) = (group, group == last ? number + 1 : 1)
            try roll.append(
                UsageRoll.Row(
                    time: starts[Int(day[row])], tokens: Tokens(micro: amount[row] * 1_000), group: UInt32(group),
                    id: number))
        }
        return roll
    }
}
