extension Condition {
    /// A warning while little is available: by share, by amount, or by how long it lasts.
    ///
    /// A team that never had a lot is not low: nobody has told what it bought. While the incident is open
    /// the thresholds are a tenth higher, so that a balance at the threshold does not open and close it by turns.
    static func low(_ statement: Statement, rules: AlertRules.Low, isOpen: Bool, zone: Zone) -> Condition? {
        guard !statement.lots.isEmpty else { return nil }
        let held = statement.held
        let forecast = statement.forecast(in: zone)
        let isShort = rules.below.map { isReached($0, available: statement.available, held: held, isOpen: isOpen) }
        let isBrief = rules.runway.flatMap { days in
            forecast?.days.map { Int128($0) * 10 <= Int128(days) * (isOpen ? 11 : 10) }
        }
        guard isShort == true || isBrief == true else { return nil }
        return Condition(
            subject: .team(statement.team), severity: .warning, stage: 0,
            facts: .low(Low(available: statement.available, held: held, forecast: forecast)))
    }

    private static func isReached(
        _ threshold: AlertRules.Low.Threshold, available: Tokens, held: Tokens, isOpen: Bool
    ) -> Bool {
        let tenths: Int128 = isOpen ? 11 : 10
        switch threshold {
        case .tokens(let tokens):
            return Int128(available.micro) * 10 <= Int128(tokens.micro) * tenths
        case .percent(let percent):
            return Int128(available.micro) * 1_000 <= Int128(held.micro) * Int128(percent) * tenths
        }
    }
}

extension AlertRules.Low.Threshold {
    /// The most that is low, of so many tokens.
    package func tokens(of held: Tokens) -> Tokens {
        switch self {
        case .tokens(let tokens): tokens
        case .percent(let percent): Tokens(micro: Int64(clamping: Int128(held.micro) * Int128(percent) / 100))
        }
    }
}
