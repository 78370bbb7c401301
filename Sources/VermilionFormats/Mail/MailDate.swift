package import VermilionDomain

extension Instant {
    /// As mails write it (RFC 5322, 3.3): `Mon, 23 Nov 2026 09:12:33 +0900`.
    package func mailDate(in zone: Zone) -> String {
        // Offsets of long ago have seconds, which mails cannot say.
        let minutes = zone.offset(at: self) / 60
        let (day, time) = Zone.fixed(offset: minutes * 60).civil(self)
        let (year, month, date) = day.components
        let sign = minutes < 0 ? "-" : "+"
        let offset = twoDigits(abs(minutes) / 60) + twoDigits(abs(minutes) % 60)
        let padding = String(repeating: "0", count: max(0, 4 - String(year).count))
        return "\(weekdays[day.weekday]), \(date) \(months[month - 1]) \(padding)\(year) \(time) \(sign)\(offset)"
    }
}

private let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
private let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
