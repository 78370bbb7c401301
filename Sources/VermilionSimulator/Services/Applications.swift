import VermilionDomain
import VermilionFormats

extension SimulatedAutodesk {
    /// Hub totals hold nothing before this day.
    private static let firstHubDay = CivilDate(year: 2025, month: 12, day: 7) ?? .latest

    func applications(_ parts: [String], _ request: SimulatedRequest, at now: Instant) -> SimulatedResponse {
        let admission = admission(
            request, scope: "application:client:read", ways: [.user, .serviceAccount], at: now)
        if case .refused(let refusal) = admission { return refusal }
        switch parts.count {
        case 2 where parts == ["v2", "hubs"]:
            let hubs = scenario.hubs.map { JSON.object([("id", .string($0.id)), ("teamUrn", .string($0.team))]) }
            return SimulatedResponse(200, .object([("results", .array(hubs))]))
        case 2 where parts == ["v1", "clients"]: return clients(request)
        case 5 where Array(parts[3...]) == ["usage", "daily-totals"]: return totals(parts, request, at: now)
        default: return .notFound
        }
    }

    private func clients(_ request: SimulatedRequest) -> SimulatedResponse {
        let named = scenario.apps.filter { $0.name != nil }
        let offset = min(max(Int(request.query["offset"] ?? "") ?? 0, 0), named.count)
        let end = min(offset + scenario.pageSize, named.count)
        func page(_ offset: Int) -> JSON { .string("\(baseURL)/applications/v1/clients?offset=\(offset)") }
        let apps = named[offset..<end].map {
            JSON.object([("clientId", .string($0.id)), ("name", .string($0.name ?? ""))])
        }
        let pagination = JSON.object([
            ("limit", .integer(Int64(scenario.pageSize))), ("nextUrl", end < named.count ? page(end) : .null),
            ("previousUrl", offset > 0 ? page(max(0, offset - scenario.pageSize)) : .null),
        ])
        return SimulatedResponse(200, .object([("pagination", pagination), ("results", .array(apps))]))
    }

    private func totals(_ parts: [String], _ request: SimulatedRequest, at now: Instant) -> SimulatedResponse {
        let (version, kind, id) = (parts[0], parts[1], parts[2])
        let hub: String?
        switch (version, kind) {
        case ("v1", "clients"), ("v2", "clients"): hub = registry.hub(ofApp: id)
        case ("v2", "hubs"): hub = registry.hub(id)?.id
        default: hub = nil
        }
        guard let hub else { return .notFound }
        let today = now.utcDay
        // The last 30 days; version 2 counts today, a partial day, among them.
        let last = version == "v2" ? today : today.adding(days: -1)
        var range = last.adding(days: -29)...last
        if let text = request.query["filter[date]"] {
            guard let asked = Self.range(text) else {
                return .failure(400, "APP-400", "filter[date] is not YYYY-MM-DD..YYYY-MM-DD.")
            }
            range = asked
        }
        guard range.upperBound.daysSince1970 - range.lowerBound.daysSince1970 < 200 else {
            return .failure(400, "APP-400", "filter[date] spans more than 200 days.")
        }
        let team = registry.team(ofHub: hub)
        let ledger = team.flatMap {
            try? scenario.ledger(of: $0, rows: registry.rows(ofTeam: $0.name), asOf: now, known: now)
        }
        if let team, let ledger, team.regime == .suspend, ledger.available == .zero { return .capacityExceeded }
        let feature = request.query[version == "v1" ? "filter[service]" : "filter[featureId]"]
        let app = kind == "hubs" ? request.query["filter[clientId]"] : id
        let owed = Owed(team.flatMap { team in ledger.map { Statement(of: $0, team: TeamName(team.name)) } })
        let rows = registry.rows(ofHub: hub).compactMap { row -> JSON? in
            guard range.contains(row.day), row.day <= today, feature == nil || row.feature == feature,
                app == nil || row.app == app,
                kind == "clients" || row.day >= Self.firstHubDay,
                let tokens = row.tokens(at: now)
            else { return nil }
            return scenario.shape.row(
                day: row.day, app: row.app, name: registry.name(ofApp: row.app), feature: row.feature, tokens: tokens,
                uncharged: owed.uncharged(row))
        }
        return SimulatedResponse(200, scenario.shape.body(rows))
    }

    /// What is uncharged of a day, an app and an API.
    private struct Owed {
        private struct Key: Hashable {
            let day: CivilDate
            let app: AppName
            let api: APIName
        }

        private let amounts: [Key: Tokens]

        init(_ statement: Statement?) {
            amounts = Dictionary(
                (statement?.usage ?? []).map { (Key(day: $0.day, app: $0.app, api: $0.api), $0.split.uncharged) }
            ) { first, _ in first }
        }

        func uncharged(_ row: Row) -> Tokens {
            amounts[Key(day: row.day, app: AppName(row.app), api: APIName(row.feature))] ?? .zero
        }
    }

    private static func range(_ text: String) -> ClosedRange<CivilDate>? {
        let ends = text.split(separator: ".", omittingEmptySubsequences: false)
        guard ends.count == 3, ends[1].isEmpty, let first = CivilDate(iso: ends[0]), let last = CivilDate(iso: ends[2]),
            first <= last
        else { return nil }
        return first...last
    }
}

extension CivilDate {
    /// `2025-12-07` and nothing else.
    init?(iso text: Substring) {
        let digits = text.split(separator: "-", omittingEmptySubsequences: false)
        guard digits.map(\.count) == [4, 2, 2], let year = Int(digits[0]), let month = Int(digits[1]),
            let day = Int(digits[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }
}
