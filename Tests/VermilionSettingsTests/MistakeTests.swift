import Testing
import VermilionDomain
import VermilionSettings

@Suite struct `A mistake` {
    struct Wrong: Sendable, CustomTestStringConvertible {
        let sample: Sample
        let words: String
        var testDescription: String { words }

        init(_ sample: Sample, says words: String) { (self.sample, self.words) = (sample, words) }
    }

    @Test(arguments: unknown + quantities + teams + lots + channels + mail + addresses + secrets + traps + syntax)
    func `is told once, at its place`(_ wrong: Wrong) {
        let errors = wrong.sample.errors
        #expect(errors.map(\.place) == wrong.sample.marks, "\(errors.map(\.annotated).joined(separator: "\n"))")
        #expect(errors.contains { $0.description.contains(wrong.words) }, "\(errors)")
    }

    static let unknown: [Wrong] = [
        Wrong(.top("▸stat: here"), says: "unknown key `stat` (did you mean `state`?)"),
        Wrong(.top("poll: { ▸jiter: 10% }"), says: "did you mean `jitter`?"),
        Wrong(.top("poll: { ▸stale_after: 6h }"), says: "did you mean `stale-after`?"),
        Wrong(.top("poll: { ▸frequency: 6h }"), says: "known here: `every`, `jitter`"),
        Wrong(
            .top("listen: ▸0.0.0.0:8417"), says: "is no loopback address: nobody logs in here (write 127.0.0.1:8417,"),
        Wrong(.top("listen: ▸10.0.0.1:80"), says: "let a reverse proxy on this machine answer to others"),
        Wrong(.top("listen: ▸\"[::]:8417\""), says: "`::` is no loopback address"),
        Wrong(.top("listen: ▸example.com:8417"), says: "`example.com` is a name, and may lead to several addresses"),
        Wrong(
            .top("listen: ▸localhost:8417"),
            says: "`localhost` is a name, and may lead to several addresses (write 127.0.0.1:8417)"),
        Wrong(.top("listen: [▸::1]:8417"), says: "a text that begins with [ or { needs quotes"),
        Wrong(.top("listen: ▸127.0.0.1"), says: "`127.0.0.1` has no port"),
        Wrong(.top("listen: ▸127.0.0.1:0"), says: "a port that is not a number from 1 to 65535"),
        Wrong(.top("listen: ▸127.0.0.1:65536"), says: "a port that is not a number from 1 to 65535"),
        Wrong(.top("listen: ▸8417"), says: "`8417` is a port without its address (write 127.0.0.1:8417)"),
        Wrong(.top("listen: ▸\"::1:8417\""), says: "an IPv6 address needs brackets: [::1]"),
        Wrong(.top("listen: ▸http://127.0.0.1:8417"), says: "`http://127.0.0.1:8417` is no address to listen at"),
        Wrong(.top("listen: ▸unix:http"), says: "`http` is not the absolute path of a socket"),
        Wrong(.top("listen: ▸unix:/run/vermilion/"), says: "is not the absolute path of a socket"),
        Wrong(
            .top("listen: ▸unix:/\(String(repeating: "s", count: 107))"),
            says: "the path of a socket has at most 107 bytes, and this one 108"),
        Wrong(.team("▸lot: []"), says: "did you mean `lots`?"),
        Wrong(.team("alerts: { ▸unchraged: {} }"), says: "did you mean `uncharged`?"),
        Wrong(.team("notify: [j, ▸nightbox]"), says: "unknown channel `nightbox` (did you mean `night.box`?)"),
        Wrong(.team("notify: [▸pager]"), says: "there are: `j`, `night.box`"),
        Wrong(.team("language: ▸jp"), says: "`language` cannot be `jp` (did you mean `ja`?)"),
        Wrong(.team("regime: ▸suspended"), says: "did you mean `suspend`?"),
        Wrong(.channel("m: { ▸emial: {} }"), says: "did you mean `email`?"),
        Wrong(.channel("m: { log: {}, limit: ▸30 }"), says: "`30` is no limit (write how many messages in what time"),
        Wrong(.channel("m: { log: {}, limit: ▸0/1m }"), says: "is no limit"),
        Wrong(.channel("m: { log: {}, limit: ▸5/2d }"), says: "is no limit"),
        Wrong(.channel("m: ▸{ limit: 5/1m }"), says: "the kind of the channel is missing"),
        Wrong(.channel("m: { exec: ▸/bin/tell }"), says: "`exec` needs a list of a program and its arguments"),
        Wrong(.channel("m: { exec: ▸[] }"), says: "`exec` needs a program"),
        Wrong(.channel("m: { ▸pagerdooty: {} }"), says: "did you mean `pagerduty`?"),
        Wrong(.channel("m: { ▸google_chat: {} }"), says: "did you mean `google-chat`?"),
        Wrong(.channel("j: { log: { format: ▸jsn } }"), says: "did you mean `json`?"),
        Wrong(.top("zone: ▸Asia/Tokio"), says: "unknown time zone `Asia/Tokio` (did you mean `Asia/Tokyo`?)"),
        Wrong(.top("zone: ▸berlin"), says: "did you mean `Europe/Berlin`?"),
        Wrong(.top("zone: ▸../zoneinfo/UTC"), says: "unknown time zone"),
        Wrong(.top("zone: ▸/usr/share/zoneinfo/UTC"), says: "unknown time zone"),
        Wrong(.top("zone: ▸tzdata.zi"), says: "unknown time zone"),
        Wrong(.top("zone: ▸Europe"), says: "unknown time zone"),
        Wrong(.top("x: &p { every: 1h }\npoll: *p".replacing("x:", with: "▸x:")), says: "unknown key `x`"),
        Wrong(.top("poll: { ▸<<: { every: 1h } }"), says: "merge keys are not supported"),
    ]

