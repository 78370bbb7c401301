/// What a team wants to be told about, and when.
package struct AlertRules: Hashable, Sendable {
    package struct Uncharged: Hashable, Sendable {
        /// How long usage must stay uncharged before it is told.
        package var after: Duration
        /// A rise is told when the amount grew by this many percent since it was last told,
        /// so that a debt that grows daily gives a handful of messages and not one an hour.
        package var raise: Int

        package init(after: Duration = .zero, raise: Int = 25) { (self.after, self.raise) = (after, raise) }
    }

    package struct Low: Hashable, Sendable {
        package enum Threshold: Hashable, Sendable {
            /// Of what the valid lots held when they were bought.
            case percent(Int)
            case tokens(Tokens)
        }

        package var below: Threshold?
        /// Whole days that the tokens must last at the recent rate; what lapses before is not there to be used.
        package var runway: Int?

        package init(below: Threshold? = .percent(20), runway: Int? = nil) {
            (self.below, self.runway) = (below, runway)
        }
    }

    package struct Drift: Hashable, Sendable {
        /// By how much an observed balance may differ; percent are of the observed balance.
        package var tolerance: Low.Threshold

        package init(tolerance: Low.Threshold = .tokens(Tokens(1))) { self.tolerance = tolerance }
    }

    package var regime = Regime.negative
    package var uncharged = Uncharged()
    /// How long before a lot expires it is told, longest first.
    package var expiry: [Duration] = [.days(90), .days(30), .days(7), .days(1)]
    package var low = Low()
    package var drift = Drift()
    package var caps: [Cap] = []
    /// No good reading of a source for this long is a warning, three times as long is critical.
    package var staleAfter: Duration = .hours(6)
    /// How long after an incident was last told it is told again; the last of them repeats.
    package var reminders: [Duration] = [1, 2, 4, 8, 16, 32].map(Duration.days)

    package init() {}
}
