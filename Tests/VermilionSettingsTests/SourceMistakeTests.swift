import Testing
import VermilionDomain
import VermilionFormats
import VermilionSettings

@Suite struct `A mistake in what asks for usage` {
    struct Wrong: Sendable, CustomTestStringConvertible {
        let sample: Sample
        let words: String
        var testDescription: String { words }

        init(_ sample: Sample, says words: String) { (self.sample, self.words) = (sample, words) }
    }

    static let all = accounts + sources + rates + routes

    @Test(arguments: all)
    func `is told once, at its place`(_ wrong: Wrong) {
        let errors = wrong.sample.errors
        #expect(errors.map(\.place) == wrong.sample.marks, "\(errors.map(\.annotated).joined(separator: "\n"))")
        #expect(errors.contains { $0.description.contains(wrong.words) }, "\(errors)")
    }

    private static func account(_ marked: String) -> Sample { .top("accounts:\n  acme: \(marked)") }

    private static func source(_ marked: String) -> Sample {
        Sample(
            """
            accounts: { acme: { client-id: abc, client-secret: { env: S }, grant: client-credentials } }
            teams: [{ name: A, sources: [\(marked)] }]
            channels: { j: { log: {} } }
            """)
    }

    static let accounts: [Wrong] = [
        Wrong(account("▸{ client-id: a }"), says: "`acme` lacks `grant`"),
        Wrong(account("▸{ grant: client-credentials, client-secret: { env: S } }"), says: "lacks `client-id`"),
        Wrong(
            account("{ client-id: ▸'a b', grant: user, redirect: 'http://localhost:1/' }"),
            says: "cannot be a client id"),
        Wrong(account("▸{ client-id: a, grant: client-credentials }"), says: "lacks `client-secret`"),
        Wrong(account("{ client-id: a, grant: ▸client-credential }"), says: "did you mean `client-credentials`?"),
        Wrong(
            account("{ client-id: a, grant: client-credentials, client-secret: ▸hunter2 }"),
            says: "does not belong into the configuration"),
        Wrong(
            account(
                "{ client-id: a, grant: client-credentials, client-secret: { env: S }, ▸redirect: 'http://localhost:1/' }"
            ),
            says: "`redirect` belongs to `grant: user`"),
        Wrong(account("▸{ client-id: a, grant: user }"), says: "lacks `redirect`"),
        Wrong(
            account("{ client-id: a, grant: user, redirect: ▸'https://localhost:1/' }"), says: "must begin with http://"
        ),
        Wrong(
            account("{ client-id: a, grant: user, redirect: ▸'http://example.com:1/' }"),
            says: "must come back to this machine"),
        Wrong(account("{ client-id: a, grant: user, redirect: ▸'http://localhost/' }"), says: "needs a port"),
        Wrong(
            account("{ client-id: a, grant: user, redirect: ▸'http://localhost:1/?a=b' }"), says: "a query behind it"),
        Wrong(
            account("▸{ client-id: a, grant: service-account, client-secret: { env: S } }"),
            says: "lacks `service-account`"),
        Wrong(
            account(
                "{ client-id: a, grant: service-account, client-secret: { env: S }, service-account: ▸{ id: S1, key-id: K } }"
            ),
            says: "lacks `private-key`"),
        Wrong(
            account(
                "{ endpoint: ▸'http://example.com', client-id: a, grant: client-credentials, client-secret: { env: S } }"
            ),
            says: "plain http to another machine"),
        Wrong(
            account(
                "{ endpoint: ▸'https://example.com/?x', client-id: a, grant: client-credentials, client-secret: { env: S } }"
            ),
            says: "a query behind it"),
        Wrong(
            account("{ client-id: a, grant: client-credentials, client-secret: { env: S }, proxy: ▸'http://proxy' }"),
            says: "needs its port"),
        Wrong(
            account(
                "{ client-id: a, grant: client-credentials, client-secret: { env: S }, client-certificate: ▸/c.pem }"),
            says: "needs its `client-key`"),
        Wrong(
            .top("accounts:\n  ▸'..': { client-id: a, grant: client-credentials, client-secret: { env: S } }"),
            says: "cannot be the name of an account"),
        Wrong(.top("accounts: ▸[]"), says: "`accounts` needs a mapping"),
    ]

