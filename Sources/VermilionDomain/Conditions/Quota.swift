/// How much of an API a team may use in a calendar month.
package struct Cap: Hashable, Sendable {
    package let api: APIName
    package let tokens: Tokens
    /// The first day on which it holds.
    package let from: CivilDate

    package init(api: APIName, tokens: Tokens, from: CivilDate) {
        self.api = api
        self.tokens = tokens
        self.from = from
    }
}

/// How far a cap is used up.
package struct Quota: Hashable, Sendable {
    package let cap: Cap
    package let used: Tokens
    /// The first day of the month.
    package let month: CivilDate

    /// The first day of the next month, when it starts again; nil after the year 9999.
    package var startsAgain: CivilDate? { month.startOfNextMonth }

    /// Whole percent, rounded down.
    package var percent: Int64 { Int64(clamping: Int128(used.micro) * 100 / Int128(cap.tokens.micro)) }
}

extension Condition {
    /// One condition for each API of whose cap 80 % is used in the month of `today`: a warning; critical from 100 %.
    static func quotas(_ statement: Statement, caps: [Cap], today: CivilDate) -> [Condition] {
        let month = today.startOfMonth
        return Cap.inForce(caps, on: today).compactMap { cap in
            let used = statement.usage.reduce(Tokens.zero) { sum, cell in
                cell.api == cap.api && cell.day >= month && cell.day <= today ? sum + cell.split.tokens : sum
            }
            let quota = Quota(cap: cap, used: used, month: month)
            guard quota.percent >= 80 else { return nil }
            let isFull = quota.percent >= 100
            return Condition(
                subject: .api(cap.api), severity: isFull ? .critical : .warning, stage: isFull ? 1 : 0,
                facts: .quota(quota))
        }
    }
}

extension Cap {
    /// Of each API the one that came into force last, in the order of the APIs.
    static func inForce(_ caps: [Cap], on day: CivilDate) -> [Cap] {
        let past = caps.filter { $0.from <= day }
        return Dictionary(grouping: past, by: \.api).values.compactMap { $0.max { $0.from < $1.from } }
            .sorted { $0.api < $1.api }
    }
}
