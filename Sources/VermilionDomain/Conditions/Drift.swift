/// How the balance that was observed last differs from the ledger, and since when.
package struct Drift: Hashable, Sendable {
    package let observed: ObservedBalance
    /// Available − uncharged at the instant of the observation.
    package let ledger: Tokens
    /// Observed − ledger.
    package let difference: Tokens
    /// Where the difference arose.
    package let origin: Origin
    package let explanations: [Explanation]

    /// The first time between two observations in which what was observed went another way than the ledger.
    package struct Origin: Hashable, Sendable {
        /// Nil when already the first observation differed.
        package let from: Instant?
        package let to: Instant
        /// What arose in it.
        package let difference: Tokens
    }

    /// What may explain it; a guess from the figures, not a finding.
    package enum Explanation: Hashable, Sendable {
        /// More was observed, by as much as is bought at once.
        case purchaseNotEntered(Tokens)
        /// Less was observed: desktop products use the same tokens, and are not among the sources.
        case otherProducts
        /// Less was observed, by what was used on a day.
        case dayMissing(CivilDate, Tokens)
        /// More was observed, by what the ledger has for a day, or by half of it.
        case dayDoubled(CivilDate, Tokens)
    }
}

extension Drift {
    /// Nil when the last observation agrees with the ledger, or when there is none.
    init?(
        _ ledger: Ledger, _ statement: Statement, observations: [ObservedBalance], rules: AlertRules.Drift, zone: Zone
    ) {
        let past = observations.filter { $0.at <= ledger.asOf }.sorted { $0.at < $1.at }
        guard let last = past.last else { return nil }
        // Back to the last observation that agreed: what was healed before it is over.
        var gaps: [Gap] = []
        for observation in past.reversed() {
            gaps.append(Gap(observation, ledger: ledger.balance(at: observation.at)))
            if rules.accepts(gaps[gaps.count - 1].difference, of: observation) { break }
        }
        gaps.reverse()
        guard let gap = gaps.last, !rules.accepts(gap.difference, of: last) else { return nil }
        observed = last
        self.ledger = gap.ledger
        difference = gap.difference
        let origin = Drift.origin(in: gaps, rules: rules)
        self.origin = origin
        let falls = zip(gaps, gaps.dropFirst()).count { $1.difference < $0.difference }
        explanations = Drift.explanations(
            of: origin, days: statement.days.map { ($0.day, $0.split.tokens) }, isGradual: falls > 1, zone: zone)
    }

    private struct Gap {
        let at: Instant
        let observation: ObservedBalance
        let ledger: Tokens
        let difference: Tokens

        init(_ observation: ObservedBalance, ledger: Tokens) {
            at = observation.at
            self.observation = observation
            self.ledger = ledger
            difference = observation.available.difference(from: ledger)
        }
    }

    /// - Parameter gaps: oldest first; the last differs, and of the others at most the first agrees.
    private static func origin(in gaps: [Gap], rules: AlertRules.Drift) -> Origin {
        let (first, last) = (gaps[0], gaps[gaps.count - 1])
        guard rules.accepts(first.difference, of: first.observation) else {
            return Origin(from: nil, to: first.at, difference: first.difference)
        }
        for (a, b) in zip(gaps, gaps.dropFirst()) {
            let step = b.difference.difference(from: a.difference)
            if !rules.accepts(step, of: b.observation) { return Origin(from: a.at, to: b.at, difference: step) }
        }
        // Each step was small enough, their sum is not.
        return Origin(from: first.at, to: last.at, difference: last.difference.difference(from: first.difference))
    }

    private static func explanations(
        of origin: Origin, days: [(day: CivilDate, tokens: Tokens)], isGradual: Bool, zone: Zone
    ) -> [Explanation] {
        let to = zone.day(of: origin.to)
        let from = origin.from.map(zone.day(of:))
        let within = days.filter { day in day.day <= to && from.map { $0 <= day.day } ?? true }
        if origin.difference < .zero {
            let missing = within.last { Int128($0.tokens.micro) == -Int128(origin.difference.micro) }
            let day = missing.map { [Explanation.dayMissing($0.day, $0.tokens)] } ?? []
            return day + (day.isEmpty || isGradual ? [.otherProducts] : [])
        }
        let doubled = within.last {
            $0.tokens == origin.difference || Int128($0.tokens.micro) == Int128(origin.difference.micro) * 2
        }
        let purchase: [Explanation] =
            origin.difference >= leastPurchase ? [.purchaseNotEntered(origin.difference)] : []
        return purchase + (doubled.map { [.dayDoubled($0.day, $0.tokens)] } ?? [])
    }

    /// The least that Autodesk sells.
    private static let leastPurchase = Tokens(100)
}

extension AlertRules.Drift {
    func accepts(_ difference: Tokens, of observed: ObservedBalance) -> Bool {
        switch tolerance {
        case .tokens(let tokens): difference.micro.magnitude <= tokens.micro.magnitude
        case .percent(let percent):
            Int128(difference.micro.magnitude) * 100 <= Int128(observed.available.micro.magnitude) * Int128(percent)
        }
    }
}

extension Tokens {
    /// Self − other; the largest amount there is where it would be larger. Observations are not summed beforehand.
    fileprivate func difference(from other: Tokens) -> Tokens {
        Tokens(micro: Int64(clamping: Int128(micro) - Int128(other.micro)))
    }
}

extension Condition {
    /// A warning while the last observed balance is not what the ledger has for that instant.
    static func drift(_ drift: Drift?, team: TeamName) -> Condition? {
        drift.map { Condition(subject: .team(team), severity: .warning, stage: 0, facts: .drift($0)) }
    }
}