    static let routes: [Wrong] = [
        Wrong(.team("notify: [▸j2]"), says: "unknown channel"),
        Wrong(.team("notify: [{ channel: j, severity: ▸fatal }]"), says: "cannot be"),
        Wrong(.team("notify: [{ channel: j, kinds: [▸unchraged] }]"), says: "did you mean `uncharged`?"),
        Wrong(.team("notify: [{ channel: j, quiet: ▸{} }]"), says: "needs `hours` or `days`"),
        Wrong(.team("notify: [{ channel: j, digest: ▸5h }]"), says: "a digest cannot come every 5h"),
        Wrong(.team("notify: [{ channel: j, digest: ▸90m }]"), says: "a digest cannot come every 1h"),
        Wrong(.team("notify: [{ channel: j, digest: ▸2d }]"), says: "1h, 2h, 3h, 4h, 6h, 8h, 12h, 1d or 7d"),
        Wrong(.team("notify: [{ channel: j, digest: { every: 4h, at: ▸'08:00' } }]"), says: "`at` has no use"),
        Wrong(
            .team("notify: [{ channel: j, digest: { every: 1d, on: ▸mon } }]"), says: "`on` is for a digest every 7d"),
        Wrong(.team("notify: [{ channel: j, digest: { every: 7d, on: ▸monday } }]"), says: "is no day of the week"),
        Wrong(.team("notify: [{ channel: j, digest: { every: 1d, at: ▸8 } }]"), says: "write \"08:00\""),
        Wrong(.top("unproven-after: ▸1h"), says: "`unproven-after` must be at least 1d"),
        Wrong(.team("notify: [{ channel: j, quiet: { hours: ▸22-07 } }]"), says: "are no hours"),
        Wrong(.team("notify: [{ channel: j, quiet: { hours: ▸'24:01-07:00' } }]"), says: "are no hours"),
        Wrong(.team("notify: [{ channel: j, quiet: { days: [sat, ▸someday] } }]"), says: "is not a date"),
        Wrong(.team("notify: [{ channel: j, after: ▸5s }]"), says: "at least 1m"),
        Wrong(.team("notify: [▸{ severity: critical }]"), says: "lacks `channel`"),
        Wrong(.team("notify: [{ channel: j }, ▸j]"), says: "given twice"),
    ]

    private static func rate(_ marked: String) -> Sample { .top("rates: [\(marked)]") }

    static let rates: [Wrong] = [
        Wrong(rate("▸{ api: A, tokens: 2, per: hour }"), says: "lacks `from`"),
        Wrong(rate("{ api: A, tokens: 2, per: ▸day, from: 2026-01-01 }"), says: "nothing that has a rate"),
        Wrong(rate("{ api: A, tokens: 2, per: ▸0 photos, from: 2026-01-01 }"), says: "nothing that has a rate"),
        Wrong(rate("{ api: A, tokens: ▸0, per: job, from: 2026-01-01 }"), says: "must be more than 0"),
        Wrong(
            rate("{ api: A, tokens: 2, per: job, from: 2026-01-01, until: ▸2026-01-01 }"),
            says: "`until` is not after `from`"),
        Wrong(
            rate(
                "{ api: A, tokens: 2, per: hour, from: 2026-01-01 }, ▸{ api: A, tokens: 3, per: hours, from: 2026-01-01 }"
            ),
            says: "has two rates from 2026-01-01"),
    ]

    static let sources: [Wrong] = [
        Wrong(source("{ ▸token_flex: {} }"), says: "did you mean `token-flex`?"),
        Wrong(
            source("{ token-flex: { account: ▸acne, contract: 1 } }"),
            says: "unknown account `acne` (did you mean `acme`?)"),
        Wrong(source("{ token-flex: ▸{ account: acme } }"), says: "lacks `contract`"),
        Wrong(
            source("{ token-flex: { account: acme, contract: ▸'1 2' } }"), says: "cannot be the number of a contract"),
        Wrong(source("{ insights: ▸{ account: acme } }"), says: "lacks `context`"),
        Wrong(source("{ applications: ▸{ account: acme } }"), says: "needs `hub` or `clients`"),
        Wrong(
            source("{ applications: { account: acme, hub: b.1, ▸clients: [a] } }"),
            says: "`clients` and `hub` exclude each other"),
        Wrong(source("{ applications: { account: acme, clients: ▸[] } }"), says: "at least one client id"),
        Wrong(source("{ applications: { account: acme, clients: [a, ▸a] } }"), says: "the client `a` is given twice"),
        Wrong(
            source("{ applications: { account: acme, hub: b.1, map: { rows: ▸results } } }"),
            says: "is not a JSON Pointer (did you mean `/results`?)"),
        Wrong(
            source("{ applications: { account: acme, hub: b.1, map: { rows: ▸/a~2 } } }"), says: "write ~0 for ~ and ~1"
        ),
        Wrong(
            source("{ applications: { account: acme, hub: b.1, map: { ▸token: /a } } }"), says: "did you mean `tokens`?"
        ),
        Wrong(source("{ http: ▸{ map: {} } }"), says: "lacks `url`"),
        Wrong(source("{ http: { url: ▸'http://example.com/u' } }"), says: "plain http to another machine"),
        Wrong(source("{ http: { url: ▸'ftp://example.com/u', allow-http: true } }"), says: "must begin with"),
        Wrong(
            source("{ http: { url: 'https://example.com/u', headers: { ▸'X: Y': { env: T } } } }"),
            says: "cannot be the name of a header"),
        Wrong(
            source("{ http: { url: 'https://example.com/u', headers: { Authorization: ▸Bearer abc } } }"),
            says: "does not belong into the configuration"),
        Wrong(source("{ exec: ▸/bin/usage }"), says: "`exec` needs a list of a program and its arguments"),
        Wrong(source("{ exec: ▸[] }"), says: "`exec` needs a program"),
        Wrong(
            source("{ token-flex: { account: acme, contract: 1 } }, { token-flex: ▸{ account: acme, contract: 1 } }"),
            says: "this team has `acme contract 1` twice"),
        Wrong(
            source("{ http: { url: 'https://e.com/u?a' } }, { http: { url: ▸'https://e.com/u?b' } }"),
            says: "this team has `https://e.com/u` twice"),
    ]