    static let quantities: [Wrong] = [
        Wrong(.top("poll: { every: ▸0s }"), says: "`every` must be at least 1s"),
        Wrong(
            .top("poll: { every: ▸60 }"),
            says: "`60` is not a duration (write a whole number and a unit: 30s, 5m, 1h, 7d)"),
        Wrong(.top("poll: { every: ▸1h30m }"), says: "is not a duration"),
        Wrong(.top("poll: { every: ▸1.5h }"), says: "is not a duration"),
        Wrong(.top("poll: { every: ▸-1h }"), says: "is not a duration"),
        Wrong(.top("poll: { every: ▸1:30 }"), says: "write 90m for an hour and a half"),
        Wrong(.top("poll: { every: ▸999999999d }"), says: "`every` must be at most 36500d"),
        Wrong(.top("poll: { every: ▸9999999999999999999999s }"), says: "is not a duration"),
        Wrong(.top("poll: { every: ▸[1h] }"), says: "`every` needs a duration such as 6h, not a list"),
        Wrong(.top("poll:\n  every:▸\n  jitter: 5%"), says: "`every` has no value"),
        Wrong(.top("poll: { stale-after: ▸0s }"), says: "`stale-after` must be at least 1s"),
        Wrong(.top("poll: { window: ▸12h }"), says: "`window` must be at least 1d"),
        Wrong(.top("poll: { window: ▸36h }"), says: "`window` counts whole days"),
        Wrong(.top("poll: { deadline: ▸2h }"), says: "`deadline` must be at most 1h"),
        Wrong(.top("poll: { jitter: ▸10 }"), says: "`10` is not a percentage (write 10%)"),
        Wrong(.top("poll: { jitter: ▸101% }"), says: "`jitter` must be from 0% to 100%"),
        Wrong(.top("poll: ▸1h"), says: "`poll` needs a mapping, not a single value"),
        Wrong(.top("poll: { every: ▸!!int 5 }"), says: "the tag `tag:yaml.org,2002:int` is not supported"),
        Wrong(.team("alerts: { uncharged: { for: ▸soon } }"), says: "is not a duration"),
        Wrong(.team("alerts: { uncharged: { raise: ▸a lot } }"), says: "is not a percentage"),
        Wrong(.team("alerts: { expiry: ▸90d }"), says: "`expiry` needs a list of durations"),
        Wrong(.team("alerts: { expiry: [90d, 7d, ▸168h] }"), says: "7d is given twice"),
        Wrong(.team("alerts: { expiry: [▸0s] }"), says: "must be at least 1s"),
        Wrong(.team("alerts: { low: { below: ▸20 } }"), says: "write 20% or 20 tokens"),
        Wrong(.team("alerts: { low: { below: ▸0% } }"), says: "`below` must be from 1% to 100%"),
        Wrong(.team("alerts: { low: { below: ▸off } }"), says: "leave `below` out"),
        Wrong(
            .team("alerts: { low: { below: ▸1,000 tokens } }".replacing("1,000 tokens", with: "'1,000 tokens'")),
            says: "write it without separators"),
        Wrong(.team("alerts: { low: { runway: ▸36h } }"), says: "`runway` counts whole days"),
        Wrong(.team("alerts: { drift: { ▸tolerence: 1% } }"), says: "did you mean `tolerance`?"),
        Wrong(.team("alerts: { drift: { tolerance: ▸2 } }"), says: "write 2% or 2 tokens"),
        Wrong(.team("alerts: { drift: { tolerance: ▸0% } }"), says: "`tolerance` must be from 1% to 100%"),
        Wrong(.team("alerts: { drift: { tolerance: ▸0 tokens } }"), says: "`tolerance` must be more than 0"),
        Wrong(.team("alerts: { drift: { tolerance: ▸off } }"), says: "leave `tolerance` out"),
        Wrong(.team("alerts: { drift: ▸5 tokens }"), says: "`drift` needs a mapping"),
        Wrong(.team("alerts: { reminders: [1d, ▸2] }"), says: "`2` is not a duration"),
        Wrong(.team("alerts: { quota: ▸{} }"), says: "`quota` needs a list of caps"),
        Wrong(.team("alerts: { quota: [▸{ api: A, tokens: 10 }] }"), says: "`cap` lacks `from`"),
        Wrong(.team("alerts: { quota: [{ api: A, tokens: 10, from: ▸2025-12-08T01:00 }] }"), says: "`from` is a day"),
        Wrong(.team("alerts: { quota: [{ api: A, tokens: ▸0, from: 2025-12-08 }] }"), says: "must be more than 0"),
        Wrong(
            .team(
                "alerts: { quota: [{ api: A, tokens: 1, from: 2025-12-08 }, ▸{ api: A, tokens: 2, from: 2025-12-08 }] }"
            ),
            says: "`A` has two caps from 2025-12-08"),
    ]

