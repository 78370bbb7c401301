/// What usage is counted in where a source does not count tokens.
package enum Measure: String, Hashable, Sendable, CaseIterable {
    case jobs
    case hours
    case photos
    case megabytes
}

/// An amount of a measure, exact to a millionth: 217.77 seconds are no whole number of hours, so it is a fraction.
package struct Quantity: Hashable, Sendable {
    package let measure: Measure
    /// In millionths.
    package let micro: Int64
    /// How many of what is counted make one of the measure: 3,600 for seconds and hours.
    package let divisor: Int64

    /// - Parameter divisor: more than zero.
    package init(micro: Int64, of measure: Measure, divisor: Int64 = 1) {
        precondition(divisor > 0, "a measure is not divided into nothing")
        self.micro = micro
        self.measure = measure
        self.divisor = divisor
    }

    package static func seconds(micro: Int64) -> Quantity { Quantity(micro: micro, of: .hours, divisor: 3_600) }
}
