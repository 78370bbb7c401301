package import VermilionDomain
import VermilionEngine
import VermilionFormats

/// Flex tokens per product, feature and day from Autodesk's Business Success Plan Reporting API.
package struct InsightsSource: Source {
    package let id: SourceID
    private let pages: WebPages
    private let base: String
    private let context: String
    private let days: Int

    /// The API takes no more days at once.
    private static let mostDays = 365

    /// - Parameter endpoint: without a `/` at its end.
    /// - Parameter context: the id of the team there.
    /// - Parameter days: how many days back are read, today included; more than 0.
    package init(id: SourceID, pages: WebPages, endpoint: String, context: String, days: Int) {
        precondition(days > 0, "a window has at least one day")
        self.id = id
        self.pages = pages
        base = endpoint + "/insights/v1"
        self.context = context
        self.days = min(days, Self.mostDays)
    }

    package var deadline: Duration? { pages.patience }

    private static let map = UsageMap([
        .day: .member("usageDate"), .app: .member("productName"), .api: .member("featureId"),
        .tokens: .member("tokens"),
    ])

    package func read(at now: Instant) async -> Reading {
        let today = Zone.utc.day(of: now)
        let first = today.adding(days: 1 - days)
        var reading: Reading
        do {
            let run = QueryRun(
                pages: pages, url: base + "/usage-queries", map: Self.map, asking: .insightsQueries, looking: nil,
                deadline: pages.deadline(from: now))
            // Rows are grouped by these fields: without the user, two who used as much on one day would be one row.
            let fields: [JSON] = ["usageDate", "productName", "featureId", "hashedUserId", "tokens"]
            let found = try await run.rows(
                .object([
                    ("fields", .array(fields)), ("metrics", .array([])),
                    ("where", .string("source='flex' AND usageDate>='\(first)'")), ("orderBy", "usageDate ASC"),
                    ("contextId", .string(context)),
                ]))
            reading =
                found.problems.isEmpty
                ? Reading(source: id, usage: try sums(of: found.rows), covers: first...today)
                : Reading(source: id, usage: [], failures: found.problems)
        } catch {
            reading = error.reading(of: id)
        }
        reading.report = SourceReport(
            account: pages.account, loginEnds: await pages.loginEnds(), provisionalFrom: today.adding(days: -1))
        return reading
    }

    /// One row a day for each product and feature: who used it is nobody's business here.
    private func sums(of rows: [UsagePage.Row]) throws(SourceFailure) -> [Usage] {
        var sums: [Usage.Key: Tokens] = [:]
        for row in rows {
            let key = Usage.Key(source: id, app: row.app, api: row.api, day: row.moment.day, id: .generated(1))
            let (micro, isTooLarge) = (sums[key] ?? .zero).micro.addingReportingOverflow(row.tokens.micro)
            guard !isTooLarge else { throw pages.problem("the tokens of \(row.moment.day) are too many to be counted") }
            sums[key] = Tokens(micro: micro)
        }
        return sums.map { Usage(key: $0.key, time: Zone.utc.startOfDay($0.key.day), tokens: $0.value) }
            .sorted(by: Usage.isPaidBefore)
    }
}
