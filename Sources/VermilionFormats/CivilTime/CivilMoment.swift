package import VermilionDomain

/// A date, or a date with a time, as a person or a file states it: ISO 8601.
///
/// Reads `2025-07-24`, `2025/7/24`, `20250724`, `2025-07-24T09:30`, `2025-07-24 09:30:00.5+09:00`, `…Z`.
/// A date stands for the start of that day. Without an offset it is meant in the zone of the ledger.
/// `07/24/2025` is refused: nobody can tell which of the first two is the day.
package struct CivilMoment: Hashable, Sendable {
    package let day: CivilDate
    package let microsecondsSinceMidnight: Int64
    /// Seconds east of UTC, when stated.
    package let offset: Int?

    package init(day: CivilDate, microsecondsSinceMidnight: Int64 = 0, offset: Int? = nil) {
        self.day = day
        self.microsecondsSinceMidnight = microsecondsSinceMidnight
        self.offset = offset
    }

    /// The instant, read in `zone` where the text states no offset.
    package func instant(in zone: Zone) -> Instant {
        let (second, fraction) = microsecondsSinceMidnight.flooredDivision(by: 1_000_000)
        let time = TimeOfDay(secondsSinceMidnight: Int(second))
        let whole = (offset.map(Zone.fixed(offset:)) ?? zone).instant(of: day, at: time)
        return Instant(microseconds: whole.microseconds + fraction)
    }

    /// The same civil date and time a year later; 29 February becomes 1 March. Nil past the year 9999.
    package var oneYearLater: CivilMoment? {
        day.oneYearLater.map {
            CivilMoment(day: $0, microsecondsSinceMidnight: microsecondsSinceMidnight, offset: offset)
        }
    }
}

extension CivilMoment {
    package init?(_ text: String) {
        self.init(utf8: text.utf8)
    }

    /// Nil when the bytes are not such a date.
    package init?(utf8: some Sequence<UInt8>) {
        var reader = DigitReader(bytes: Array(utf8))
        guard let day = reader.date() else { return nil }
        if reader.isAtEnd {
            self.init(day: day)
            return
        }
        guard reader.skip("T") || reader.skip("t") || reader.skip(" "), let time = reader.time() else { return nil }
        var offset: Int?
        if !reader.isAtEnd {
            offset = reader.offset()
            if offset == nil { return nil }
        }
        guard reader.isAtEnd else { return nil }
        self.init(day: day, microsecondsSinceMidnight: time, offset: offset)
    }
}

/// Reads fixed-width numbers off the front of a short text.
private struct DigitReader {
    private let bytes: [UInt8]
    private var index = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { index == bytes.count }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard index < bytes.count, UInt32(bytes[index]) == character.value else { return false }
        index += 1
        return true
    }

    private mutating func number(digits: ClosedRange<Int>) -> Int? {
        var value = 0
        var count = 0
        while count < digits.upperBound, index < bytes.count, let digit = digit(bytes[index]) {
            value = value * 10 + digit
            count += 1
            index += 1
        }
        return digits.contains(count) ? value : nil
    }

    private func digit(_ byte: UInt8) -> Int? { (48...57).contains(byte) ? Int(byte) - 48 : nil }

    mutating func date() -> CivilDate? {
        guard let year = number(digits: 4...4) else { return nil }
        let widths: ClosedRange<Int>
        let separator: Unicode.Scalar?
        if skip("-") {
            (separator, widths) = ("-", 2...2)
        } else if skip("/") {
            (separator, widths) = ("/", 1...2)
        } else {
            (separator, widths) = (nil, 2...2)
        }
        guard let month = number(digits: widths) else { return nil }
        if let separator, !skip(separator) { return nil }
        guard let day = number(digits: widths) else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }

    /// Microseconds since midnight; digits finer than that are dropped.
    mutating func time() -> Int64? {
        guard let hour = number(digits: 2...2), hour < 24 else { return nil }
        let extended = skip(":")
        guard extended || (index < bytes.count && digit(bytes[index]) != nil) else {
            return Int64(hour) * 3_600_000_000
        }
        guard let minute = number(digits: 2...2), minute < 60 else { return nil }
        var second = 0
        var fraction: Int64 = 0
        if extended ? skip(":") : (index < bytes.count && digit(bytes[index]) != nil) {
            guard let seconds = number(digits: 2...2), seconds < 60 else { return nil }
            second = seconds
            if skip(".") || skip(",") {
                guard let micro = fractionOfSecond() else { return nil }
                fraction = micro
            }
        }
        return Int64(hour * 3_600 + minute * 60 + second) * 1_000_000 + fraction
    }

    private mutating func fractionOfSecond() -> Int64? {
        var value: Int64 = 0
        var count = 0
        while index < bytes.count, let digit = digit(bytes[index]) {
            if count < 6 { value = value * 10 + Int64(digit) }
            count += 1
            index += 1
        }
        guard count > 0 else { return nil }
        for _ in 0..<max(0, 6 - count) { value *= 10 }
        return value
    }

    mutating func offset() -> Int? {
        if skip("Z") || skip("z") { return 0 }
        let sign = skip("+") ? 1 : skip("-") ? -1 : 0
        guard sign != 0, let hours = number(digits: 2...2), hours < 24 else { return nil }
        if isAtEnd { return sign * hours * 3_600 }
        _ = skip(":")
        guard let minutes = number(digits: 2...2), minutes < 60 else { return nil }
        if isAtEnd { return sign * (hours * 3_600 + minutes * 60) }
        _ = skip(":")
        guard let seconds = number(digits: 2...2), seconds < 60 else { return nil }
        return sign * (hours * 3_600 + minutes * 60 + seconds)
    }
}
