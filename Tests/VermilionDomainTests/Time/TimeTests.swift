import Testing
import VermilionDomain
import VermilionTestSupport

@Suite struct `A civil date` {
    @Test(arguments: [
        ("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11_016), ("2025-07-24", 20_293), ("0001-01-01", -719_162),
        ("9999-12-31", 2_932_896), ("1900-03-01", -25_508), ("2024-02-29", 19_782),
    ]) func `counts days since 1970`(text: String, days: Int64) throws {
        let date = try CivilDate.parsed(text)
        #expect(date.daysSince1970 == days)
        #expect("\(CivilDate(daysSince1970: days))" == text)
    }

    @Test(arguments: [
        (2025, 2, 29), (1900, 2, 29), (2025, 4, 31), (2025, 13, 1), (2025, 0, 1), (2025, 1, 0), (2025, 1, 32),
        (0, 1, 1), (10_000, 1, 1), (-1, 1, 1),
    ]) func `is nil when the calendar has no such day`(year: Int, month: Int, day: Int) {
        #expect(CivilDate(year: year, month: month, day: day) == nil)
    }

    @Test func `goes through every day of four centuries`() {
        var (year, month, day) = (1899, 1, 1)
        guard let first = CivilDate(year: year, month: month, day: day) else {
            Issue.record("1899-01-01 is a day")
            return
        }
        for number in 0..<146_097 {
            let components = first.adding(days: number).components
            guard components == (year, month, day) else {
                Issue.record("\(components) instead of \(year)-\(month)-\(day)")
                return
            }
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            day += 1
            if day > lengths[month - 1] { (month, day) = (month + 1, 1) }
            if month > 12 { (year, month) = (year + 1, 1) }
        }
    }

    @Test(arguments: [
        ("2025-07-24", "2026-07-24"), ("2024-02-29", "2025-03-01"), ("2023-02-28", "2024-02-28"),
        ("2023-03-01", "2024-03-01"), ("2024-12-31", "2025-12-31"),
    ]) func `has a day a year later`(day: String, later: String) throws {
        #expect(try CivilDate.parsed(day).oneYearLater == CivilDate.parsed(later))
    }

    @Test func `has none a year later at the end of the calendar`() {
        #expect(CivilDate.latest.oneYearLater == nil)
    }

    @Test(arguments: [(Int64(2_932_897), "10000-01-01"), (-719_529, "-1-12-31")])
    func `outside its years is written all the same`(days: Int64, text: String) {
        #expect(CivilDate(daysSince1970: days).description == text)
    }

    @Test(arguments: [("1970-01-01", 4), ("2025-07-24", 4), ("2025-07-27", 0), ("1969-12-27", 6)])
    func `has a weekday`(day: String, weekday: Int) throws {
        #expect(try CivilDate.parsed(day).weekday == weekday)
    }
}

@Suite struct `An instant` {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59.999999Z"), (1, "1970-01-01T00:00:00.000001Z"),
        (1_753_315_200_000_000, "2025-07-24T00:00:00Z"), (1_753_315_200_500_000, "2025-07-24T00:00:00.500000Z"),
        (-86_400_000_000, "1969-12-31T00:00:00Z"), (1_753_401_599_000_000, "2025-07-24T23:59:59Z"),
    ]) func `is written in UTC`(microseconds: Int64, text: String) {
        #expect("\(Instant(microseconds: microseconds))" == text)
    }

    @Test func `spans the years that ISO 8601 writes in four digits`() {
        #expect("\(Instant.distantPast)" == "0001-01-01T00:00:00Z")
        #expect("\(Instant.distantFuture)" == "9999-12-31T23:59:59Z")
    }

    @Test func `moves by durations and back`() throws {
        let start = try Instant.at("2025-07-24")
        #expect(start + .days(1) - start == .hours(24))
        #expect(start - .minutes(1) == start + .seconds(-60))
        #expect(Duration.milliseconds(-1).microseconds == -1_000)
        #expect(Instant(microseconds: -1).seconds == -1)
    }
}

@Suite struct `A zone` {
    /// Central Europe as of 2025: one change from a table, the others by rule.
    static let berlin = Zone(
        identifier: "Europe/Berlin", initialOffset: 3_600,
        transitions: [.init(at: 828_234_000, offset: 7_200), .init(at: 846_378_000, offset: 3_600)],
        afterwards: YearlyRule(
            standard: 3_600,
            summer: .init(
                offset: 7_200, start: .weekday(month: 3, week: 5, weekday: 0), startTime: 7_200,
                end: .weekday(month: 10, week: 5, weekday: 0), endTime: 10_800)))
    /// Summer over the turn of the year.
    static let sydney = Zone(
        identifier: "Australia/Sydney", initialOffset: 36_000, transitions: [],
        afterwards: YearlyRule(
            standard: 36_000,
            summer: .init(
                offset: 39_600, start: .weekday(month: 10, week: 1, weekday: 0), startTime: 7_200,
                end: .weekday(month: 4, week: 1, weekday: 0), endTime: 10_800)))
    /// The clock goes forward at midnight, so the day begins at one.
    static let santiago = Zone(
        identifier: "America/Santiago", initialOffset: -14_400, transitions: [],
        afterwards: YearlyRule(
            standard: -14_400,
            summer: .init(
                offset: -10_800, start: .weekday(month: 9, week: 1, weekday: 0), startTime: 0,
                end: .weekday(month: 4, week: 1, weekday: 0), endTime: 0)))
    /// Left out 30 December 2011 by going from -10 to +14.
    static let apia = Zone(
        identifier: "Pacific/Apia", initialOffset: -36_000, transitions: [.init(at: 1_325_239_200, offset: 50_400)],
        afterwards: nil)
    /// Went forward at half past eleven on 30 March 1919, so that 31 March began at half past twelve.
    static let toronto = Zone(
        identifier: "America/Toronto", initialOffset: -18_000,
        transitions: [.init(at: -1_601_753_400, offset: -14_400)],
        afterwards: nil)

