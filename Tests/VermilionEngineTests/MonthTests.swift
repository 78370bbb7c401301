import Testing
import VermilionTestSupport

@testable import vermilion_months

/// A few of what `scripts/months` does thousands of times.
@Suite(.timeLimit(.minutes(5))) struct `A month in which everything fails` {
    /// Seed 6330 puts the clock back while an opening is tried again for a channel that waits.
    @Test(arguments: Array(0..<UInt64(7)) + [6_330]) func `loses no message`(seed: UInt64) async throws {
        let month = try Month(seed: seed)
        try await month.live()
        let audit = try await Audit(month)
        #expect(audit.incidents > 3 && audit.deliveries > 20)
        #expect(audit.violations == [])
    }

    @Test func `is the same for the same seed`() async throws {
        var counts: [[Int]] = []
        for _ in 0..<2 {
            let month = try Month(seed: 5)
            try await month.live()
            let audit = try await Audit(month)
            counts.append([audit.incidents, audit.deliveries] + month.posts.map(\.attempts.count))
        }
        #expect(counts[0] == counts[1])
    }

    @Test(arguments: [0, 1, 2, 5, 11]) func `ends at any effect, and loses nothing of fifty incidents`(
        step: Int
    ) async throws {
        let count = try await Endings.count()
        #expect(count > 160)
        // Each part of the story once; `scripts/months` takes every effect.
        let effect = step * count / 12
        for fault in FallibleStore.Fault.allCases {
            #expect(try await Endings.violations(endingAt: effect, fault) == [])
        }
    }

    @Test func `is one of a year in which every poll is made, however sources fail and hang`() async throws {
        let year = try Year(days: 10)
        try await year.live()
        #expect(year.polls.count == 4 && year.polls.values.allSatisfy { $0 >= year.due })
        #expect(year.messages > 10)
        #expect(year.failures == [])
    }
}
