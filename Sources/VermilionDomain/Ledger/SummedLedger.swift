/// A ledger that is made from sums of days, and comes to exactly what one made from all rows comes to.
///
/// The split into lots is piecewise constant on the tape. A stretch that is paid in one way throughout can be laid in any
/// order, so the rows of a day matter only where the order in it does: where a lot starts or expires while the day is
/// under way, where one payment ends in it and another begins, and where somebody asks how much older debt comes before
/// its own. All other days are as good as their sums.
///
/// Days are not sure to follow each other: sources state them in their own offset, so rows of several may interleave.
/// Nothing here takes the order of days for the order of rows; what lies around a day is bounded by the days that are
/// wholly before it and those that are not wholly behind it.
package struct SummedLedger<Rows: UsageInSums> {
    private let source: Rows
    /// Those that have begun.
    private let days: [DaySum]
    /// Each day as one row, at its first and at its last instant.
    private let begun: UsageRoll
    private let over: UsageRoll
    /// Right in its stretches and sums. Its rows stand for days, or for parts of them between lot events.
    private let ledger: Ledger

    /// - Throws: also `Ledger.Failure`, which may name another row than a ledger of all rows does.
    package init(lots: [Lot], usage: Rows, asOf: Instant) throws {
        source = usage
        days = usage.days.filter { $0.times.lowerBound <= asOf }.sorted { $0.times.lowerBound < $1.times.lowerBound }
        begun = try UsageRoll(days.map { $0.row($0.tokens, at: $0.times.lowerBound) }, upTo: .ever)
        over = try UsageRoll(days.map { $0.row($0.tokens, at: $0.times.upperBound) }, upTo: .ever)
        let cuts = Set(LotEvent.all(of: lots).map(\.at).filter { $0 <= asOf } + [asOf.next]).sorted()
        let parts = try days.flatMap { try $0.parts(cutAt: cuts, in: usage) }
        ledger = try Ledger(lots: lots, usage: parts, asOf: asOf)
    }

    /// In the order of day, app, API.
    package func explanations(of selection: UsageSelection, team: TeamName) throws -> [Explanation] {
        ledger.explanations(
            of: try places(of: selection) { ledger.isPaidAlike($0) }.sorted { Usage.isPaidBefore($0.row, $1.row) },
            team: team)
    }

    package func statement(of team: TeamName) throws -> Statement {
        var cells: [Statement.CellKey: Statement.Split] = [:]
        // That nothing of it is paid is all that a statement says of debt.
        for (row, range) in try places(
            of: UsageSelection(), whereAlike: { ledger.isPaidAlike($0) || $0.lowerBound >= ledger.paid })
        {
            cells[Statement.CellKey(row.key), default: .zero] += ledger.split(of: range)
        }
        return Statement(of: ledger, team: team, cells: cells)
    }
}

// MARK: - Places on the tape

extension SummedLedger {
    private typealias Place = (row: Usage, range: Range<Int64>)

    /// Rows that match, or one for all that match of an app and API on a day, where they lie on the tape.
    ///
    /// - Parameter isAlike: whether order plays no part in a stretch of the tape.
    private func places(
        of selection: UsageSelection, whereAlike isAlike: (Range<Int64>) -> Bool
    ) throws -> [Place] {
        try days.filter { selection.day == nil || selection.day == $0.day }.flatMap { day -> [Place] in
            let asked =
                try selection.row == nil
                ? source.cells(of: day, matching: selection) : source.rows(of: day, matching: selection)
            guard !asked.isEmpty else { return [] }
            // Nothing of the day lies outside of it, and neither does anything that lies between two rows of the day.
            let around = over.position(before: day.times.lowerBound)..<begun.position(through: day.times.upperBound)
            return try day.times.upperBound <= ledger.asOf && isAlike(around)
                ? Self.lay(asked, from: around.lowerBound) : places(of: selection, in: day)
        }
    }

    /// Row by row, between the rows of all days that are under way meanwhile.
    private func places(of selection: UsageSelection, in day: DaySum) throws -> [Place] {
        let near = try days.filter { $0.times.overlaps(day.times) }
            .map { try source.rows(of: $0, matching: UsageSelection()) }
        let roll = try UsageRoll(near.joined().lazy.filter { day.times.contains($0.time) }, upTo: ledger.asOf)
        let isAsked = roll.names.groups.map { day.holds($0) && selection.contains($0) }
        let start = try position(before: day.times.lowerBound)
        return roll.rows.lazy.filter { isAsked[Int($0.row.group)] }
            .map { (roll.usage($0.row), start + $0.range.lowerBound..<start + $0.range.upperBound) }
            .filter { selection.contains($0.0.key) }
    }

    private static func lay(_ rows: [Usage], from position: Int64) -> [Place] {
        var position = position
        return rows.map { row in
            let start = position
            position += row.tokens.micro
            return (row, start..<position)
        }
    }

    private func position(before instant: Instant) throws -> Int64 {
        try days.filter { $0.isUnderWay(before: instant) }.reduce(over.position(before: instant)) {
            try $0 + source.tokens(of: $1, before: instant).micro
        }
    }
}

extension DaySum {
    /// Whether some of it is before an instant and some is not.
    fileprivate func isUnderWay(before instant: Instant) -> Bool {
        times.lowerBound < instant && instant <= times.upperBound
    }

    fileprivate func holds(_ group: NameTable.Group) -> Bool { group.source == source && group.day == day }

    fileprivate func row(_ tokens: Tokens, at time: Instant) -> Usage {
        Usage(key: Usage.Key(source: source, app: "", api: "", day: day, id: ""), time: time, tokens: tokens)
    }

    /// What it comes to between instants, each part at its earliest time.
    fileprivate func parts(cutAt instants: [Instant], in usage: some UsageInSums) throws -> [Usage] {
        var parts: [Usage] = []
        var (start, taken) = (times.lowerBound, Tokens.zero)
        for cut in instants where isUnderWay(before: cut) {
            let sum = try usage.tokens(of: self, before: cut)
            parts.append(row(sum - taken, at: start))
            (start, taken) = (cut, sum)
        }
        return parts + [row(tokens - taken, at: start)]
    }
}

extension Instant {
    /// Not before any.
    fileprivate static let ever = Instant(microseconds: .max)

    /// The earliest that is later.
    fileprivate var next: Instant { Instant(microseconds: microseconds + 1) }
}