    @Test(arguments: [
        ("1996-03-31T00:59:59Z", 3_600), ("1996-03-31T01:00:00Z", 7_200), ("1996-10-27T01:00:00Z", 3_600),
        ("2025-03-30T00:59:59Z", 3_600), ("2025-03-30T01:00:00Z", 7_200), ("2025-10-26T00:59:59Z", 7_200),
        ("2025-10-26T01:00:00Z", 3_600), ("2025-01-01T00:00:00Z", 3_600), ("2124-07-01T00:00:00Z", 7_200),
        ("1990-07-01T00:00:00Z", 3_600),
    ]) func `changes its offset by table and then by rule`(time: String, offset: Int) throws {
        #expect(Self.berlin.offset(at: try instant(time)) == offset)
    }

    @Test(arguments: [
        ("2025-01-01T00:00:00Z", 39_600), ("2024-12-31T23:59:59Z", 39_600), ("2025-04-05T15:59:59Z", 39_600),
        ("2025-04-05T16:00:00Z", 36_000), ("2025-10-04T15:59:59Z", 36_000), ("2025-10-04T16:00:00Z", 39_600),
    ]) func `has summer over the turn of the year`(time: String, offset: Int) throws {
        #expect(Self.sydney.offset(at: try instant(time)) == offset)
    }

    @Test(arguments: [
        (Zone.utc, "2025-07-24", "2025-07-24T00:00:00Z"), (berlin, "2025-07-24", "2025-07-23T22:00:00Z"),
        (berlin, "2025-03-30", "2025-03-29T23:00:00Z"), (berlin, "2025-03-31", "2025-03-30T22:00:00Z"),
        (Zone.fixed(offset: 32_400), "2025-07-24", "2025-07-23T15:00:00Z"),
        (santiago, "2025-09-07", "2025-09-07T04:00:00Z"), (santiago, "2025-09-08", "2025-09-08T03:00:00Z"),
        (apia, "2011-12-29", "2011-12-29T10:00:00Z"), (apia, "2011-12-31", "2011-12-30T10:00:00Z"),
        (toronto, "1919-03-31", "1919-03-31T04:30:00Z"),
    ]) func `begins a day at its first instant`(zone: Zone, day: String, start: String) throws {
        let first = zone.startOfDay(try .parsed(day))
        #expect("\(first)" == start)
        #expect(zone.day(of: first) == (try .parsed(day)))
        #expect(zone.day(of: first - .microseconds(1)) < (try .parsed(day)))
    }

    @Test func `takes the first of two times, and the jump for none`() throws {
        let half = TimeOfDay(secondsSinceMidnight: 2 * 3_600 + 1_800)
        #expect("\(Self.berlin.instant(of: try .parsed("2025-10-26"), at: half))" == "2025-10-26T00:30:00Z")
        #expect("\(Self.berlin.instant(of: try .parsed("2025-03-30"), at: half))" == "2025-03-30T01:00:00Z")
    }

    @Test func `finds every hour of a year again`() throws {
        let start = try Instant.at("2025-01-01")
        for zone in [Self.berlin, Self.sydney, Self.santiago] {
            for hour in 0..<8_760 {
                let time = start + .hours(hour)
                let (day, clock) = zone.civil(time)
                let found = zone.instant(of: day, at: clock)
                // The second of two equal times is found as the first, an hour before.
                guard found != time else { continue }
                #expect(found + .hours(1) == time && zone.civil(found) == (day, clock))
            }
        }
    }

    @Test(arguments: [
        (YearlyRule.ChangeDay.weekday(month: 2, week: 5, weekday: 4), 2024, "2024-02-29"),
        (.weekday(month: 2, week: 5, weekday: 4), 2025, "2025-02-27"),
        (.weekday(month: 3, week: 2, weekday: 0), 2025, "2025-03-09"),
        (.weekday(month: 6, week: 1, weekday: 0), 2025, "2025-06-01"),
        (.dayWithoutLeap(60), 2024, "2024-03-01"), (.dayWithoutLeap(59), 2024, "2024-02-28"),
        (.dayWithoutLeap(60), 2025, "2025-03-01"), (.dayWithoutLeap(365), 2024, "2024-12-31"),
        (.day(0), 2025, "2025-01-01"), (.day(59), 2024, "2024-02-29"), (.day(59), 2025, "2025-03-01"),
    ]) func `knows the day of a change`(day: YearlyRule.ChangeDay, year: Int, date: String) {
        #expect("\(day.date(in: year))" == date)
    }

    /// Reads `2025-03-30T01:00:00Z`.
    private func instant(_ text: String) throws -> Instant {
        let time = text.dropFirst(11).dropLast().split(separator: ":").compactMap { Int($0) }
        try #require(time.count == 3)
        return try .at(String(text.prefix(10))) + .seconds(time[0] * 3_600 + time[1] * 60 + time[2])
    }
}
