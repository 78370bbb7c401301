import Testing
import VermilionDomain
import VermilionTestSupport

@Suite struct `The time of a digest` {
    private static func moment(_ text: String) throws -> Instant {
        let parts = text.split { "T:".contains($0) }
        return try .at(String(parts[0])) + .hours(Int(parts[1]) ?? 0) + .minutes(Int(parts[2]) ?? 0)
    }

    private static let eight = TimeOfDay(secondsSinceMidnight: 8 * 3_600)

    @Test(arguments: [
        (DigestTimes.every(hours: 4), "2025-07-24T00:00", "2025-07-24T04:00"),
        (.every(hours: 4), "2025-07-24T03:59", "2025-07-24T04:00"),
        (.every(hours: 12), "2025-07-24T12:00", "2025-07-25T00:00"),
        (.daily(eight), "2025-07-24T07:59", "2025-07-24T08:00"),
        (.daily(eight), "2025-07-24T08:00", "2025-07-25T08:00"),
        // 2025-07-24 is a Thursday.
        (.weekly(weekday: 1, eight), "2025-07-24T09:00", "2025-07-28T08:00"),
        (.weekly(weekday: 4, eight), "2025-07-24T07:00", "2025-07-24T08:00"),
        (.weekly(weekday: 4, eight), "2025-07-24T08:00", "2025-07-31T08:00"),
    ])
    func `is the first that comes`(times: DigestTimes, now: String, next: String) throws {
        #expect(times.next(after: try Self.moment(now), zone: .utc) == (try Self.moment(next)))
    }

    @Test func `is that of the reader's zone`() throws {
        let tokyo = Zone.fixed(offset: 9 * 3_600)
        #expect(
            DigestTimes.daily(Self.eight).next(after: try Self.moment("2025-07-24T00:00"), zone: tokyo)
                == (try Self.moment("2025-07-24T23:00")))
    }
}