    static let teams: [Wrong] = [
        Wrong(Sample("▸channels: { j: { log: {} } }"), says: "lacks `teams`"),
        Wrong(Sample("teams: ▸[]\nchannels: { j: { log: {} } }"), says: "at least one team"),
        Wrong(
            Sample("teams: ▸{ name: A }\nchannels: { j: { log: {} } }"),
            says: "`teams` needs a list of teams, not a mapping"),
        Wrong(Sample("teams: [▸{ name: A }]\nchannels: { j: { log: {} } }"), says: "`team` lacks `sources`"),
        Wrong(Sample("teams: [▸{ sources: [{ csv: a }] }]\nchannels: { j: { log: {} } }"), says: "`team` lacks `name`"),
        Wrong(Sample("teams: [{ name: A, sources: ▸[] }]\nchannels: { j: { log: {} } }"), says: "at least one source"),
        Wrong(
            Sample("teams: [{ name: ▸'', sources: [{ csv: a }] }]\nchannels: { j: { log: {} } }"),
            says: "cannot be the name of a team"),
        Wrong(
            Sample("teams: [{ name: ▸\"a\\u0007\", sources: [{ csv: a }] }]\nchannels: { j: { log: {} } }"),
            says: "cannot be the name of a team"),
        Wrong(
            Sample(
                "teams:\n  - { name: A, sources: [{ csv: a }] }\n  - { name: ▸A, sources: [{ csv: a }] }\nchannels: { j: { log: {} } }"
            ), says: "there are two teams `A` (the first is in line 2)"),
        Wrong(
            Sample("teams: [{ name: A, sources: [{ csv: a }, { csv: ▸./a }] }]\nchannels: { j: { log: {} } }"),
            says: "twice"),
        Wrong(
            Sample(
                "teams: [{ name: A, sources: [{ csv: { path: a, partial: ▸yes } }] }]\nchannels: { j: { log: {} } }"),
            says: "write true or false"),
        Wrong(
            Sample("teams: [{ name: A, sources: [{ csv: ▸{ partial: true } }] }]\nchannels: { j: { log: {} } }"),
            says: "`csv` lacks `path`"),
        Wrong(
            Sample("teams: [{ name: A, sources: [{ csv: ▸~/usage.csv }] }]\nchannels: { j: { log: {} } }"),
            says: "`~` means no folder"),
        Wrong(
            Sample("teams: [{ name: A, sources: [▸{}] }]\nchannels: { j: { log: {} } }"),
            says: "the kind of the source is missing"),
        Wrong(
            Sample("teams: [{ name: A, sources: [▸a.csv] }]\nchannels: { j: { log: {} } }"),
            says: "`source` needs a mapping"),
        Wrong(.team("notify: ▸j"), says: "`notify` needs a list of channels"),
        Wrong(.team("notify: [j, ▸j]"), says: "the channel `j` is given twice"),
    ]

