/// A row of usage that is paid otherwise than it was told before: it was restated itself, or rows before it were.
package struct Correction: Hashable, Sendable {
    package let row: Usage.Key
    package let time: Instant
    /// All zero for a row that was not there.
    package let before: Statement.Split
    package let after: Statement.Split

    package init(row: Usage.Key, time: Instant, before: Statement.Split, after: Statement.Split) {
        self.row = row
        self.time = time
        self.before = before
        self.after = after
    }
}

extension Ledger {
    /// Exactly the rows whose charged, settled or uncharged amount differs from an earlier ledger's, in the order in
    /// which they are paid now; rows that are gone come last.
    package func corrections(since earlier: Ledger) -> [Correction] {
        var before: [Usage.Key: (time: Instant, split: Statement.Split)] = [:]
        earlier.forEachRow { row, split in before[earlier.roll.usage(row).key] = (row.time, split) }
        var corrections: [Correction] = []
        forEachRow { row, split in
            let key = roll.usage(row).key
            let was = before.removeValue(forKey: key)?.split ?? .zero
            if was != split { corrections.append(Correction(row: key, time: row.time, before: was, after: split)) }
        }
        let gone = before.filter { $0.value.split != .zero }
            .map { Correction(row: $0.key, time: $0.value.time, before: $0.value.split, after: .zero) }
        return corrections
            + gone.sorted {
                ($0.time, $0.row.app, $0.row.api, $0.row.id) < ($1.time, $1.row.app, $1.row.api, $1.row.id)
            }
    }

    /// Each row with how it is paid, in the order in which it is paid.
    ///
    /// Rows and segments are both in the order of the tape, so one pass over each is enough.
    package func forEachRow(_ body: (_ row: UsageRoll.Row, _ split: Statement.Split) -> Void) {
        var segments = segments[...]
        for (row, range) in roll.rows {
            var split = Statement.Split(tokens: row.tokens, charged: .zero, settled: .zero)
            while let segment = segments.first, segment.range.lowerBound < range.upperBound {
                let tokens = Tokens(micro: segment.range.clamped(to: range).length)
                switch segment.payment {
                case .charged: split.charged += tokens
                case .settled: split.settled += tokens
                }
                guard segment.range.upperBound <= range.upperBound else { break }
                segments.removeFirst()
            }
            body(row, split)
        }
    }
}

/// Corrections of one app and API on one day, added up: what people compare with their own notes.
package struct DayCorrection: Hashable, Sendable {
    package let day: CivilDate
    package let app: AppName
    package let api: APIName
    package let before: Statement.Split
    package let after: Statement.Split
}

extension [Correction] {
    /// By day, app and API; those whose sums agree again are left out.
    package var byDay: [DayCorrection] {
        var sums: [Statement.CellKey: (before: Statement.Split, after: Statement.Split)] = [:]
        for correction in self {
            let cell = Statement.CellKey(correction.row)
            sums[cell, default: (.zero, .zero)].before += correction.before
            sums[cell, default: (.zero, .zero)].after += correction.after
        }
        return sums.filter { $0.value.before != $0.value.after }
            .map {
                DayCorrection(
                    day: $0.key.day, app: $0.key.app, api: $0.key.api, before: $0.value.before, after: $0.value.after)
            }
            .sorted { ($0.day, $0.app, $0.api) < ($1.day, $1.app, $1.api) }
    }
}
