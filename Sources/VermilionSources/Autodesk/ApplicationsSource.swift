package import VermilionDomain
import VermilionEngine
package import VermilionFormats

/// Usage per app, API and day from Autodesk's Application Management API.
package struct ApplicationsSource: Source {
    package enum Whose: Hashable, Sendable {
        case hub(String)
        case clients([String])
    }

    package let id: SourceID
    private let pages: WebPages
    private let endpoint: String
    private let whose: Whose
    private let map: UsageMap
    private let days: Int

    /// - Parameter endpoint: without a `/` at its end.
    /// - Parameter days: how many days back are read, today included; more than 0.
    package init(id: SourceID, pages: WebPages, endpoint: String, whose: Whose, map: UsageMap, days: Int) {
        precondition(days > 0, "a window has at least one day")
        (self.id, self.pages, self.endpoint, self.whose, self.map, self.days) = (
            id, pages, endpoint, whose, map, days
        )
    }

    package func read(at now: Instant) async -> Reading {
        let today = Zone.utc.day(of: now)
        var reading: Reading
        do {
            reading = try await usage(of: today.adding(days: 1 - days)...today, at: now)
        } catch {
            reading = error.reading(of: id)
        }
        reading.report = SourceReport(
            account: pages.account, loginEnds: await pages.loginEnds(), provisionalFrom: today.adding(days: -1))
        return reading
    }

    package func forget() { pages.forget() }

    private func usage(of days: ClosedRange<CivilDate>, at now: Instant) async throws(SourceFailure) -> Reading {
        var days = days
        if case .hub = whose {
            // Of earlier days a hub knows nothing, which must not be taken for no usage.
            guard DailyTotals.firstOfV2 <= days.upperBound else {
                throw pages.problem("hubs have no usage before \(DailyTotals.firstOfV2)")
            }
            days = max(days.lowerBound, DailyTotals.firstOfV2)...days.upperBound
        }
        let requests = DailyTotals.requests(whose, days)
        let starts = requests.map { endpoint + "/applications" + $0.path }
        guard let found = try await pages.found(from: starts, map: map, by: pages.deadline(from: now)) else {
            return .unchanged(id)
        }
        let rows = zip(requests, found).flatMap { request, found in
            found.rows.map { $0.app.text.isEmpty ? $0.used(by: AppName(request.client ?? "")) : $0 }
        }
        let (usage, conflicts) = rows.usage(source: id, zone: .utc, place: pages.shown)
        let problems = found.flatMap(\.problems) + conflicts
        return problems.isEmpty
            ? Reading(source: id, usage: usage, covers: days)
            : Reading(source: id, usage: [], failures: problems)
    }
}

/// The requests that together tell the usage of some days.
enum DailyTotals {
    struct Request: Hashable {
        let path: String
        /// Whose usage it is, where the request and not the answer says it.
        let client: String?
    }

    /// The second version of the API, and the hubs with it, has no earlier days: 2025-12-07.
    static var firstOfV2: CivilDate { CivilDate(daysSince1970: 20_429) }
    /// More are answered by 400.
    private static var mostDays: Int { 200 }

    static func requests(_ whose: ApplicationsSource.Whose, _ days: ClosedRange<CivilDate>) -> [Request] {
        var requests: [Request] = []
        for (version, span) in spans(days) {
            let dates = "?filter%5Bdate%5D=\(span.lowerBound)..\(span.upperBound)"
            switch whose {
            case .hub(let hub):
                guard version == 2 else { continue }
                let path = "/v2/hubs/\(hub.percentEncoded)/usage/daily-totals" + dates
                requests.append(Request(path: path, client: nil))
            case .clients(let clients):
                for client in clients {
                    let path = "/v\(version)/clients/\(client.percentEncoded)/usage/daily-totals" + dates
                    requests.append(Request(path: path, client: client))
                }
            }
        }
        return requests
    }

    private static func spans(_ days: ClosedRange<CivilDate>) -> [(version: Int, days: ClosedRange<CivilDate>)] {
        var spans: [(version: Int, days: ClosedRange<CivilDate>)] = []
        var start = days.lowerBound
        while start <= days.upperBound {
            let isOld = start < firstOfV2
            let end = min(
                days.upperBound, start.adding(days: mostDays - 1), isOld ? firstOfV2.adding(days: -1) : .latest)
            spans.append((isOld ? 1 : 2, start...end))
            start = end.adding(days: 1)
        }
        return spans
    }
}

extension UsagePage.Row {
    fileprivate func used(by app: AppName) -> UsagePage.Row {
        UsagePage.Row(moment: moment, app: app, api: api, tokens: tokens, uncharged: uncharged, id: id)
    }
}
