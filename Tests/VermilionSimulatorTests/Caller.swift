import Foundation
import Testing
import VermilionDomain
import VermilionFormats
import VermilionSimulator

/// A client of the simulated Autodesk that has a clock in its hand.
struct Caller {
    var autodesk: SimulatedAutodesk
    var now = Instant(seconds: 1_767_225_600)  // 2026-01-01
    var token = ""

    static let base = "http://127.0.0.1:1"

    init(_ yaml: String) throws {
        let file = ScenarioFile(Array(yaml.utf8), file: "scenario.yaml", launched: now)
        try #require(file.diagnostics.isEmpty, "\(file.diagnostics)")
        autodesk = SimulatedAutodesk(file.scenario, baseURL: Self.base)
    }

    mutating func send(_ request: SimulatedRequest) -> SimulatedResponse { autodesk.answer(request, at: now) }

    mutating func get(
        _ path: String, _ query: [String: String] = [:], _ headers: [String: String] = [:]
    ) -> SimulatedResponse {
        send(
            SimulatedRequest(
                "GET", path, query: query,
                headers: headers.merging(["authorization": "Bearer \(token)"]) { given, _ in given }))
    }

    mutating func post(_ path: String, _ json: String) -> SimulatedResponse {
        send(
            SimulatedRequest("POST", path, headers: ["authorization": "Bearer \(token)"], body: Array(json.utf8)))
    }

    mutating func form(
        _ fields: [(name: String, value: String)], basic: String? = "fake-client:fake-secret"
    ) -> SimulatedResponse {
        let headers = basic.map { ["authorization": "Basic " + Data($0.utf8).base64EncodedString()] } ?? [:]
        return send(SimulatedRequest("POST", "/authentication/v2/token", headers: headers, form: fields))
    }

    /// Two-legged, with all scopes unless others are given.
    mutating func login(_ scope: String = "application:client:read data:read data:write") throws {
        let answer = form([("grant_type", "client_credentials"), ("scope", scope)])
        token = try #require(answer.text("access_token"), "\(answer)")
    }
}

extension SimulatedResponse {
    func value(_ pointer: String) -> JSON? {
        let document = try? JSON.read(Array(body.utf8), file: "", depth: 16, size: 1_000_000)
        return document.flatMap { JSONPointer("/" + pointer)?.value(in: $0) }
    }

    func text(_ pointer: String) -> String? {
        switch value(pointer) {
        case .string(let text), .number(let text): text
        case .bool(let value): "\(value)"
        default: nil
        }
    }

    func count(_ pointer: String) -> Int? {
        guard case .array(let elements)? = value(pointer) else { return nil }
        return elements.count
    }
}

enum Scenarios {
    static let account = """
        accounts:
          - {client-id: fake-client, secret: fake-secret, access-token: fake-pat, two-legged: true,
             redirects: ["http://127.0.0.1:9/callback"]}
          - {client-id: fake-public, redirects: ["http://127.0.0.1:9/callback"]}

        """
    static let usage =
        account + """
            page-size: 1
            teams:
              - name: acme
                packs: [{id: old, tokens: 10, start: 2024-12-01, expires: 2025-12-01}, {id: new, tokens: 100, start: 2026-01-02}]
            hubs: [{id: h, team: acme}]
            apps: [{id: a, name: Alpha, hub: h}, {id: b, hub: h}, {id: c, name: Gamma, hub: h}]
            usage:
              - {app: a, feature: f, day: 2025-11-30, tokens: 1}
              - {app: a, feature: f, day: 2025-12-06, tokens: 46}
              - {app: b, feature: f, day: 2025-12-07, tokens: 46}
              - {app: a, feature: g, day: 2025-12-31, tokens: 2}
              - {app: a, feature: f, day: 2026-01-01, tokens: 1.5}

            """
    static let contract =
        account + """
            contracts:
              - number: "110"
                years: [{number: 1, start: 2025-06-01, end: 2026-05-31, tokens: 50}]
                usage:
                  - {day: 2025-12-20, product: Automation, tokens: 46}
                  - {day: 2025-12-20, product: Automation, user: other@example.com, tokens: 5.5}
                  - {day: 2025-12-21, product: AutoCAD, code: ACD, category: desktop, tokens: 7}

            """
}
