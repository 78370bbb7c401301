/// A point in time: microseconds since 1970-01-01T00:00:00Z, without leap seconds.
package struct Instant: Hashable, Sendable {
    package let microseconds: Int64

    package init(microseconds: Int64) { self.microseconds = microseconds }

    package init(seconds: Int64) { self.init(microseconds: seconds * 1_000_000) }

    /// Whole seconds since 1970, rounded down.
    package var seconds: Int64 { microseconds.flooredDivision(by: 1_000_000).quotient }

    package static let distantPast = Instant(seconds: CivilDate.earliest.daysSince1970 * 86_400)
    /// The end of the year 9999, the last that ISO 8601 writes in four digits.
    package static let distantFuture = Instant(seconds: (CivilDate.latest.daysSince1970 + 1) * 86_400 - 1)

    package static func + (a: Instant, b: Duration) -> Instant {
        Instant(microseconds: a.microseconds + b.microseconds)
    }

    package static func - (a: Instant, b: Duration) -> Instant {
        Instant(microseconds: a.microseconds - b.microseconds)
    }

    package static func - (a: Instant, b: Instant) -> Duration { .microseconds(a.microseconds - b.microseconds) }
}

extension Instant: Comparable {
    package static func < (a: Instant, b: Instant) -> Bool { a.microseconds < b.microseconds }
}

extension Instant: CustomStringConvertible {
    /// ISO 8601 in UTC: `2025-07-24T00:00:00Z`, with a fraction only when there is one.
    package var description: String {
        let (days, rest) = microseconds.flooredDivision(by: 86_400_000_000)
        let (second, fraction) = rest.flooredDivision(by: 1_000_000)
        let time = "\(CivilDate(daysSince1970: days))T\(TimeOfDay(secondsSinceMidnight: Int(second)))"
        if fraction == 0 { return time + "Z" }
        let digits = String(fraction)
        return time + "." + String(repeating: "0", count: 6 - digits.count) + digits + "Z"
    }
}

extension Duration {
    /// Whole microseconds; the finest that an `Instant` holds.
    package var microseconds: Int64 {
        components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
    }

    package static func days(_ count: Int) -> Duration { .seconds(count * 86_400) }
    package static func hours(_ count: Int) -> Duration { .seconds(count * 3_600) }
    package static func minutes(_ count: Int) -> Duration { .seconds(count * 60) }
}

extension Int64 {
    /// Division that rounds down, so that times before 1970 fall on the right day.
    package func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
