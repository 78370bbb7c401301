import VermilionDomain

/// A year of a team, for a simulated Autodesk and for the daemon that watches it.
enum LiveStory {
    static let opening = """
        A simulated Autodesk runs on this machine: login, usage by day and app, days that are told late or otherwise,
        servers that fail. The daemon polls it twice a day for a year, which passes in seconds. What it sends:

        """

    /// When somebody enters the packs that were bought, and how the scenario calls them.
    static let purchases: [(day: String, lot: String)] = [
        ("2026-01-05", "Acme Design,FLEX-2025-06,130,2025-06-15\n"),
        ("2026-08-20", "Acme Design,FLEX-2026-08,150,2026-08-20\n"),
        ("2026-11-25", "Acme Design,FLEX-2026-11,60,2026-11-25\n"),
    ]

    static let lotsHeader = "team,id,tokens,start\n"

    static func configuration(url: String) -> String {
        """
        state: state
        poll: { window: 60d, stale-after: 30h }
        accounts:
          portal:
            endpoint: \(url)
            client-id: fake-client
            client-secret: { file: secret }
            grant: client-credentials
        teams:
          - name: Acme Design
            sources: [{ applications: { account: portal, hub: hub-acme } }]
            lots: [{ csv: lots.csv }]
        channels:
          box: { maildir: mail }
        """
    }

    static let secret = "fake-secret\n"

    static let scenario = """
        seed: 2026
        clock: { start: 2026-01-05 }
        accounts:
          - { client-id: fake-client, secret: fake-secret, two-legged: true }
        teams:
          - name: acme
            packs:
              - { id: FLEX-2025-06, tokens: 130, start: 2025-06-15, expires: 2026-06-15 }
              - { id: FLEX-2026-08, tokens: 150, start: 2026-08-20, expires: 2027-08-20 }
              - { id: FLEX-2026-11, tokens: 60, start: 2026-11-25, expires: 2027-11-25 }
        hubs: [{ id: hub-acme, team: acme }]
        apps:
          - { id: app-viewer, name: Viewer 2-legged Basic Process, hub: hub-acme }
          - { id: app-batch, name: Nightly Batch, hub: hub-acme }
        generated:
          - { apps: [app-viewer], feature: Model Derivative complex job, from: 2026-01-01, until: 2026-12-31, tokens: 1,
              weekend: 0.1, spread: 40%, late: 1d, changed: 4%, vanishing: 1% }
          - { apps: [app-batch], feature: Automation, from: 2026-04-01, until: 2026-12-31, tokens: 0.3, weekend: 0.3,
              spread: 20% }
        faults:
          - { path: "/applications/*", kind: too-many-requests, retry-after: 25, chance: 3% }
          - { path: "/applications/*", kind: server-error, status: 503, chance: 3%, until: 2026-12-20 }
          - { path: "/applications/*", kind: garbage, chance: 1%, until: 2026-12-20 }
          - { path: "/applications/*", kind: server-error, status: 500, from: 2026-10-02, until: 2026-10-05 }
          - { path: "/authentication/v2/token", kind: unauthorized, from: 2026-03-10, until: 2026-03-11 }
        """
}
