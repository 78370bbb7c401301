import VermilionDomain
import VermilionFormats

extension SimulatedAutodesk {
    mutating func tokenFlex(_ parts: [String], _ request: SimulatedRequest, at now: Instant) -> SimulatedResponse {
        let client: String
        let scope = parts.first == "export" ? "data:write" : "data:read"
        switch admission(request, scope: scope, ways: [.user], at: now, flex: true) {
        case .admitted(let token): client = token.client
        case .refused(let refusal): return refusal
        }
        if let tooFast = tooFast(.tokenFlex, client, at: now) { return tooFast }
        if (request.method, parts) == ("GET", ["contract"]) {
            return SimulatedResponse(200, .array(scenario.contracts.map { .object(head($0, at: now)) }))
        }
        guard parts.count >= 2, let contract = scenario.contracts.first(where: { $0.number == parts[1] }) else {
            return parts.count >= 2
                ? .flexFailure(403, "ForbiddenError", "Invalid contract or access level")
                : .flexFailure(404, "NotFoundError", "No such resource")
        }
        switch (request.method, parts[0], Array(parts.dropFirst(2))) {
        case ("GET", "contract", []): return SimulatedResponse(200, balance(contract, at: now))
        case ("GET", "usage", ["summary"]): return summary(contract, request, at: now)
        case ("GET", "usage", ["last"]): return freshness(contract, at: now)
        case ("POST", "usage", ["query"]): return ask(contract, request, client, at: now)
        case ("GET", "usage", let rest) where rest.count == 2 && rest[0] == "query":
            return tell(contract, rest[1], request, client, at: now)
        case ("POST", "export", ["requests"]): return askForExport(contract, request, client, at: now)
        case ("GET", "export", let rest) where rest.count == 2 && rest[0] == "requests":
            return tellOfExport(contract, rest[1], client, at: now)
        default: return .flexFailure(404, "NotFoundError", "No such resource")
        }
    }

    private func head(_ contract: Scenario.Contract, at now: Instant) -> [(String, JSON)] {
        let (start, end) = (contract.years.map(\.start).min(), contract.years.map(\.end).max())
        let isActive = start.map { $0 <= now.utcDay } == true && end.map { now.utcDay <= $0 } == true
        func day(_ day: CivilDate?) -> JSON { day.map { .string("\($0)") } ?? .null }
        return [
            ("contractNumber", .string(contract.number)), ("contractName", .string(contract.name)),
            ("contractStartDate", day(start)), ("contractEndDate", day(end)), ("isActive", .bool(isActive)),
        ]
    }

    /// A snapshot of the last midnight, so it may not match what usage comes to.
    private func balance(_ contract: Scenario.Contract, at now: Instant) -> JSON {
        let midnight = Zone.utc.startOfDay(now.utcDay)
        let years = contract.years.map { year in
            let consumed = contract.usage
                .filter { year.start <= $0.row.day && $0.row.day <= year.end }
                .reduce(Tokens.zero) { $0 + ($1.row.tokens(at: midnight) ?? .zero) }
            let whole = consumed.micro / Tokens.microPerToken
            return JSON.object([
                ("year", .integer(Int64(year.number))), ("startDate", .string("\(year.start)")),
                ("endDate", .string("\(year.end)")), ("provisionedTokens", .integer(Int64(year.provisioned))),
                ("consumedTokens", .integer(whole)), ("remainingTokens", .integer(Int64(year.provisioned) - whole)),
                ("multiyearTokensAtStart", .integer(0)), ("multiyearConsumedTokens", .integer(0)),
            ])
        }
        return .object(
            head(contract, at: now)
                + [("multiyearProvisionedTokens", .integer(0)), ("contractYears", .array(years))])
    }

    private func year(_ day: CivilDate, _ contract: Scenario.Contract) -> Int {
        contract.years.first { $0.start <= day && day <= $0.end }?.number ?? 0
    }

    func facts(_ contract: Scenario.Contract, at now: Instant) -> UsageFacts {
        let facts = contract.usage.compactMap { usage -> UsageFacts.Fact? in
            guard let tokens = usage.row.tokens(at: now), usage.row.day <= now.utcDay else { return nil }
            var values: [String: UsageFacts.Value] = [
                "productLineCode": .text(usage.row.feature), "productName": .text(usage.row.app),
                "userName": .text(usage.user), "usageDate": .text("\(usage.row.day)"),
                "usageMonth": .text("\(usage.row.day.startOfMonth)"),
                "contractYear": .number(year(usage.row.day, contract)),
                "usageCategory": .text(usage.category.inSummary), "chargeCategory": .text(usage.category.charge),
            ]
            for number in 1...10 { values["customField\(number)"] = .text("") }
            return UsageFacts.Fact(values: values, tokens: tokens)
        }
        func different(_ field: String) -> @Sendable ([UsageFacts.Fact]) -> JSON {
            { facts in .integer(Int64(Set(facts.compactMap { $0.values[field] }).count)) }
        }
        let fields = [
            "productLineCode", "productName", "userName", "usageDate", "usageMonth", "contractYear", "usageCategory",
            "chargeCategory",
        ]
        return UsageFacts(
            facts: facts, fields: Set(fields + (1...10).map { "customField\($0)" }),
            metrics: [
                "tokensConsumed": { .floating($0.reduce(.zero) { $0 + $1.tokens }) },
                "uniqueUsers": different("userName"), "uniqueProducts": different("productName"),
                "useCount": { .integer(Int64($0.count)) }, "quantity": { .integer(Int64($0.count)) },
                "usageHours": { .floating(Tokens($0.count)) }, "usageMinutes": { .integer(Int64($0.count * 60)) },
            ])
    }

