/// What a reading changes: incidents and what to tell of them. Pure: a function of the books and of an instant.
package struct Decision: Sendable {
    package let statement: Statement
    /// How the sources are with the reading in.
    package let sources: [SourceHealth]
    /// Incidents that are new or changed.
    package private(set) var incidents: [Incident] = []
    package private(set) var notices: [Notice] = []
    /// Lots that the books have differently from the last decision.
    package let lotChanges: [LotChange]
    /// Lots that cannot be told, because two places state them differently.
    package let lotProblems: [Diagnostic]
    /// Transfers of more than was left, by what is known now.
    package let shortages: [Ledger.Shortage]

    /// - Parameter books: as they are with the reading in them.
    /// - Parameter reading: the reading that causes the decision.
    /// - Parameter changes: what the reading changed in the books.
    package init(
        books: Books, reading: Reading, changes: Changes, watch: Watch, at now: Instant
    ) throws(Ledger.Failure) {
        let ledger = try Ledger(lots: books.lots, usage: books.usage, asOf: now)
        statement = Statement(of: ledger, team: watch.team)
        sources = books.sources
        lotChanges = books.lotChanges
        lotProblems = books.lotProblems
        shortages = ledger.shortages
        let effect = BookEffect(of: lotChanges, books: books, ledger: ledger)
        let lastRead = watch.zone.day(of: min(changes.lastRead ?? now, now))
        let conditions = Condition.all(
            statement, ledger: ledger, books: books, watch: watch, lastPoll: changes.lastPoll, at: now)
        // Every source must be well, not only the one that was read: a team's usage is the sum of them.
        let isComplete = watch.sources.allSatisfy { id in books.sources.contains { $0.id == id && $0.lastGood != nil } }
        let isSilent =
            books.sources.contains { $0.silence(at: now) >= watch.rules.staleAfter }
            || books.incidents.contains { $0.kind == .stale && !books.isWellAgain($0.subject) }
        let areLotsKnown = reading.lots.allSatisfy { $0.problem == nil } && lotProblems.isEmpty
        let isFresh = reading.isGood && isComplete && areLotsKnown && !isSilent
        let isCorrection = changes.restatements.contains { $0.isCorrection(lastRead: lastRead) }
        // Uncharged usage says more than "low", which would only repeat it.
        let isShort = conditions.contains { $0.kind == .uncharged || $0.kind == .suspended }
        // Only a correction asks for it.
        func before() throws(Ledger.Failure) -> Ledger {
            try Ledger(lots: books.lots, usage: changes.undone(in: books.usage), asOf: now)
        }
        var next = books.nextIncident

        for incident in Decision.incidents(
            following: books.incidents, conditions, team: watch.team, next: &next, code: books.freshCode, at: now)
        {
            let condition = conditions.first { $0.kind == incident.kind && $0.subject == incident.subject }
            let observation = IncidentTracker.Observation(
                condition: condition,
                isFresh: Decision.isOver(incident, books) ?? isFresh,
                isCorrection: isCorrection || effect.moves(incident.kind),
                isSilenced: isShort && incident.kind == .low)
            var tracker = IncidentTracker(incident, rules: watch.rules)
            let news = tracker.observe(observation, at: now)
            var followed = tracker.incident
            followed.meet(ledger.unpaid)
            incidents.append(followed)
            guard let news else { continue }
            var notice = Notice(
                id: NoticeID(incident: followed.id, number: followed.notices), kind: news, incident: followed,
                condition: condition, before: incident.toldAmount,
                payers: news == .closed ? followed.unpaid.map(ledger.payers(of:)) ?? [] : [],
                corrections: isCorrection && followed.kind == .uncharged
                    ? ledger.corrections(since: try before()) : [],
                statement: statement, sources: books.sources, at: now)
            notice.channels = watch.channels
            notice.bookChanges = news == .reminder ? [] : effect.told(of: incident.kind, isOver: news == .closed)
            notices.append(notice)
        }
    }

    /// Whether an incident that is about a source or a login is over, whatever else is silent; nil for others.
    private static func isOver(_ incident: Incident, _ books: Books) -> Bool? {
        switch incident.kind {
        case .stale: books.isWellAgain(incident.subject)
        // Only a good reading takes the obstacle away.
        case .login, .undelivered: true
        case .uncharged, .expiry, .low, .suspended, .quota, .drift: nil
        }
    }

    /// Known incidents first, in the order of their ids, then a new one for each condition that has none.
    private static func incidents(
        following known: [Incident], _ conditions: [Condition], team: TeamName, next: inout IncidentID, code: String?,
        at now: Instant
    ) -> [Incident] {
        var incidents = known.sorted { $0.id.number < $1.id.number }
        for condition in conditions {
            guard !known.contains(where: { $0.kind == condition.kind && $0.subject == condition.subject })
            else { continue }
            incidents.append(Incident(id: next, team: team, condition: condition, code: code, at: now))
            next = IncidentID(installation: next.installation, number: next.number + 1)
        }
        return incidents
    }
}

extension Condition {
    /// Everything that is true of a team now, in the order in which it is told.
    ///
    /// - Parameter lastPoll: of the source that was read, before.
    static func all(
        _ statement: Statement, ledger: Ledger, books: Books, watch: Watch, lastPoll: Instant?, at now: Instant
    ) -> [Condition] {
        let uncharged = Condition.uncharged(statement)
        let isLow = books.incidents.contains { $0.kind == .low && $0.phase == .open }
        let low = Condition.low(statement, rules: watch.rules.low, isOpen: isLow, zone: watch.zone)
        let drift = Condition.drift(
            Drift(
                ledger, statement, observations: books.observations, rules: watch.rules.drift, zone: watch.zone),
            team: watch.team)
        // Before a lots file was ever read well, nobody knows what is short.
        let isTold = watch.lotPlaces.allSatisfy { id in books.sources.contains { $0.id == id && $0.lastGood != nil } }
        let suspended = Condition.suspended(
            statement, sources: books.sources, regime: isTold ? watch.rules.regime : .negative, now: now)
        return [isTold ? uncharged : nil, suspended].compactMap(\.self)
            + Condition.expiries(statement, rules: watch.rules, incidents: books.incidents, now: now)
            + [isTold ? low : nil].compactMap(\.self)
            + Condition.quotas(statement, caps: watch.rules.caps, today: watch.zone.day(of: now))
            + books.sources.compactMap {
                Condition.stale($0, staleAfter: watch.rules.staleAfter, now: $0.asked(since: lastPoll, at: now))
            }
            + [isTold ? drift : nil].compactMap(\.self)
            + Condition.logins(books.sources, now: now)
            + Condition.undelivered(books.undelivered, watched: watch.channels)
    }
}

extension Incident {
    /// Remembers usage that is unpaid while the incident lasts.
    fileprivate mutating func meet(_ now: ClosedRange<Instant>?) {
        guard kind == .uncharged, let now else { return }
        guard let earlier = unpaid else {
            unpaid = now
            return
        }
        unpaid = min(earlier.lowerBound, now.lowerBound)...max(earlier.upperBound, now.upperBound)
    }
}