    static let lots: [Wrong] = [
        Wrong(.team("lots: [{ id: L, tokens: ▸0, start: 2025-07-24 }]"), says: "`tokens` must be more than 0"),
        Wrong(.team("lots: [{ id: L, tokens: ▸-5, start: 2025-07-24 }]"), says: "is not an amount of tokens"),
        Wrong(.team("lots: [{ id: L, tokens: ▸'1,000', start: 2025-07-24 }]"), says: "write it without separators"),
        Wrong(.team("lots: [{ id: L, tokens: ▸1_000, start: 2025-07-24 }]"), says: "write it without separators"),
        Wrong(.team("lots: [{ id: L, tokens: ▸1e3, start: 2025-07-24 }]"), says: "is not an amount of tokens"),
        Wrong(.team("lots: [{ id: L, tokens: ▸0500, start: 2025-07-24 }]"), says: "is not an amount of tokens"),
        Wrong(.team("lots: [{ id: L, tokens: ▸0x10, start: 2025-07-24 }]"), says: "is not an amount of tokens"),
        Wrong(
            .team("lots: [{ id: L, tokens: ▸9999999999999999, start: 2025-07-24 }]"),
            says: "more tokens than can be counted"),
        Wrong(
            .team(
                "lots: [{ id: A, tokens: 9000000000000, start: 2025-01-01 }, { id: B, tokens: ▸9000000000000, start: 2025-01-01 }]"
            ), says: "more tokens than can be counted"),
        Wrong(.team("lots: [{ id: L, tokens: 5, start: ▸2025-02-30 }]"), says: "`2025-02-30` is not a date"),
        Wrong(.team("lots: [{ id: L, tokens: 5, start: ▸07/24/2025 }]"), says: "write it as 2025-07-24"),
        Wrong(
            .team("lots: [{ id: L, tokens: 5, start: 2025-07-24, expires: ▸2025-07-24 }]"),
            says: "expires before it starts"),
        Wrong(.team("lots: [{ id: L, tokens: 5, start: ▸9999-07-24 }]"), says: "add `expires`"),
        Wrong(.team("lots: [▸{ id: L, start: 2025-07-24 }]"), says: "`lot` lacks `tokens`"),
        Wrong(.team("lots: [▸{ tokens: 5, start: 2025-07-24 }]"), says: "`lot` lacks `id`"),
        Wrong(.team("lots: [▸{ id: L, tokens: 5 }]"), says: "`lot` lacks `start`"),
        Wrong(
            .team("lots: [{ id: L, tokens: 5, start: 2025-07-24 }, { id: ▸L, tokens: 6, start: 2025-07-24 }]"),
            says: "two lots `L` (the first is in line 4)"),
        Wrong(.team("lots: [{ csv: a.csv }, { csv: ▸./a.csv }]"), says: "twice (the first is in line 4)"),
        Wrong(.team("lots: [{ csv: ▸~/lots.csv }]"), says: "`~` means no folder"),
        Wrong(.team("lots: [{ csv: ▸[a.csv] }]"), says: "`csv` needs a path, not a list"),
        Wrong(.team("lots: [{ csv: a.csv, ▸tokens: 5 }]"), says: "`csv` stands alone (write `tokens` into the file)"),
        Wrong(.team("lots: [{ ▸cvs: a.csv }]"), says: "did you mean `csv`?"),
    ]

