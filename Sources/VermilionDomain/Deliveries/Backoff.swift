/// How long to wait between attempts: exponential with full jitter.
package struct Backoff: Hashable, Sendable {
    package let least: Duration
    package let most: Duration
    /// How long after its creation a delivery is given up.
    package let patience: Duration

    package init(least: Duration, most: Duration, patience: Duration) {
        self.least = least
        self.most = most
        self.patience = patience
    }

    /// 5 s to 30 min, for 3 days.
    package static let standard = Backoff(least: .seconds(5), most: .minutes(30), patience: .days(3))

    /// - Parameter chance: from 0 to 1, drawn by the caller: spreads the attempts of many deliveries.
    package func wait(after attempts: Int, asked: Duration?, chance: Double) -> Duration {
        var ceiling = least
        for _ in 0..<max(0, min(attempts, 30)) where ceiling < most { ceiling = ceiling * 2 }
        let spread = min(ceiling, most) - least
        let drawn = least + spread * min(max(chance, 0), 1)
        // A server that asks for more than the longest wait is asked again sooner: it may have been wrong.
        return max(drawn, min(asked ?? .zero, .hours(1)))
    }
}
