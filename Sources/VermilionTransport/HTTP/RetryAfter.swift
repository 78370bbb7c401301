package import VermilionDomain

/// What a `Retry-After` header asks for: seconds, or a date (RFC 9110, 10.2.3).
package struct RetryAfter: Hashable, Sendable {
    package let wait: Duration

    package init?(_ text: String, now: Instant) {
        let text = text.filter { $0 != "\r" && $0 != "\n" }
        if let seconds = Int64(text), seconds >= 0 {
            wait = .seconds(min(seconds, 86_400))
        } else if let date = RetryAfter.date(text) {
            wait = max(.zero, min(date - now, .days(1)))
        } else {
            return nil
        }
    }

    /// `Wed, 21 Oct 2015 07:28:00 GMT`, the only form that may still be sent.
    private static func date(_ text: String) -> Instant? {
        let parts = text.split { $0 == " " || $0 == "," || $0 == ":" }
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard parts.count == 8, parts[7] == "GMT", let day = Int(parts[1]),
            let month = months.firstIndex(of: String(parts[2])), let year = Int(parts[3]),
            let date = CivilDate(year: year, month: month + 1, day: day),
            let hour = Int(parts[4]), let minute = Int(parts[5]), let second = Int(parts[6]),
            (0..<24).contains(hour), (0..<60).contains(minute), (0...60).contains(second)
        else { return nil }
        let time = TimeOfDay(secondsSinceMidnight: hour * 3_600 + minute * 60 + second)
        return Zone.utc.startOfDay(date) + .seconds(time.secondsSinceMidnight)
    }
}