    static let channels: [Wrong] = [
        Wrong(.channel("▸my mail: { log: {} }"), says: "cannot be the name of a channel"),
        Wrong(.channel("▸päger: { log: {} }"), says: "cannot be the name of a channel"),
        Wrong(
            .channel("j: { log: ▸}"),
            says: "`log` has no value, it needs a mapping (write {} for a mapping with nothing in it)"),
        Wrong(.channel("j: ▸{}"), says: "the kind of the channel is missing"),
        Wrong(.channel("j: ▸{ log: {}, maildir: mail }"), says: "must be one, not `maildir` and `log`"),
        Wrong(.channel("j: { maildir: ▸{} }"), says: "`maildir` needs a path, not a mapping"),
        Wrong(.channel("j: { slack: ▸{} }"), says: "`slack` lacks `url`"),
        Wrong(.channel("j: { webhook: ▸{} }"), says: "`webhook` lacks `url`"),
        Wrong(.hook("cloudevents: ▸yes"), says: "`cloudevents` cannot be `yes`"),
        Wrong(.hook("cloudevents: ▸structred"), says: "did you mean `structured`?"),
        Wrong(.hook("headers: { ▸Webhook-Id: { env: A } }"), says: "is written by Vermilion itself"),
        Wrong(.hook("headers: { ▸content-type: { env: A } }"), says: "is written by Vermilion itself"),
        Wrong(.hook("headers: { ▸'X Key': { env: A } }"), says: "cannot be the name of a header"),
        Wrong(.hook("headers: { X-Key: { env: A }, ▸x-key: { env: B } }"), says: "the header `x-key` is given twice"),
        Wrong(
            .hook("bearer: { env: B }, headers: { ▸Authorization: { env: A } }"), says: "is written by Vermilion itself"
        ),
        Wrong(.channel("t: { teams: ▸{} }"), says: "`teams` lacks `url`"),
        Wrong(.channel("t: { discord: ▸{} }"), says: "`discord` lacks `url`"),
        Wrong(.channel("t: { google-chat: ▸{} }"), says: "`google-chat` lacks `url`"),
        Wrong(.channel("t: { mattermost: ▸{} }"), says: "`mattermost` lacks `url`"),
        Wrong(.channel("t: { line-works: ▸{} }"), says: "`line-works` lacks `url`"),
        Wrong(.channel("t: { teams: { url: { file: a }, ▸ca-file: b } }"), says: "unknown key `ca-file`"),
        Wrong(.channel("t: { telegram: ▸{ token: { env: T } } }"), says: "`telegram` lacks `chat`"),
        Wrong(.channel("t: { telegram: ▸{ chat: 1 } }"), says: "`telegram` lacks `token`"),
        Wrong(.channel("t: { telegram: { token: { env: T }, chat: ▸ops } }"), says: "a whole number"),
        Wrong(.channel("t: { telegram: { token: { env: T }, chat: ▸'@' } }"), says: "is not the number of a chat"),
        Wrong(
            .channel("t: { telegram: { token: { env: T }, chat: 1, endpoint: ▸http://example.com } }"),
            says: "use https"
        ),
        Wrong(.channel("t: { chatwork: ▸{ token: { env: T } } }"), says: "`chatwork` lacks `room`"),
        Wrong(.channel("t: { chatwork: { token: { env: T }, room: ▸rid77 } }"), says: "the digits behind #!rid"),
        Wrong(.channel("t: { ntfy: ▸{} }"), says: "`ntfy` lacks `topic`"),
        Wrong(.channel("t: { ntfy: { topic: ▸a/b } }"), says: "cannot be a topic"),
        Wrong(.channel("t: { ntfy: { topic: a, url: ▸ntfy.example.com } }"), says: "must begin with https://"),
        Wrong(.channel("t: { pagerduty: ▸{} }"), says: "`pagerduty` lacks `routing-key`"),
        Wrong(
            .channel("t: { pagerduty: { routing-key: { env: K }, endpoint: ▸https://eu.example.com/?a } }"),
            says: "a query behind it"),
        Wrong(.channel("t: { alertmanager: ▸{} }"), says: "`alertmanager` lacks `url`"),
        Wrong(.channel("t: { alertmanager: { url: ▸http://am.example.com } }"), says: "use https"),
        Wrong(
            .channel("t: { matrix: ▸{ room: '!a:example.com', token: { env: T } } }"),
            says: "`matrix` lacks `homeserver`"),
        Wrong(
            .channel("t: { matrix: { homeserver: https://example.com, token: { env: T }, room: ▸'#a:example.com' } }"),
            says: "an alias with `#` will not do"),
    ]

    static let mail: [Wrong] = [
        Wrong(.email(and: "separately: true, ▸bcc: b@example.com"), says: "`bcc` has no use with `separately`"),
        Wrong(.email(and: "separately: ▸maybe"), says: "write true or false"),
        Wrong(.email(server: "▸mail.example.com"), says: "must begin with smtp:// or smtps://"),
        Wrong(.email(server: "▸http://mail.example.com"), says: "must begin with smtp:// or smtps://"),
        Wrong(.email(server: "▸smtp://mail.example.com:0"), says: "port"),
        Wrong(.email(server: "▸smtp://mail.example.com:65536"), says: "port"),
        Wrong(.email(server: "▸'smtp://mail.example.com:'"), says: "port"),
        Wrong(.email(server: "▸smtp://mail.example.com/x"), says: "something behind its host"),
        Wrong(
            .email(server: "▸smtp://me:hunter2@mail.example.com"),
            says: "must not hold a user or password (use `login`)"),
        Wrong(.email(server: "▸'smtp://::1'"), says: "an IPv6 address needs brackets"),
        Wrong(.email(server: "▸'smtp://[::g]'"), says: "no IPv6 address"),
        Wrong(.email(server: "▸'smtp://'"), says: "no host name"),
        Wrong(.email(server: "▸smtp://-mail.example.com"), says: "no host name"),
        Wrong(.email(server: "▸smtp://例え.jp"), says: "not ASCII"),
        Wrong(.email(and: "tls: ▸off"), says: "`tls` cannot be `off`"),
        Wrong(.email(server: "smtps://mail.example.com", and: "tls: ▸none"), says: "smtps is TLS from the start"),
        Wrong(.email(and: "tls: ▸none, login: { user: u, password: { env: P } }"), says: "would travel in clear"),
        Wrong(.email(server: "smtp://localhost", and: "tls: none, ▸ca-file: ca.pem"), says: "no use with `tls: none`"),
        Wrong(.email(and: "hello-name: ▸not a host"), says: "is not a host name"),
        Wrong(.email(and: "login: ▸{ user: u }"), says: "`login` lacks `password`"),
        Wrong(
            .email(
                and:
                    "login: { user: u, ▸password: { env: P }, oauth: { token-url: 'https://t', client-id: c, client-secret: { env: S } } }"
            ), says: "exclude each other"),
        Wrong(
            .email(and: "login: { user: u, oauth: ▸{ token-url: 'https://t', client-id: c } }"),
            says: "lacks `client-secret`"),
        Wrong(
            .email(
                and: "login: { user: u, oauth: { token-url: ▸'ftp://t', client-id: c, client-secret: { env: S } } }"),
            says: "must begin with https://"),
        Wrong(.email(to: "a@example.com", and: "cc: [b@example.com, ▸A@example.com]"), says: "given twice"),
        Wrong(.email(and: "login: { user: ▸'', password: { env: P } }"), says: "`user` must not be empty"),
        Wrong(.channel("m: { email: ▸{ from: v@example.com, to: ops@example.com } }"), says: "`email` lacks `server`"),
        Wrong(.channel("m: { email: ▸{ server: smtp://h, to: ops@example.com } }"), says: "`email` lacks `from`"),
        Wrong(.channel("m: { email: ▸{ server: smtp://h, from: ops@example.com } }"), says: "`email` lacks `to`"),
        Wrong(.email(to: "▸[]"), says: "at least one address"),
        Wrong(.email(to: "[ops@example.com, ▸OPS@example.com]"), says: "is given twice"),
    ]