    private func summary(
        _ contract: Scenario.Contract, _ request: SimulatedRequest, at now: Instant
    ) -> SimulatedResponse {
        var conditions: [String] = []
        for (name, comparison) in [
            ("minUsageMonth", "usageMonth>="), ("maxUsageMonth", "usageMonth<="), ("contractYear", "contractYear="),
            ("usageCategory", "usageCategory="),
        ] {
            if let value = request.query[name] { conditions.append(comparison + value) }
        }
        do {
            let keys = ["usageMonth", "contractYear", "usageCategory"]
            let table = try facts(contract, at: now).table(
                keys, ["uniqueUsers", "tokensConsumed"], where: conditions.joined(separator: " AND "))
            // The year of a contract is a text here and a number in queries: it is documented as the one, sampled as
            // the other.
            let rows = table.rows.map { row in
                zip(table.columns, row).map { ($0, $0 == "contractYear" ? $1.text.map(JSON.string) ?? .null : $1) }
            }
            return SimulatedResponse(200, .array(rows.map(JSON.object)))
        } catch {
            return .flexFailure(400, "BadRequestError", error.words)
        }
    }

    /// Timestamps with 3, 5 or 6 digits of a second, one of them without `Z`, as they are seen.
    private func freshness(_ contract: Scenario.Contract, at now: Instant) -> SimulatedResponse {
        var categories: [JSON] = []
        for (index, category) in UsageCategory.allCases.enumerated() {
            let days = contract.usage.filter { $0.category == category && $0.row.tokens(at: now) != nil }
                .map(\.row.day).filter { $0 <= now.utcDay }
            guard let last = days.max() else { continue }
            let processed = "\(now.utcDay)T00:00:00." + ["123Z", "12345Z", "123456"][index % 3]
            categories.append(
                .object([
                    ("usageCategory", .string(category.inFreshness)), ("chargeCategory", .string(category.charge)),
                    ("lastUsageDate", .string("\(last)")), ("lastProcessDate", .string(processed)),
                ]))
        }
        return SimulatedResponse(200, .array(categories))
    }

    private mutating func ask(
        _ contract: Scenario.Contract, _ request: SimulatedRequest, _ client: String, at now: Instant
    ) -> SimulatedResponse {
        guard let question = Question(request) else {
            return .flexFailure(400, "BadRequestError", "fields and metrics are expected")
        }
        do {
            let table = try facts(contract, at: now).table(
                question.fields, question.metrics, where: question.condition)
            let id = chance.token("query")
            queries[id] = RunningQuery(owner: client, subject: contract.number, asked: now, table: table)
            return tell(contract, id, request, client, at: now)
        } catch {
            return .flexFailure(400, "BadRequestError", error.words)
        }
    }

    private func tell(
        _ contract: Scenario.Contract, _ id: String, _ request: SimulatedRequest, _ client: String, at now: Instant
    ) -> SimulatedResponse {
        guard let query = queries[id], query.owner == client, query.subject == contract.number else {
            return .flexFailure(404, "NotFoundError", "No such query")
        }
        // Whoever follows it instead of building the address from the id is seen in the log.
        let stray = "\(baseURL)/tokenflex/detail/\(id)"
        func status(_ status: String) -> SimulatedResponse {
            SimulatedResponse(
                200, .object([("status", .string(status)), ("id", .string(id)), ("detail_uri", .string(stray))]))
        }
        switch query.phase(at: now, takes: scenario.queryTakes) {
        case .waiting: return status("QUEUED")
        case .running: return status("PROCESSING")
        case .expired: return status("EXPIRED")
        case .done where scenario.queryEnds != .done: return status(scenario.queryEnds.rawValue.uppercased())
        case .done:
            let (offset, limit) = window(request)
            let result = JSON.object([
                ("columns", query.table.columnNames), ("rows", query.table.page(offset: offset, limit: limit)),
                ("total", .integer(Int64(query.table.rows.count))), ("offset", .integer(Int64(offset))),
                ("limit", .integer(Int64(limit))),
            ])
            return SimulatedResponse(
                200, .object([("status", "DONE"), ("id", .string(id)), ("result", result)]))
        }
    }
}
