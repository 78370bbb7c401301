import Testing
import VermilionDomain
import VermilionTestSupport

@Suite struct `The daemon against a simulated Autodesk` {
    /// Sixty days in which usage is told late, told otherwise and taken back, and the servers are unwell now and then.
    private static func scenario(seed: UInt64, faults: String) -> String {
        """
        seed: \(seed)
        clock: { start: 2026-01-01 }
        query-takes: 5s
        page-size: 2
        accounts:
          - { client-id: fake-client, secret: fake-secret, access-token: fake-access-token, two-legged: true,
              redirects: ["http://localhost:8419/callback"] }
        teams:
          - name: acme
            packs:
              - { id: old, tokens: 60, start: 2025-02-01, expires: 2026-02-01 }
              - { id: new, tokens: 100, start: 2026-02-20, expires: 2027-02-20 }
        hubs: [{ id: hub-acme, team: acme }]
        apps:
          - { id: app-1, name: One, hub: hub-acme }
          - { id: app-2, hub: hub-acme }
          - { id: app-3, name: Three, hub: hub-acme }
        generated:
          - { apps: [app-1, app-2], feature: automation, from: 2026-01-01, until: 2026-03-01, tokens: 1.25, weekend: 0.1,
              spread: 40%, late: 2d, changed: 20%, vanishing: 10% }
          - { apps: [app-3], feature: model-derivative-complex, from: 2026-01-10, until: 2026-02-20, tokens: 0.5,
              weekend: 0.1, late: 1d, changed: 10% }
        contracts:
          - number: "110000000001"
            name: Acme Enterprise
            years:
              - { number: 1, start: 2025-02-01, end: 2026-01-31, tokens: 100 }
              - { number: 2, start: 2026-02-01, end: 2027-01-31, tokens: 50 }
            usage:
              - { day: 2025-03-03, product: AutoCAD, code: ACD, category: desktop, tokens: 30 }
              - { day: 2026-01-20, product: Automation, code: DAS, category: cloud-service, tokens: 46.5, late: 1d }
              - { day: 2026-02-10, product: AutoCAD, code: ACD, category: desktop, tokens: 7,
                  changes: [{ at: 2026-02-14, tokens: 9 }] }
              - { day: 2026-02-11, product: Revit, code: RVT, category: desktop, tokens: 5,
                  changes: [{ at: 2026-02-20, gone: true }] }
              - { day: 2026-02-12, product: Revit, code: RVT, category: desktop, tokens: 50, late: 3d }
        \(faults)
        """
    }

    private static let faults = """
        faults:
          - { path: "/applications/*", kind: too-many-requests, retry-after: 25, chance: 8% }
          - { path: "/applications/*", kind: too-many-requests, retry-date: 40, chance: 3% }
          - { path: "/applications/*", kind: server-error, status: 503, chance: 8%, until: 2026-03-01 }
          - { path: "/applications/*", kind: unauthorized, chance: 5%, until: 2026-03-01 }
          - { path: "/applications/*", kind: garbage, chance: 3%, until: 2026-03-01 }
          - { path: "/applications/*", kind: empty, chance: 3%, until: 2026-03-01 }
          - { path: "/tokenflex/*", kind: server-error, status: 502, chance: 4%, until: 2026-03-01 }
          - { path: "/tokenflex/*", kind: too-many-requests, retry-after: 25, chance: 4% }
          - { path: "/tokenflex/*", kind: garbage, chance: 2%, until: 2026-03-01 }
          - { path: "/insights/*", kind: cut, after: 20, chance: 4%, until: 2026-03-01 }
          - { path: "/insights/*", kind: too-many-requests, retry-after: 25, chance: 4% }
          - { path: "/applications/*", kind: cut, after: 30, chance: 5%, until: 2026-03-01 }
          - { path: "/applications/*", kind: server-error, status: 500, from: 2026-02-03, until: 2026-02-06 }
          - { path: "/authentication/v2/token", kind: server-error, status: 503, chance: 10%, until: 2026-03-01 }
          - { path: "/authentication/v2/token", kind: cut, after: 0, chance: 2%, until: 2026-03-01 }
        """

    private static func configuration(grant: String) -> String {
        """
        state: {state}
        poll: { window: 90d }
        accounts:
          acme:
            endpoint: {url}
            client-id: fake-client
            client-secret: { env: SECRET }
            grant: \(grant)
            personal-access-token: { env: PAT }
        teams:
          - name: Acme by product
            sources: [{ insights: { account: acme, context: acme } }]
            lots:
              - { id: old, tokens: 60, start: 2025-02-01, expires: 2026-02-01 }
              - { id: new, tokens: 100, start: 2026-02-20, expires: 2027-02-20 }
          - name: Acme Enterprise
            sources: [{ token-flex: { account: acme, contract: "110000000001" } }]
          - name: Acme
            sources: [{ applications: { account: acme, hub: hub-acme } }]
            lots:
              - { id: old, tokens: 60, start: 2025-02-01, expires: 2026-02-01 }
              - { id: new, tokens: 100, start: 2026-02-20, expires: 2027-02-20 }
            alerts: { uncharged: { for: 0s } }
        channels: {}
        """
    }

    @Test(arguments: 0..<UInt64(6))
    func `ends with the books of the simulator, whatever went wrong on the way`(seed: UInt64) async throws {
        let byPerson = seed % 2 == 1
        let watched = try await WatchedWorld(
            scenario: Self.scenario(seed: seed, faults: Self.faults),
            configuration: Self.configuration(
                grant: byPerson ? "user\n    redirect: http://localhost:8419/callback" : "client-credentials"))
        if byPerson { try await watched.logIn("acme") }
        var random = SplitMix64(seed: seed)
        for _ in 0..<60 * 2 {
            try await watched.poll(after: .hours(12))
            if random.draw(0..<20) == 0 { try watched.restart() }
            if byPerson, try await watched.openIncidents.contains(where: { $0.kind == .login }) {
                // A lost answer used up the login; somebody reads the message and logs in.
                try? await watched.logIn("acme")
            }
        }
        // The servers are well again, and nothing changes any more.
        for _ in 0..<10 { try await watched.poll(after: .days(1)) }
        let truth = try await watched.truth("acme")
        #expect(truth["uncharged"] != nil && truth["used"] != "0")
        #expect(try await watched.ledger("Acme") == truth)
        #expect(try await watched.ledger("Acme by product") == truth)
        // 100 − 30 − 46.5 lapsed; of the second year 50 − 9 − 50.
        let enterprise = try await watched.ledger("Acme Enterprise")
        #expect(enterprise["used"] == "135.5" && enterprise["lapsed"] == "23.5" && enterprise["uncharged"] == "9")
        #expect(watched.readings.bad > 10 && watched.readings.good > 60, "\(watched.readings)")
        #expect(watched.closedWhileUnread == [])
        #expect(try await watched.refreshTokensUsedTwice == 0)
        #expect(try await watched.openIncidents.filter { [.stale, .login].contains($0.kind) } == [])
    }
}