    static let addresses: [Wrong] = [
        Wrong(.email(from: "▸vermilion"), says: "one @ with something on both sides"),
        Wrong(.email(from: "▸'@example.com'"), says: "one @ with something on both sides"),
        Wrong(.email(from: "▸'a@b@example.com'"), says: "one @ with something on both sides"),
        Wrong(.email(from: "▸v..x@example.com"), says: "can stand before the @"),
        Wrong(.email(from: "▸v x@example.com"), says: "can stand before the @"),
        Wrong(.email(from: "▸v@exa_mple.com"), says: "not a domain"),
        Wrong(.email(from: "▸v@-example.com"), says: "not a domain"),
        Wrong(.email(from: "▸v@example..com"), says: "not a domain"),
        Wrong(.email(from: "▸\"v@example.com\\r\\nBcc: x@example.com\""), says: "is not a mail address"),
        Wrong(.email(from: "▸'V <>'"), says: "no address between < and >"),
        Wrong(.email(from: "▸'V <v@example.com'"), says: "no address between < and >"),
        Wrong(.email(from: "▸'V> <v@example.com>'"), says: "quote, bracket or control character"),
        Wrong(.email(from: "▸vermilión@example.com"), says: "ASCII only"),
        Wrong(.email(from: "▸\(String(repeating: "a", count: 65))@example.com"), says: "longer than mail allows"),
        Wrong(
            .email(from: "▸v@\(Array(repeating: String(repeating: "a", count: 60), count: 5).joined(separator: "."))"),
            says: "longer than mail allows"),
        Wrong(
            .email(to: "▸'a@example.com, b@example.com'"), says: "write a list: [ops@example.com, night@example.com]"),
    ]

    static let secrets: [Wrong] = [
        Wrong(.email(and: "login: { user: u, password: ▸hunter2 }"), says: "put it into a file: { file: PATH }"),
        Wrong(.email(and: "login: { user: u, password: ▸{} }"), says: "the place of the secret is missing"),
        Wrong(
            .email(and: "login: { user: u, password: ▸{ file: a, env: B } }"), says: "must be one, not `file` and `env`"
        ),
        Wrong(
            .email(and: "login: { user: u, password: { env: ▸MY-VAR } }"),
            says: "cannot be the name of an environment variable"),
        Wrong(.email(and: "login: { user: u, password: { env: ▸1VAR } }"), says: "begin with a letter"),
        Wrong(
            .email(and: "login: { user: u, password: { credential: ▸../x } }"),
            says: "cannot be the name of a credential"),
        Wrong(
            .email(and: "login: { user: u, password: { credential: ▸.. } }"), says: "cannot be the name of a credential"
        ),
        Wrong(.channel("h: { webhook: { url: https://example.com, secret: ▸whsec_abc } }"), says: "put it into a file"),
        Wrong(.hook("bearer: ▸abc"), says: "put it into a file"),
        Wrong(.hook("headers: { X-Key: ▸abc }"), says: "put it into a file"),
        Wrong(.channel("t: { telegram: { token: ▸'1:abc', chat: 1 } }"), says: "put it into a file"),
        Wrong(.channel("t: { chatwork: { token: ▸abc, room: 1 } }"), says: "put it into a file"),
        Wrong(.channel("t: { ntfy: { topic: a, token: ▸tk_abc } }"), says: "put it into a file"),
        Wrong(.channel("t: { pagerduty: { routing-key: ▸abc } }"), says: "put it into a file"),
        Wrong(
            .channel("t: { alertmanager: { url: http://localhost:9093, bearer: ▸abc } }"), says: "put it into a file"),
        Wrong(
            .channel("t: { matrix: { homeserver: https://example.com, token: ▸abc, room: '!a' } }"),
            says: "put it into a file"),
        Wrong(.channel("h: { webhook: { url: ▸http://example.com/x } }"), says: "use https"),
        Wrong(.channel("h: { webhook: { url: ▸http://127.0.0.1.example.com/x } }"), says: "use https"),
        Wrong(.channel("h: { webhook: { url: ▸https://u:p@example.com/ } }"), says: "must not hold a user or password"),
        Wrong(.channel("h: { webhook: { url: ▸example.com } }"), says: "must begin with https:// or http://"),
        Wrong(.channel("h: { webhook: { url: ▸'https://example.com/a b' } }"), says: "a space"),
        Wrong(.channel("s: { slack: { url: ▸http://hooks.slack.example/x } }"), says: "use https"),
    ]

