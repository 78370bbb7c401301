extension Notice {
    /// Made-up notices of every kind about every condition, twice: with all that a notice can hold, and with as little
    /// as it may. What is written for notices is tried on them.
    package static let examples: [Notice] = Kind.allCases.flatMap { kind in
        Condition.examples.flatMap { condition in
            [true, false].compactMap { isFull in try? example(kind, about: condition, isFull: isFull) }
        }
    }

    private static let team: TeamName = "Acme Design"
    private static let app: AppName = "Viewer 2-legged Basic Process"
    private static let api: APIName = "Model Derivative complex job"

    private static func example(_ kind: Kind, about condition: Condition, isFull: Bool) throws -> Notice {
        let now = Condition.exampleTime
        let isOver = kind == .closed
        let isShort = condition.kind == .uncharged || condition.kind == .suspended
        let lots = isFull ? try exampleLots(isShort ? Tokens(100) : Tokens(10_000)) : []
        let usage = isFull ? (1...40).map { use(Tokens($0 % 7 + 10), daysAgo: $0) } : []
        let incident = Incident(
            id: IncidentID(installation: "k3f9q2", number: 12), team: team, kind: condition.kind,
            subject: condition.subject, phase: isOver ? .closed : .open, severity: condition.severity,
            stage: condition.stage, amount: isOver ? nil : condition.amount, toldAmount: condition.amount,
            since: now - .days(2), opened: now - .days(2), closed: isOver ? now : nil, acknowledged: nil,
            nextReminder: isOver || !isFull ? nil : now + .days(1), reminders: 0, notices: 2, unpaid: nil)
        var source = SourceHealth(
            id: "csv:/var/lib/vermilion/inbox/acme/*.csv", firstSeen: now - .days(30), lastPoll: now,
            lastGood: now - .hours(7), problem: Diagnostic("\"1,5\" is not an amount", hint: "write 1.5"))
        source.report = SourceReport(account: "acme", dataUntil: now - .days(1), provisionalFrom: exampleDay(1))
        var notice = Notice(
            id: NoticeID(incident: incident.id, number: 2), kind: kind, incident: incident,
            condition: isOver ? nil : condition, before: isFull ? Tokens(2) : nil,
            payers: isFull && isOver ? [Payer(lot: "FLEX-2026-08", tokens: Tokens(4))] : [],
            corrections: isFull ? [exampleCorrection(of: use(Tokens(3), daysAgo: 4))] : [],
            statement: Statement(of: try Ledger(lots: lots, usage: usage, asOf: now), team: team),
            sources: isFull ? [source] : [], at: now)
        if isFull, let lot = lots.first {
            notice.bookChanges = [LotChange(added: lot), LotChange(from: lot.with(departures: []), to: lot)]
            notice.bookChanges.append(LotChange(from: lot, to: nil))
            notice.channels = ["mail"]
        }
        if kind == .digest {
            notice.digest = Digest(
                (1...(isFull ? 3 : 2)).map { number in
                    Digest.Entry(
                        incident: IncidentID(installation: "k3f9q2", number: number), kind: .opened,
                        severity: condition.severity, team: team, words: "12 tokens expire in 7 days",
                        language: .english)
                })
        }
        return notice
    }

    private static func exampleLots(_ tokens: Tokens) throws(Lot.Mistake) -> [Lot] {
        let now = Condition.exampleTime
        let old = try Lot(id: "FLEX-2025-07", tokens: Tokens(300), start: now - .days(370), expires: now - .days(5))
        let new = try Lot(id: "FLEX-2026-08", tokens: tokens, start: now - .days(3), expires: now + .days(362))
        return [
            new.with(departures: [Departure(at: now - .days(1), tokens: Tokens(20), to: "Borealis Bridges")]), old,
        ]
    }

    private static func use(_ tokens: Tokens, daysAgo: Int) -> Usage {
        let key = Usage.Key(source: "csv:usage.csv", app: app, api: api, day: exampleDay(daysAgo), id: "")
        return Usage(key: key, time: Zone.utc.startOfDay(key.day), tokens: tokens)
    }

    private static func exampleDay(_ daysAgo: Int) -> CivilDate {
        Zone.utc.day(of: Condition.exampleTime).adding(days: -daysAgo)
    }

    private static func exampleCorrection(of usage: Usage) -> Correction {
        Correction(
            row: usage.key, time: usage.time, before: .zero,
            after: Statement.Split(tokens: usage.tokens, charged: .zero, settled: .zero))
    }
}

extension Condition {
    /// 2026-07-30, 00:00 UTC.
    fileprivate static let exampleTime = Instant(seconds: 1_785_369_600)

    /// One of each kind.
    fileprivate static let examples: [Condition] = Kind.allCases.compactMap { kind in
        let team = Subject.team("Acme Design")
        let month = Zone.utc.day(of: exampleTime).startOfMonth
        switch kind {
        case .uncharged: return .example(team, .critical, .uncharged(Tokens(4)))
        case .expiry:
            let start = exampleTime - .days(358)
            guard let lot = try? Lot(id: "FLEX-2025-08", tokens: Tokens(500), start: start, expires: start + .days(365))
            else { return nil }
            return .example(
                .lot(lot.id), .warning, .expiry(Expiry(lot: lot, remaining: Tokens(380), lapsed: .zero)))
        case .low:
            return .example(team, .warning, .low(Low(available: Tokens(12), held: Tokens(100), forecast: nil)))
        case .suspended: return .example(team, .critical, .suspended(.nothingAvailable))
        case .quota:
            let cap = Cap(api: "Automation", tokens: Tokens(10), from: month)
            return .example(
                .api(cap.api), .warning, .quota(Quota(cap: cap, used: Tokens(9), month: month)))
        case .stale:
            let source: SourceID = "csv:/var/lib/vermilion/inbox/acme/*.csv"
            return .example(
                .source(source), .warning,
                .stale(
                    Staleness(
                        source: source, lastGood: exampleTime - .hours(7), problem: Diagnostic("no such file"),
                        dataUntil: nil)))
        case .drift:
            let observed = ObservedBalance(at: exampleTime - .hours(3), available: Tokens(96))
            let origin = Drift.Origin(from: exampleTime - .days(9), to: observed.at, difference: Tokens(-4))
            let drift = Drift(
                observed: observed, ledger: Tokens(100), difference: Tokens(-4), origin: origin,
                explanations: [.otherProducts, .dayMissing(month, Tokens(4))])
            return .example(team, .warning, .drift(drift))
        case .login:
            return .example(
                .account("acme"), .critical, .login(Login(account: "acme", trouble: .ends(exampleTime + .days(2)))))
        case .undelivered:
            let dead = Undelivered(
                channel: "mail", count: 2, reason: "535 5.7.8 authentication failed", since: exampleTime - .hours(9))
            return .example(.channel(dead.channel), .warning, .undelivered(dead))
        }
    }

    private static func example(_ subject: Subject, _ severity: Severity, _ facts: Facts) -> Condition {
        Condition(subject: subject, severity: severity, stage: 0, facts: facts)
    }
}
