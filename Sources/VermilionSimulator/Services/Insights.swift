import VermilionDomain
import VermilionFormats

extension SimulatedAutodesk {
    mutating func insights(_ parts: [String], _ request: SimulatedRequest, at now: Instant) -> SimulatedResponse {
        let asks = request.method == "POST"
        let client: String
        switch admission(
            request, scope: asks ? "data:write" : "data:read", ways: [.user, .serviceAccount, .twoLegged], at: now)
        {
        case .admitted(let token):
            client = token.client
            let account = scenario.accounts.first { $0.id == client }
            // A program shows whose rights it uses.
            if token.way != .user {
                guard let given = request.headers["adsk-pat"], given == account?.accessToken else {
                    return .failure(401, "AUTH-006", "ADSK-PAT is missing or not valid.")
                }
            }
        case .refused(let refusal): return refusal
        }
        switch (request.method, parts) {
        case ("GET", ["contexts"]):
            let contexts = scenario.teams.map {
                JSON.object([
                    ("contextId", .string($0.name)), ("alias", .string($0.name)),
                    ("reportingBenefits", .array(["USAGE_REPORTING"])),
                ])
            }
            return SimulatedResponse(200, .array(contexts))
        case ("POST", ["usage-queries"]): return ask(request, client, at: now)
        case ("GET", let parts) where parts.count == 2 && parts[0] == "usage-queries":
            return tell(parts[1], request, client, at: now)
        case ("POST", ["exports"]):
            if let tooFast = tooFast(.insightsExports, client, at: now) { return tooFast }
            return ask(request, client, at: now)
        case ("GET", let parts) where parts.count == 2 && parts[0] == "exports":
            return export(parts[1], client, at: now)
        default: return .notFound
        }
    }

    private func facts(of team: Scenario.Team, at now: Instant) -> UsageFacts {
        let facts = scenario.rows(of: team.name).compactMap { row -> UsageFacts.Fact? in
            guard let tokens = row.tokens(at: now), row.day <= now.utcDay else { return nil }
            let name = scenario.apps.first { $0.id == row.app }?.name ?? "Unknown App \(row.app)"
            return UsageFacts.Fact(
                values: [
                    "productName": .text(name), "usageDate": .text("\(row.day)"), "featureId": .text(row.feature),
                    "source": .text("flex"), "teamName": .text(team.name), "contextId": .text(team.name),
                    "userId": .text("*****"), "hashedUserId": .text("fake-hash"),
                ], tokens: tokens)
        }
        return UsageFacts(
            facts: facts,
            fields: [
                "productName", "usageDate", "featureId", "source", "teamName", "contextId", "userId", "hashedUserId",
            ],
            metrics: [
                "tokens": { .floating($0.reduce(.zero) { $0 + $1.tokens }) },
                "totalTokens": { .floating($0.reduce(.zero) { $0 + $1.tokens }) },
            ])
    }

    private mutating func ask(
        _ request: SimulatedRequest, _ client: String, at now: Instant
    ) -> SimulatedResponse {
        guard let question = Question(request) else {
            return .failure(400, "INSIGHTS-400", "fields and metrics are expected")
        }
        let context = question.document["contextId"]?.text
        guard let team = scenario.teams.first(where: { $0.name == context }) else {
            return .failure(403, "INSIGHTS-403", "No access to this contextId")
        }
        // `tokens` is named among the fields, but it is summed.
        let fields = question.fields.filter { $0 != "tokens" }
        let metrics = question.metrics + question.fields.filter { $0 == "tokens" && !question.metrics.contains($0) }
        do {
            let table = try facts(of: team, at: now).table(fields, metrics, where: question.condition)
            let id = chance.token("query")
            queries[id] = RunningQuery(owner: client, subject: "insights", asked: now, table: table)
            return SimulatedResponse(
                200,
                .object([("id", .string(id)), ("status", "SUBMITTED"), ("startTime", .integer(now.seconds))]))
        } catch {
            return .failure(400, "INSIGHTS-400", error.words)
        }
    }

    private func query(_ id: String, _ client: String) -> RunningQuery? {
        queries[id].flatMap { $0.owner == client && $0.subject == "insights" ? $0 : nil }
    }

    private func tell(
        _ id: String, _ request: SimulatedRequest, _ client: String, at now: Instant
    ) -> SimulatedResponse {
        guard let query = query(id, client) else { return .notFound }
        let head: [(String, JSON)] = [("id", .string(id)), ("startTime", .integer(query.asked.seconds))]
        switch query.phase(at: now, takes: scenario.queryTakes) {
        case .waiting: return SimulatedResponse(200, .object(head + [("status", "SUBMITTED")]))
        case .running: return SimulatedResponse(200, .object(head + [("status", "RUNNING")]))
        case .expired: return SimulatedResponse(200, .object(head + [("status", "EXPIRED")]))
        case .done where scenario.queryEnds != .done:
            return SimulatedResponse(200, .object(head + [("status", "ERROR")]))
        case .done:
            let (offset, limit) = window(request)
            let pagination = JSON.object([
                ("totalResults", .integer(Int64(query.table.rows.count))), ("offset", .integer(Int64(offset))),
                ("limit", .integer(Int64(limit))),
            ])
            return SimulatedResponse(
                200,
                .object(
                    head + [
                        ("status", "COMPLETED"), ("pagination", pagination), ("columns", query.table.columnNames),
                        ("rows", query.table.page(offset: offset, limit: limit)),
                    ]))
        }
    }

    private func export(_ id: String, _ client: String, at now: Instant) -> SimulatedResponse {
        guard let query = query(id, client) else { return .notFound }
        let isDone = query.phase(at: now, takes: scenario.queryTakes) == .done
        let downloads: [JSON] =
            isDone
            ? [.object([("type", "CSV"), ("downloadURL", .string("\(baseURL)/simulator/downloads/\(id)"))])] : []
        return SimulatedResponse(
            200,
            .object([
                ("id", .string(id)), ("status", isDone ? "COMPLETED" : "RUNNING"), ("downloads", .array(downloads)),
            ]))
    }
}
