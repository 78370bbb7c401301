/// A day of the proleptic Gregorian calendar, years 1 to 9999.
package struct CivilDate: Hashable, Sendable {
    /// Days since 1970-01-01, negative before it.
    package let daysSince1970: Int64

    package init(daysSince1970: Int64) { self.daysSince1970 = daysSince1970 }

    /// Nil when the calendar has no such day.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= CivilDate.days(inMonth: month, of: year)
        else { return nil }
        self.init(unchecked: year, month, day)
    }

    /// Days from civil, after Howard Hinnant: years begin in March so that the leap day comes last.
    private init(unchecked year: Int, _ month: Int, _ day: Int) {
        let y = Int64(month <= 2 ? year - 1 : year)
        let era = y.flooredDivision(by: 400).quotient
        let yearOfEra = y - era * 400
        let dayOfYear = Int64((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1)
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        self.init(daysSince1970: era * 146_097 + dayOfEra - 719_468)
    }

    package var components: (year: Int, month: Int, day: Int) {
        let (era, dayOfEra) = (daysSince1970 + 719_468).flooredDivision(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = Int(shifted < 10 ? shifted + 3 : shifted - 9)
        let year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
        return (year, month, Int(dayOfYear - (153 * shifted + 2) / 5) + 1)
    }

    package static let earliest = CivilDate(unchecked: 1, 1, 1)
    package static let latest = CivilDate(unchecked: 9999, 12, 31)

    package static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// 0 = Sunday … 6 = Saturday.
    package var weekday: Int { Int((daysSince1970 + 4).flooredDivision(by: 7).remainder) }

    package func adding(days: Int) -> CivilDate { CivilDate(daysSince1970: daysSince1970 + Int64(days)) }

    package var startOfMonth: CivilDate { adding(days: 1 - components.day) }

    /// Nil after the year 9999.
    package var startOfNextMonth: CivilDate? {
        let (year, month, _) = components
        return month == 12
            ? CivilDate(year: year + 1, month: 1, day: 1) : CivilDate(year: year, month: month + 1, day: 1)
    }

    /// The same civil date a year later; 29 February becomes 1 March. Nil past the year 9999.
    package var oneYearLater: CivilDate? {
        let (year, month, day) = components
        return CivilDate(year: year + 1, month: month, day: day) ?? CivilDate(year: year + 1, month: 3, day: 1)
    }
}

extension CivilDate: Comparable {
    package static func < (a: CivilDate, b: CivilDate) -> Bool { a.daysSince1970 < b.daysSince1970 }
}

extension CivilDate: CustomStringConvertible {
    /// ISO 8601: `2025-07-24`.
    package var description: String {
        let (year, month, day) = components
        // Days are counted, so there are some outside the calendar's years.
        guard (0...9999).contains(year) else { return "\(year)-\(twoDigits(month))-\(twoDigits(day))" }
        return String(unsafeUninitializedCapacity: 10) { text in
            for (place, number) in [(0, year / 100), (2, year % 100), (5, month), (8, day)] {
                text[place] = UInt8(ascii: "0") + UInt8(number / 10)
                text[place + 1] = UInt8(ascii: "0") + UInt8(number % 10)
            }
            (text[4], text[7]) = (UInt8(ascii: "-"), UInt8(ascii: "-"))
            return 10
        }
    }
}

/// A time of day on a civil clock, to the second.
package struct TimeOfDay: Hashable, Sendable, CustomStringConvertible {
    package let secondsSinceMidnight: Int

    package init(secondsSinceMidnight: Int) { self.secondsSinceMidnight = secondsSinceMidnight }

    package var hour: Int { secondsSinceMidnight / 3_600 }
    package var minute: Int { secondsSinceMidnight / 60 % 60 }
    package var second: Int { secondsSinceMidnight % 60 }

    /// `09:05:00`.
    package var description: String { "\(twoDigits(hour)):\(twoDigits(minute)):\(twoDigits(second))" }
}

package func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
