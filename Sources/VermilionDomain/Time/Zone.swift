/// A time zone as data: offsets from UTC and when they change. Read from TZif files by `VermilionFormats`.
package struct Zone: Hashable, Sendable {
    package struct Transition: Hashable, Sendable {
        /// Seconds since 1970 from which the offset holds.
        package let at: Int64
        /// Seconds east of UTC.
        package let offset: Int

        package init(at: Int64, offset: Int) { (self.at, self.offset) = (at, offset) }
    }

    package let identifier: String
    private let initialOffset: Int
    private let transitions: [Transition]
    private let afterwards: YearlyRule?

    /// `transitions` in order; `afterwards` holds past the last of them.
    package init(identifier: String, initialOffset: Int, transitions: [Transition], afterwards: YearlyRule?) {
        self.identifier = identifier
        self.initialOffset = initialOffset
        self.transitions = transitions
        self.afterwards = afterwards
    }

    package static let utc = Zone(identifier: "UTC", initialOffset: 0, transitions: [], afterwards: nil)

    /// A fixed distance from UTC, in seconds east.
    package static func fixed(offset: Int) -> Zone {
        Zone(identifier: "", initialOffset: offset, transitions: [], afterwards: nil)
    }

    /// Seconds east of UTC at an instant.
    package func offset(at instant: Instant) -> Int { offset(atSecond: instant.seconds) }

    private func offset(atSecond second: Int64) -> Int {
        guard let last = transitions.last else { return afterwards?.offset(atSecond: second) ?? initialOffset }
        if second >= last.at, let afterwards { return afterwards.offset(atSecond: second) }
        var low = 0
        var high = transitions.count
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle].at <= second { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? initialOffset : transitions[low - 1].offset
    }

    /// The calendar day that a clock in this zone shows.
    package func day(of instant: Instant) -> CivilDate { civil(instant).day }

    package func civil(_ instant: Instant) -> (day: CivilDate, time: TimeOfDay) {
        let local = instant.seconds + Int64(offset(at: instant))
        let (days, second) = local.flooredDivision(by: 86_400)
        return (CivilDate(daysSince1970: days), TimeOfDay(secondsSinceMidnight: Int(second)))
    }

    /// The first instant of a day.
    package func startOfDay(_ day: CivilDate) -> Instant {
        instant(of: day, at: TimeOfDay(secondsSinceMidnight: 0))
    }

    /// When a clock in this zone shows that day and time: the first of two when it is put back,
    /// the moment of the jump when it is put forward over it.
    package func instant(of day: CivilDate, at time: TimeOfDay) -> Instant {
        let local = day.daysSince1970 * 86_400 + Int64(time.secondsSinceMidnight)
        let before = offset(atSecond: local - 86_400)
        let after = offset(atSecond: local + 86_400)
        let candidates = [local - Int64(max(before, after)), local - Int64(min(before, after))]
        for candidate in candidates where candidate + Int64(offset(atSecond: candidate)) == local {
            return Instant(seconds: candidate)
        }
        return Instant(seconds: firstSecond(in: candidates[0]...candidates[1], withOffset: after))
    }

    /// The second of the one change of offset in a range that ends after it.
    private func firstSecond(in range: ClosedRange<Int64>, withOffset changed: Int) -> Int64 {
        var low = range.lowerBound
        var high = range.upperBound
        while low < high {
            let middle = low + (high - low) / 2
            if offset(atSecond: middle) == changed { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// What POSIX TZ strings say: standard time, and summer time between two days of every year.
package struct YearlyRule: Hashable, Sendable {
    /// A day of the year on which the clock is changed.
    package enum ChangeDay: Hashable, Sendable {
        /// `Mm.w.d`: weekday d (0 = Sunday) of week w (5 = the last) of month m.
        case weekday(month: Int, week: Int, weekday: Int)
        /// `Jn`: 1…365, 29 February never counted.
        case dayWithoutLeap(Int)
        /// `n`: 0…365, 29 February counted.
        case day(Int)

        package func date(in year: Int) -> CivilDate {
            let newYear = CivilDate(year: year, month: 1, day: 1) ?? .latest
            switch self {
            case .weekday(let month, let week, let weekday):
                let first = CivilDate(year: year, month: month, day: 1) ?? newYear
                let ahead = (weekday - first.weekday + 7) % 7 + (week - 1) * 7
                return ahead < CivilDate.days(inMonth: month, of: year)
                    ? first.adding(days: ahead) : first.adding(days: ahead - 7)
            case .dayWithoutLeap(let number):
                let leap = CivilDate.days(inMonth: 2, of: year) == 29 && number >= 60
                return newYear.adding(days: leap ? number : number - 1)
            case .day(let number):
                return newYear.adding(days: number)
            }
        }
    }

    package struct Summer: Hashable, Sendable {
        package let offset: Int
        package let start: ChangeDay
        /// Seconds after midnight, standard time; may be negative or beyond a day.
        package let startTime: Int
        package let end: ChangeDay
        /// Seconds after midnight, summer time.
        package let endTime: Int

        package init(offset: Int, start: ChangeDay, startTime: Int, end: ChangeDay, endTime: Int) {
            self.offset = offset
            self.start = start
            self.startTime = startTime
            self.end = end
            self.endTime = endTime
        }
    }

    package let standard: Int
    package let summer: Summer?

    package init(standard: Int, summer: Summer?) { (self.standard, self.summer) = (standard, summer) }

    func offset(atSecond second: Int64) -> Int {
        guard let summer else { return standard }
        let days = (second + Int64(standard)).flooredDivision(by: 86_400).quotient
        let year = CivilDate(daysSince1970: days).components.year
        let start = summer.start.date(in: year).daysSince1970 * 86_400 + Int64(summer.startTime - standard)
        let end = summer.end.date(in: year).daysSince1970 * 86_400 + Int64(summer.endTime - summer.offset)
        let isSummer = start < end ? (start..<end).contains(second) : !(end..<start).contains(second)
        return isSummer ? summer.offset : standard
    }
}
