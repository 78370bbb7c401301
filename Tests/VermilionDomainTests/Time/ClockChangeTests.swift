import Testing
import VermilionTestSupport

@testable import VermilionDomain

/// `zone: Europe/Berlin` on the two nights on which its clocks are changed: 2025-03-30 has 23 hours, 2025-10-26 has 25.
@Suite struct `A night of Berlin in which clocks are changed` {
    private let zone = `A zone`.berlin

    private func time(_ hour: Int, _ minute: Int = 0) -> TimeOfDay {
        TimeOfDay(secondsSinceMidnight: hour * 3_600 + minute * 60)
    }

    private func instant(_ text: String) throws -> Instant {
        let parts = text.dropLast().split(separator: "T").map(String.init)
        let time = parts[1].split(separator: ":").compactMap { Int($0) }
        return try .at(parts[0]) + .seconds(time[0] * 3_600 + time[1] * 60)
    }

    @Test(arguments: [("2025-03-29", 24), ("2025-03-30", 23), ("2025-10-25", 24), ("2025-10-26", 25)])
    func `is in a day of so many hours, all of which are its own`(day: String, hours: Int) throws {
        let day = try CivilDate.parsed(day)
        let (start, end) = (zone.startOfDay(day), zone.startOfDay(day.adding(days: 1)))
        #expect(end - start == .hours(hours))
        for hour in 0..<hours { #expect(zone.day(of: start + .hours(hour)) == day) }
    }

    @Test(arguments: [
        // From ten in the evening to seven: eight hours, and ten.
        (22, 7, "2025-03-29T21:00Z", "2025-03-30T05:00Z"), (22, 7, "2025-03-30T01:30Z", "2025-03-30T05:00Z"),
        (22, 7, "2025-10-25T20:00Z", "2025-10-26T06:00Z"), (22, 7, "2025-10-26T00:30Z", "2025-10-26T06:00Z"),
        (22, 7, "2025-10-26T01:30Z", "2025-10-26T06:00Z"), (22, 7, "2025-03-30T20:30Z", "2025-03-31T05:00Z"),
        // Ending in the hour that is not there, and in the one that is there twice.
        (22, 2, "2025-03-29T23:30Z", "2025-03-30T01:00Z"), (22, 2, "2025-10-25T23:30Z", "2025-10-26T00:00Z"),
        // Nothing but the hour that is not there: not quiet at all.
        (2, 3, "2025-03-30T00:59Z", "2025-03-30T00:59Z"), (2, 3, "2025-03-30T01:00Z", "2025-03-30T01:00Z"),
        // The hour that is there twice, until the end of the second.
        (2, 3, "2025-10-26T00:10Z", "2025-10-26T02:00Z"), (2, 3, "2025-10-26T01:10Z", "2025-10-26T02:00Z"),
    ])
    func `is quiet until the clock says so`(from: Int, until: Int, at: String, end: String) throws {
        let quiet = QuietHours(hours: (time(from), time(until)), weekdays: [], days: [])
        #expect("\(quiet.end(from: try instant(at), zone: zone))" == "\(try instant(end))")
    }

    @Test(arguments: [(2025, 3, 29), (2025, 10, 25)])
    func `has each digest of each day once, at its time`(year: Int, month: Int, first: Int) throws {
        let first = try #require(CivilDate(year: year, month: month, day: first))
        let end = zone.startOfDay(first.adding(days: 3))
        for (times, count) in [(DigestTimes.daily(time(8)), 3), (.daily(time(2, 30)), 3), (.every(hours: 6), 12)] {
            var now = zone.startOfDay(first) - .microseconds(1)
            var told: [Instant] = []
            while now < end {
                now = times.next(after: now, zone: zone)
                if now < end { told.append(now) }
            }
            #expect(told.count == count, "\(times)")
            #expect(Set(told).count == count)
            for at in told where times == .daily(time(8)) { #expect(zone.civil(at).time == time(8)) }
        }
    }

    /// An hourly poll stays an hourly poll: the clocks of walls mean nothing to it, nor to reminders.
    @Test func `moves no reminder`() throws {
        var team = TeamOnPaper()
        team.rules.reminders = [.days(1)]
        team.usage = [try .on("2025-10-20", "5")]
        let start = try instant("2025-10-25T10:00Z")
        #expect(try team.told(at: start) == [.opened])
        #expect(try team.told(at: start + .hours(23)) == [])
        #expect(try team.told(at: start + .hours(24)) == [.reminder])
    }
}
