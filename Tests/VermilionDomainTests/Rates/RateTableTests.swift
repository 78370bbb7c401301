import Testing
import VermilionTestSupport

@testable import VermilionDomain

@Suite struct `A table of rates` {
    private let legacy = RateTable(RateTable.legacy)
    private let day: CivilDate

    init() throws { day = try .parsed("2025-07-24") }

    private func jobs(_ count: Int64) -> Quantity { Quantity(micro: count * 1_000_000, of: .jobs) }

    /// 217.77 s / 3600 × 2 = 0.12098333…, which Autodesk publishes as 0.121.
    @Test func `gives the published example of Automation, to the millionth`() throws {
        let run = Quantity.seconds(micro: 217_770_000)
        #expect(try legacy.tokens(for: run, of: "Automation", on: day) == Tokens(micro: 120_983))
    }

    /// 10 RVT files six times, 30 DWG files five times, and one run of Inventor: 45.12 in Autodesk's estimator.
    @Test func `gives the published month of the estimator`() throws {
        let complex = try legacy.tokens(for: jobs(60), of: "Model Derivative complex job", on: day)
        let simple = try legacy.tokens(for: jobs(150), of: "Model Derivative simple job", on: day)
        let run = try legacy.tokens(for: .seconds(micro: 217_770_000), of: "Automation", on: day)
        #expect(complex == Tokens(30) && simple == Tokens(15))
        #expect(complex + simple + run == Tokens(micro: 45_120_983))
    }

    @Test func `gives a share of what a rate is for`() throws {
        let photos = Quantity(micro: 75_000_000, of: .photos)
        #expect(try legacy.tokens(for: photos, of: "Reality Capture photo", on: day) == Tokens(micro: 1_500_000))
    }

    @Test(arguments: [("2022-10-31", false), ("2022-11-01", true), ("2025-12-07", true), ("2025-12-08", false)])
    func `assumes no rate where none is published`(text: String, isKnown: Bool) throws {
        let day = try CivilDate.parsed(text)
        let tokens = try? legacy.tokens(for: jobs(1), of: "Model Derivative simple job", on: day)
        #expect((tokens != nil) == isKnown)
        #expect(throws: RateTable.Failure.noRate("Data Exchange", .jobs, day)) {
            try legacy.tokens(for: jobs(1), of: "Data Exchange", on: day)
        }
        #expect(throws: RateTable.Failure.noRate("Automation", .jobs, day)) {
            try legacy.tokens(for: jobs(1), of: "Automation", on: day)
        }
    }

    @Test func `follows the rate that came into force last`() throws {
        let table = RateTable(
            try [("2026-01-01", 3), ("2025-01-01", 1), ("2025-06-01", 2)].map {
                Rate(api: "A", measure: .jobs, tokens: Tokens($0.1), from: try .parsed($0.0))
            })
        for (day, tokens) in [("2025-05-31", 1), ("2025-06-01", 2), ("2025-12-31", 2), ("2026-01-01", 3)] {
            #expect(try table.tokens(for: jobs(1), of: "A", on: .parsed(day)) == Tokens(tokens))
        }
    }

    @Test(arguments: [(1, 0), (2, 1), (3, 2), (5, 2), (7, 4), (-1, 0), (-3, -2), (-5, -2)])
    func `rounds halves to even`(micro: Int64, expected: Int64) throws {
        let half = RateTable([Rate(api: "A", measure: .megabytes, tokens: Tokens(micro: 500_000), from: day)])
        let quantity = Quantity(micro: micro, of: .megabytes)
        #expect(try half.tokens(for: quantity, of: "A", on: day) == Tokens(micro: expected))
    }

    @Test func `refuses what cannot be counted`() throws {
        let table = RateTable([Rate(api: "A", measure: .jobs, tokens: Tokens(micro: .max), from: day)])
        #expect(throws: RateTable.Failure.tooLarge) {
            try table.tokens(for: Quantity(micro: .max, of: .jobs), of: "A", on: day)
        }
    }
}
