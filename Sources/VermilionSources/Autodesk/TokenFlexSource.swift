package import VermilionDomain
import VermilionEngine
import VermilionFormats
import VermilionTransport

/// Usage, lots and balance of an enterprise contract from Autodesk's Token Flex Usage Data API.
///
/// Contract years that reach into the window are read by day, product and category; months that this does not reach, as
/// sums by category on the first of the month, so that the books are complete from the start of the contract.
package struct TokenFlexSource: Source {
    package let id: SourceID
    private let pages: WebPages
    /// Of the contract.
    private let number: String
    private let base: String
    private let days: Int
    private let progress = ReadingProgress()

    /// - Parameter endpoint: without a `/` at its end.
    /// - Parameter days: how many days back are of interest.
    package init(id: SourceID, pages: WebPages, endpoint: String, contract: String, days: Int) {
        self.id = id
        self.pages = pages
        number = contract
        base = endpoint + "/tokenflex/v1"
        self.days = days
    }

    package var deadline: Duration? { pages.patience }

    package func read(at now: Instant) async -> Reading {
        let deadline = pages.deadline(from: now)
        var reading: Reading
        var dataUntil: Instant?
        do throws(SourceFailure) {
            let contract = try await contract(by: deadline)
            let lots = try SourceFailure.of { () throws(Diagnostic) in
                try contract.lots(zone: .utc, file: pages.shown)
            }
            let last = try await pages.json(.get, base + "/usage/\(path)/last", limit: .tokenFlex, by: deadline)
            dataUntil = try SourceFailure.of { () throws(Diagnostic) in
                try DataFreshness.dataUntil(last, file: pages.shown)
            }
            // The data come once a day, and the service takes five requests a minute.
            if progress.isKnown(last.compact, at: now) {
                reading = .unchanged(id)
            } else {
                let today = Zone.utc.day(of: now)
                reading = try await usage(of: contract, in: today.adding(days: 1 - days)...today, by: deadline)
                if reading.isGood { progress.note(last.compact, at: now) }
            }
            reading.lots = [LotsReading(source: id, lots: lots)]
            reading.observations = contract.balance(at: now, zone: .utc).map { [$0] } ?? []
        } catch {
            reading = error.reading(of: id)
            reading.lots = [LotsReading(source: id, problem: error.diagnostic)]
        }
        reading.report = SourceReport(
            account: pages.account, loginEnds: await pages.loginEnds(), dataUntil: dataUntil)
        return reading
    }

    package func forget() { progress.forget() }

    private var path: String { number.percentEncoded }

    private func contract(by deadline: Instant) async throws(SourceFailure) -> Contract {
        let document = try await pages.json(.get, base + "/contract/" + path, limit: .tokenFlex, by: deadline)
        return try SourceFailure.of { () throws(Diagnostic) in try Contract(document, file: pages.shown) }
    }

    private func usage(
        of contract: Contract, in window: ClosedRange<CivilDate>, by deadline: Instant
    ) async throws(SourceFailure) -> Reading {
        guard let first = contract.years.map(\.start).min(), let end = contract.years.map(\.end).max() else {
            throw pages.problem("the contract has no years")
        }
        var (rows, problems, warnings): ([UsagePage.Row], [Diagnostic], [Diagnostic]) = ([], [], [])
        for year in contract.years where window.overlaps(min(year.start, year.end)...year.end) {
            let found = try await query(year, by: deadline)
            rows += found.rows
            problems += found.problems
            warnings += found.givenBack.map { givenBack($0.tokens, $0.what, "on \($0.day.singleLine(atMost: 40))") }
        }
        let (others, adjustments) = try await monthsOutOfReach(of: contract, beside: rows, by: deadline)
        let (usage, conflicts) = (rows + others).usage(source: id, zone: .utc, place: pages.shown)
        problems += conflicts
        return problems.isEmpty
            ? Reading(source: id, usage: usage, covers: first...end, warnings: warnings + adjustments)
            : Reading(source: id, usage: [], failures: problems)
    }

    private static let map = UsageMap([
        .day: .member("usageDate"), .app: .member("productName"), .api: .member("usageCategory"),
        .tokens: .member("tokensConsumed"),
    ])

    private func query(_ year: Contract.Year, by deadline: Instant) async throws(SourceFailure) -> QueryRun.Found {
        let run = QueryRun(
            pages: pages, url: base + "/usage/\(path)/query", map: Self.map, asking: .tokenFlex, looking: .tokenFlex,
            deadline: deadline)
        return try await run.rows(
            .object([
                ("fields", .array(["usageDate", "productName", "usageCategory"])),
                ("metrics", .array(["tokensConsumed"])), ("where", .string("contractYear=\(year.number)")),
            ]))
    }

    /// Months of which `rows` has no day.
    private func monthsOutOfReach(
        of contract: Contract, beside rows: [UsagePage.Row], by deadline: Instant
    ) async throws(SourceFailure) -> (rows: [UsagePage.Row], warnings: [Diagnostic]) {
        let url = base + "/usage/\(path)/summary"
        let document = try await pages.json(.get, url, limit: .tokenFlex, by: deadline)
        let summary = try SourceFailure.of { () throws(Diagnostic) in
            try UsageSummary(document, file: pages.shown)
        }
        let reached = Set(rows.map(\.moment.day.startOfMonth))
        var (others, warnings): ([UsagePage.Row], [Diagnostic]) = ([], [])
        for month in summary.months where !reached.contains(month.day) {
            guard month.tokens >= .zero else {
                warnings.append(givenBack("\(month.tokens)", month.category, "in the month of \(month.day)"))
                continue
            }
            // The month in which a year of the contract begins may begin before it.
            let start = contract.years.first { $0.number == month.contractYear }?.start ?? month.day
            others.append(
                UsagePage.Row(
                    moment: CivilMoment(day: max(month.day, start)), app: "", api: APIName(month.category),
                    tokens: month.tokens))
        }
        return (others, warnings)
    }

    /// Usage cannot be negative: what Autodesk gives back is more like a lot, and only a person knows until when.
    private func givenBack(_ tokens: String, _ what: String, _ when: String) -> Diagnostic {
        Diagnostic(
            .warning, at: Diagnostic.Place(file: pages.shown),
            "\(tokens.singleLine(atMost: 40)) tokens of \(what.singleLine(atMost: 60)) \(when) are left out",
            hint: "enter what Autodesk gave back as a lot: vermilion lots add")
    }
}