    static let traps: [Wrong] = [
        Wrong(
            Sample("teams: [{ name: ▸no, sources: [{ csv: a }] }]\nchannels: { j: { log: {} } }"),
            says: "`no` without quotes is YAML for false (write \"no\" in quotes if it is a text)"),
        Wrong(
            Sample("teams: [{ name: ▸Y, sources: [{ csv: a }] }]\nchannels: { j: { log: {} } }"), says: "YAML for true"),
        Wrong(
            Sample("teams: [{ name: ▸~, sources: [{ csv: a }] }]\nchannels: { j: { log: {} } }"),
            says: "YAML for nothing"),
        Wrong(
            Sample("teams: [{ name: ▸Null, sources: [{ csv: a }] }]\nchannels: { j: { log: {} } }"),
            says: "YAML for nothing"),
        Wrong(.team("lots: [{ id: ▸1:30, tokens: 5, start: 2025-07-24 }]"), says: "a number to the base 60"),
        Wrong(.team("lots: [{ id: ▸190:20:30.15, tokens: 5, start: 2025-07-24 }]"), says: "a number to the base 60"),
        Wrong(.channel("▸on: { log: {} }"), says: "`on` without quotes is YAML for true"),
        Wrong(.top("state: ▸off"), says: "YAML for false"),
        Wrong(.top("state: ▸[a]"), says: "`state` needs a path, not a list"),
    ]

    static let syntax: [Wrong] = [
        Wrong(Sample("▸"), says: "the configuration is empty"),
        Wrong(Sample("▸# nothing\n\n"), says: "the configuration is empty"),
        Wrong(Sample("▸just text"), says: "not a mapping"),
        Wrong(Sample("▸- a\n- b"), says: "not a mapping"),
        Wrong(Sample("poll:\n▸\tevery: 1h"), says: "a tab cannot indent YAML (use spaces)"),
        Wrong(Sample("state: ▸@here"), says: "a value cannot begin with `@` (put it in quotes)"),
        Wrong(Sample("state: ▸\"/var\nteams: []"), says: "the quote that opens here is never closed"),
        Wrong(Sample("state: here▸: there"), says: "a `key: value` cannot stand here"),
        Wrong(Sample("teams:\n  - name: A\n   ▸sources: []"), says: "line"),
        Wrong(Sample("poll: { every: 1h\nteams▸: []"), says: "in the mapping that began in line 1"),
        Wrong(Sample("poll: ▸*nothing"), says: "no anchor"),
        Wrong(Sample("a: 1\n▸---\nb: 2"), says: "a second document begins here"),
        Wrong(Sample("state: \"▸\\q\""), says: "not known in double quotes"),
        Wrong(Sample("state: a▸\u{7}b"), says: "control character here: U+0007"),
        Wrong(
            .top("poll: { every: 1h, ▸every: 2h }"),
            says: "the key `every` is given twice in this mapping (the first is in line 1)"),
        Wrong(.top("poll: { every: 1h, ▸\"every\": 2h }"), says: "the key `every` is given twice"),
        Wrong(
            .channel("m: { log: {} }\n  ▸m: { log: {} }"),
            says: "the key `m` is given twice in this mapping (the first is in line 3)"),
        Wrong(.top("poll: { ▸[a]: 2h }"), says: "`key` needs a single value, not a list"),
    ]

