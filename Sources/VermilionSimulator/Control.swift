import VermilionDomain
import VermilionFormats
import VermilionSettings

/// What was asked, for tests that want to know.
struct RequestLog: Sendable {
    private(set) var entries: [JSON] = []
    private(set) var total = 0
    private static let most = 10_000

    mutating func note(_ request: SimulatedRequest, _ response: SimulatedResponse, at now: Instant) {
        total += 1
        if entries.count == Self.most { entries.removeFirst(Self.most / 2) }
        let form = FormEncoding.fields(String(decoding: request.body, as: UTF8.self))
        let query = FormEncoding.encoded(request.query.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        entries.append(
            .object([
                ("at", .string("\(now)")), ("method", .string(request.method)),
                ("path", .string(request.path)), ("query", .string(query)),
                ("grant", request.path.hasSuffix("/token") ? form["grant_type"].map(JSON.string) ?? .null : .null),
                ("status", .integer(Int64(response.status))),
            ]))
    }
}

/// `/simulator`: what Autodesk does not have. Needs no login, and no fault touches it.
extension SimulatedAutodesk {
    mutating func control(_ parts: [String], _ request: SimulatedRequest, at instant: Instant) -> SimulatedResponse {
        switch (request.method, parts) {
        case ("GET", ["books"]): return SimulatedResponse(200, books(at: instant + ahead))
        case ("GET", ["log"]): return SimulatedResponse(200, requests)
        case ("GET", ["clock"]): return clock(at: instant)
        case ("POST", ["clock"]): return putForward(request, at: instant)
        case ("GET", let parts) where parts.count == 2 && parts[0] == "downloads":
            return download(parts[1], at: instant + ahead)
        default: return .notFound
        }
    }

    private func clock(at instant: Instant) -> SimulatedResponse {
        SimulatedResponse(200, .object([("now", .string("\(instant + ahead)"))]))
    }

    /// `advance=1d` or `to=2026-01-01T00:00:00Z`, in a form or in the query.
    private mutating func putForward(_ request: SimulatedRequest, at instant: Instant) -> SimulatedResponse {
        let form = FormEncoding.fields(String(decoding: request.body, as: UTF8.self))
            .merging(request.query) { inBody, _ in inBody }
        let step = form["advance"].flatMap { Duration(setting: $0) }
        if let step, step <= .days(36_500), instant + ahead + step <= .distantFuture {
            ahead += step
        } else if let to = form["to"].flatMap({ CivilMoment($0) })?.instant(in: .utc), to >= instant + ahead {
            ahead = to - instant
        } else {
            return .refused(
                400, "invalid_request",
                "advance=1d, or to= with a moment that is not past, is expected; time ends with the year 9999.")
        }
        return clock(at: instant)
    }

    private func books(at now: Instant) -> JSON {
        let teams = scenario.teams.map { team in
            let lots = team.packs.map {
                JSON.object([
                    ("id", .string($0.id.text)), ("tokens", .string("\($0.tokens)")),
                    ("start", .string("\($0.start)")), ("expires", .string("\($0.expires)")),
                ])
            }
            let rows = scenario.rows(of: team.name).map { row in
                JSON.object([
                    ("day", .string("\(row.day)")), ("app", .string(row.app)), ("api", .string(row.feature)),
                    ("tokens", row.tokens(at: now).map { .string("\($0)") } ?? .null),
                    ("finally", row.finalTokens.map { .string("\($0)") } ?? .null),
                ])
            }
            var ledger = JSON.null
            if let books = try? scenario.ledger(of: team, asOf: now, known: now) {
                let statement = Statement(of: books, team: TeamName(team.name))
                let charged = statement.used - statement.settled - statement.uncharged
                ledger = .object(
                    [
                        ("used", statement.used), ("charged", charged), ("settled", statement.settled),
                        ("uncharged", statement.uncharged), ("available", statement.available),
                        ("lapsed", statement.lapsed), ("balance", statement.balance),
                    ].map { ($0.0, .string("\($0.1)")) })
            }
            return JSON.object([
                ("team", .string(team.name)), ("regime", .string(team.regime.rawValue)), ("ledger", ledger),
                ("lots", .array(lots)), ("rows", .array(rows)),
            ])
        }
        return .object([("now", .string("\(now)")), ("teams", .array(teams))])
    }

    private var requests: JSON {
        .object([
            ("total", .integer(Int64(log.total))), ("requests", .array(log.entries)),
            (
                "refreshTokensUsedTwice",
                .array(login.usedTwice.map { .object([("token", .string($0.token)), ("at", .string("\($0.at)"))]) })
            ),
            (
                "authorizationCodes",
                .array(
                    login.issuedCodes.map {
                        .object([
                            ("code", .string($0.code)), ("client", .string($0.client)), ("at", .string("\($0.at)")),
                            ("used", .bool(login.codes[$0.code]?.isUsed == true)),
                        ])
                    })
            ),
        ])
    }

    /// An export as CSV; anybody can fetch it for five minutes after it is done.
    private func download(_ id: String, at now: Instant) -> SimulatedResponse {
        guard let query = queries[id], query.phase(at: now, takes: scenario.queryTakes) == .done,
            now < query.asked + scenario.queryTakes + .minutes(5)
        else { return .notFound }
        let lines = [query.table.columns] + query.table.rows.map { $0.map { $0.text ?? "" } }
        let text = lines.map { $0.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",") }
            .joined(separator: "\r\n")
        return SimulatedResponse(status: 200, headers: ["content-type": "text/csv"], body: text + "\r\n")
    }
}
