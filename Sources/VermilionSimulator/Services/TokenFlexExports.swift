import VermilionDomain
import VermilionFormats

/// Exports of Token Flex usage: a file that is made, and fetched without a login.
extension SimulatedAutodesk {
    /// As many may be under way at once.
    private static let most = 50

    mutating func askForExport(
        _ contract: Scenario.Contract, _ request: SimulatedRequest, _ client: String, at now: Instant
    ) -> SimulatedResponse {
        guard let question = Question(request) else {
            return .flexFailure(400, "BadRequestError", "fields and metrics are expected")
        }
        let outstanding = queries.values.count {
            $0.owner == client && $0.subject == Self.subject(contract)
                && now < $0.asked + scenario.queryTakes
        }
        guard outstanding < Self.most else { return .tooMany(.seconds(60), at: now) }
        do {
            let table = try facts(contract, at: now).table(
                question.fields, question.metrics, where: question.condition)
            // With characters that have to be escaped in a path.
            let key = "\(contract.number)#\(now)#\(chance.token("export"))"
            queries[key] = RunningQuery(
                owner: client, subject: Self.subject(contract), asked: now, table: table)
            return tellOfExport(contract, key, client, at: now)
        } catch {
            return .flexFailure(400, "BadRequestError", error.words)
        }
    }

    func tellOfExport(
        _ contract: Scenario.Contract, _ key: String, _ client: String, at now: Instant
    ) -> SimulatedResponse {
        guard let query = queries[key], query.owner == client, query.subject == Self.subject(contract) else {
            return .flexFailure(404, "NotFoundError", "No such request")
        }
        // One of the timestamps has no offset.
        let head: [(String, JSON)] = [
            ("requestKey", .string(key)),
            ("requestedDate", .string(String("\(Instant(seconds: query.asked.seconds))".dropLast()) + ".123456")),
        ]
        guard query.phase(at: now, takes: scenario.queryTakes) == .done else {
            return SimulatedResponse(200, .object(head + [("requestStatus", "Requested")]))
        }
        guard scenario.queryEnds == .done else {
            return SimulatedResponse(200, .object(head + [("requestStatus", "Error")]))
        }
        let url = "\(baseURL)/simulator/downloads/\(key.percentEncoded)"
        return SimulatedResponse(
            200, .object(head + [("requestStatus", "Download"), ("downloadUrl", .string(url))]))
    }

    private static func subject(_ contract: Scenario.Contract) -> String { "export of \(contract.number)" }
}
