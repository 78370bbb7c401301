/// How usage of one app and API on one day was paid, and why a rest of it was not.
///
/// tokens = the sum of all payments and of all that is unpaid.
package struct Explanation: Hashable, Sendable {
    /// What one lot paid of it, in one way.
    package struct Payment: Hashable, Sendable {
        package let lot: LotID
        package let how: Segment.Payment
        /// When it was paid: the start of the lot that settled; of what was charged, the first usage.
        package let at: Instant
        package fileprivate(set) var tokens: Tokens
    }

    package enum Reason: String, Hashable, Sendable, CaseIterable {
        /// It would be paid if no lot had ever expired.
        case expired
        /// It would not be paid even then.
        case exhausted
    }

    package struct Unpaid: Hashable, Sendable {
        package let reason: Reason
        package let tokens: Tokens
    }

    package let team: TeamName
    package let day: CivilDate
    package let app: AppName
    package let api: APIName
    package fileprivate(set) var split: Statement.Split
    /// In the order of payment on the tape.
    package fileprivate(set) var payments: [Payment]
    package fileprivate(set) var expired: Tokens
    /// What has to be settled until nothing of this is uncharged: this and all that is owed for older usage, which a
    /// lot that starts pays first. Zero when nothing of this is uncharged.
    package fileprivate(set) var owed: Tokens

    package var exhausted: Tokens { split.uncharged - expired }

    /// Why what is uncharged is so; empty when nothing is.
    package var unpaid: [Unpaid] {
        [Unpaid(reason: .expired, tokens: expired), Unpaid(reason: .exhausted, tokens: exhausted)]
            .filter { $0.tokens > .zero }
    }
}

/// Which usage to explain; all that is nil matches everything.
package struct UsageSelection: Hashable, Sendable {
    package var day: CivilDate?
    package var app: AppName?
    package var api: APIName?
    package var row: RowID?

    package init(day: CivilDate? = nil, app: AppName? = nil, api: APIName? = nil, row: RowID? = nil) {
        (self.day, self.app, self.api, self.row) = (day, app, api, row)
    }

    /// Whether it matches rows of a group, whatever their ids.
    func contains(_ group: NameTable.Group) -> Bool {
        (day == nil || day == group.day) && (app == nil || app == group.app) && (api == nil || api == group.api)
    }

    package func contains(_ key: Usage.Key) -> Bool {
        contains(NameTable.Group(key)) && (row == nil || row == key.id)
    }
}

extension Ledger {
    /// In the order of day, app, API.
    package func explanations(of selection: UsageSelection, team: TeamName) -> [Explanation] {
        let isSelected = roll.names.groups.map { selection.contains($0) }
        let rows = roll.rows.lazy.filter { isSelected[Int($0.row.group)] }.map {
            (row: roll.usage($0.row), range: $0.range)
        }
        return explanations(of: rows.filter { selection.row == nil || selection.row == $0.row.key.id }, team: team)
    }

    /// - Parameter places: rows and where they lie on the tape, in order; a row may stand for several that are paid alike,
    ///   at the time of the first.
    func explanations(
        of places: some Sequence<(row: Usage, range: Range<Int64>)>, team: TeamName
    ) -> [Explanation] {
        var explanations: [Statement.CellKey: Explanation] = [:]
        for (row, range) in places {
            let none = Explanation(
                team: team, day: row.key.day, app: row.key.app, api: row.key.api, split: .zero, payments: [],
                expired: .zero, owed: .zero)
            explain(row, at: range, in: &explanations[Statement.CellKey(row.key), default: none])
        }
        return explanations.sorted { $0.key < $1.key }.map(\.value)
    }

    private func explain(_ row: Usage, at range: Range<Int64>, in explanation: inout Explanation) {
        explanation.split.tokens += row.tokens
        for (segment, tokens) in payments(of: range) {
            let lot = lots[segment.lot]
            switch segment.payment {
            case .charged: explanation.split.charged += tokens
            case .settled: explanation.split.settled += tokens
            }
            let known = explanation.payments.firstIndex { $0.lot == lot.id && $0.how == segment.payment }
            if let known {
                explanation.payments[known].tokens += tokens
            } else {
                explanation.payments.append(
                    Explanation.Payment(
                        lot: lot.id, how: segment.payment, at: segment.payment == .settled ? lot.start : row.time,
                        tokens: tokens))
            }
        }
        guard range.upperBound > paid, !range.isEmpty else { return }
        let unpaid = max(range.lowerBound, paid)..<range.upperBound
        explanation.expired += Tokens(micro: unpaid.clamped(to: paid..<max(paid, paidHadNoneExpired)).length)
        explanation.owed = Tokens(micro: range.upperBound - paid)
    }

    /// How far the tape would be paid if no lot had ever expired: every lot that started would be used to its end
    /// before anything is uncharged, in whatever order.
    private var paidHadNoneExpired: Int64 {
        min(used.micro, (lots.reduce(.zero) { $0 + $1.tokens } - departed.reduce(.zero, +)).micro)
    }
}