    @Test func `in bytes that are not UTF-8 is told with its place`() {
        for (bytes, place) in [
            (Array("state: caf".utf8) + [0xE9], "vermilion.yaml:1:11"),
            (Array("a: 1\nstate: x".utf8) + [0xFF, 0x0A], "vermilion.yaml:2:9"),
            ([0xFF, 0xFE, 0x61, 0x00], "vermilion.yaml:1:1"),
        ] {
            let error = #expect(throws: InvalidSettings.self) {
                try Settings.parse(bytes, file: Sample.file, folder: "/")
            }
            #expect(error?.diagnostics.map { $0.place?.description } == [place])
            #expect(error?.diagnostics.first?.hint?.contains("UTF-8") == true)
        }
    }

    @Test func `is told in columns of characters, with a caret`() throws {
        let sample = Sample(
            "teams: [{ name: \"👩‍👩‍👧e\u{301}\", lot: ▸x, sources: [{ csv: a }] }]".replacing("lot: ▸", with: "▸lot: "))
        let error = try #require(sample.errors.first)
        #expect(error.place == sample.marks.first)
        #expect(error.place?.column == 23)
        let lines = error.annotated.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines[0] == "vermilion.yaml:1:23: error: unknown key `lot`")
        #expect(lines[1].dropFirst(4) == sample.text)
        #expect(lines[2].count == 4 + 23 && lines[2].hasSuffix("^"))
    }

    @Test func `is told at the right line whatever ends lines`() {
        for end in ["\n", "\r\n", "\r"] {
            let sample = Sample(
                ["teams:", " - name: A", "   sources: [{ csv: a }]", "   lot: x", ""].joined(separator: end))
            #expect(sample.errors.map { $0.place?.description } == ["vermilion.yaml:4:4"], "\(end.debugDescription)")
            #expect(sample.errors.first?.excerpt == "   lot: x")
        }
    }

    @Test func `does not hide another`() {
        let sample = Sample(
            """
            ▸stat: here
            poll: { every: ▸1:30, every: 5m }
            zone: ▸Asia/Tokio
            teams:
              - name: ▸no
                sources: [{ csv: a.csv }, { http: ▸{} }]
                lots: [{ id: L, tokens: ▸0, start: ▸yesterday }]
                notify: [mail, ▸mial]
            channels:
              mail: { email: { server: ▸mail.example.com, from: ▸me, to: ▸[] } }
            """.replacing("▸1:30, every", with: "▸1:30, ▸every"))
        #expect(sample.errors.map(\.place) == sample.marks)
    }

    @Test func `in what an alias repeats is told once`() {
        let sample = Sample(
            """
            teams:
              - { name: A, sources: [{ csv: a.csv }], alerts: &alerts { expiry: [▸soon] } }
              - { name: B, sources: [{ csv: b.csv }], alerts: *alerts }
            channels: { j: { log: {} } }
            """)
        #expect(sample.errors.map(\.place) == sample.marks)
    }

    @Test func `of a key that is given three times is told twice`() {
        let sample = Sample.top("poll: { every: 1h, ▸every: 2h, ▸every: 3h }\nzone: UTC\n▸zone: UTC")
        #expect(sample.errors.map(\.place) == sample.marks)
    }

    @Test func `in a file that is missing, a folder or too large is told by the file's name`() throws {
        for (file, words) in [
            ("/nonexistent/v.yaml", "No such file"), ("/", "directory"), ("/dev/zero", "larger than"),
        ] {
            let error = #expect(throws: InvalidSettings.self) { try Settings.load(file: file, environment: [:]) }
            let diagnostic = try #require(error?.diagnostics.first)
            #expect(diagnostic.place?.file == file)
            #expect(diagnostic.message.contains(words))
        }
    }

    @Test func `of a machine without time zones asks for tzdata`() throws {
        let problems = Sample.top("zone: Asia/Tokyo").problems(environment: ["TZDIR": "/nonexistent/zoneinfo"])
        #expect(problems.map(\.hint) == ["install tzdata"])
        #expect(Sample.top("zone: UTC").problems(environment: ["TZDIR": "/nonexistent/zoneinfo"]).isEmpty)
    }

    @Test func `in a file that is nested without end is told, and not followed`() {
        let lists = String(repeating: "[", count: 100_000)
        let mappings = String(repeating: "{ a: ", count: 100_000)
        let block = (0..<1_400).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
        for text in ["poll: " + lists, "poll: " + mappings, block] {
            #expect(Sample(text).problems().map(\.message) == ["this is nested too deeply"])
        }
        let bomb = (1...40).map {
            "x\($0): &x\($0) [\(Array(repeating: "*x\($0 - 1)", count: 9).joined(separator: ", "))]"
        }
        let sample = Sample.top("x0: &x0 [a]\n" + bomb.joined(separator: "\n") + "\npoll: *x40")
        #expect(sample.errors.count == 42)
    }
}