    @Test func `never shows a secret that stands where it should not`() {
        let text = "accounts: { a: { client-id: x, client-secret: hunter2, grant: client-credentials } }"
        for problem in Sample.top(text).problems() { #expect(!problem.annotated.contains("hunter2")) }
    }
}

@Suite struct `Accounts and sources` {
    @Test func `hold what the file says`() throws {
        let settings = try Sample(
            """
            accounts:
              machine:
                endpoint: http://127.0.0.1:8080/autodesk/
                client-id: abc
                client-secret: { file: /s }
                grant: client-credentials
                personal-access-token: { env: PAT }
                proxy: http://proxy.example:3128/
                ca-file: ca.pem
                client-certificate: c.pem
                client-key: /k.pem
              signer:
                client-id: abc
                client-secret: { env: S }
                grant: service-account
                service-account: { id: S123, key-id: K1, private-key: { credential: key } }
              person: { client-id: abc, grant: user, redirect: "http://localhost:8419/callback" }
            teams:
              - name: A
                sources:
                  - applications: { account: signer, hub: b.1234, map: { rows: /data, tokens: /used/tokens, day: "" } }
                  - applications: { account: person, clients: [b, a] }
                  - token-flex: { account: person, contract: "110000917988" }
                  - insights: { account: machine, context: 4865648 }
                  - http: { url: "https://intranet.example/usage.json?key=1", headers: { X-Key: { env: K } } }
                  - http: { url: { file: /u } }
                  - exec: [bin/usage, --since, "2025-01-01", "a b"]
            channels: { j: { log: {} } }
            """
        ).settings()
        #expect(settings.accounts.map(\.name) == ["machine", "signer", "person"])
        let (machine, person) = (settings.accounts[0], settings.accounts[2])
        #expect(machine.endpoint == "http://127.0.0.1:8080/autodesk")
        #expect(machine.connection.proxy == "http://proxy.example:3128")
        #expect(machine.connection.caFile == "/srv/vermilion/ca.pem")
        #expect(machine.connection.identity?.certificate == "/srv/vermilion/c.pem")
        #expect(machine.connection.identity?.key == "/k.pem")
        #expect(machine.personalAccessToken != nil)
        #expect(person.endpoint == "https://developer.api.autodesk.com")
        guard case .serviceAccount(let service, _) = settings.accounts[1].grant,
            case .user(let redirect, nil) = person.grant, case .clientCredentials = machine.grant
        else {
            Issue.record("other grants")
            return
        }
        #expect((service.id, service.keyID) == ("S123", "K1"))
        #expect((redirect.port, redirect.path) == (8_419, "/callback"))
        let sources = settings.teams[0].sources
        #expect(
            Array(sources.prefix(4)) == [
                .applications("signer", .hub("b.1234"), [.rows: "/data", .tokens: "/used/tokens", .day: ""]),
                .applications("person", .clients(["b", "a"]), [:]),
                .tokenFlex("person", contract: "110000917988"), .insights("machine", context: "4865648"),
            ])
        guard case .http(let open) = sources[4], case .http(let kept) = sources[5] else {
            Issue.record("not http")
            return
        }
        #expect(open.shown == "https://intranet.example/usage.json" && open.headers.map(\.name) == ["X-Key"])
        #expect(try open.url.resolveURL(environment: [:]) == "https://intranet.example/usage.json?key=1")
        #expect(kept.shown == "the address in /u")
        guard case .exec(let exec) = sources[6] else {
            Issue.record("not exec")
            return
        }
        #expect(exec.program == "/srv/vermilion/bin/usage" && exec.arguments == ["--since", "2025-01-01", "a b"])
        #expect(settings.warnings.isEmpty)
    }
}

@Suite struct `Rates` {
    @Test func `are read with what they are for`() throws {
        let settings = try Settings.parse(
            Array(
                """
                rates:
                  - { api: Automation, tokens: 2, per: hour, from: 2025-12-08 }
                  - { api: photo, tokens: 0.5, per: 50 photos, from: 2026-01-01, until: 2027-01-01 }
                teams: [{ name: A, sources: [{ csv: a.csv }] }]
                channels: { j: { log: {} } }
                """.utf8), file: "v.yaml", folder: "/")
        let days = try ["2025-12-08", "2026-01-01", "2027-01-01"].map { try #require(CivilMoment($0)).day }
        #expect(
            settings.rates == [
                Rate(api: "Automation", measure: .hours, tokens: Tokens(2), from: days[0]),
                Rate(
                    api: "photo", measure: .photos, tokens: Tokens(micro: 500_000), per: 50, from: days[1],
                    until: days[2]),
            ])
    }
}
