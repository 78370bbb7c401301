/// Something that is true of a team now and worth telling.
package struct Condition: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case uncharged, expiry, low, suspended, quota, stale, drift, login
        /// Messages do not get through a channel.
        case undelivered
    }

    /// What the condition is about; with the team and the kind it tells incidents apart.
    package enum Subject: Hashable, Sendable {
        case team(TeamName)
        case lot(LotID)
        case source(SourceID)
        case api(APIName)
        case account(AccountName)
        case channel(ChannelName)

        package var text: String {
            switch self {
            case .team(let name): name.text
            case .lot(let id): id.text
            case .source(let id): id.text
            case .api(let name): name.text
            case .account(let name): name.text
            case .channel(let name): name.text
            }
        }
    }

    package enum Facts: Hashable, Sendable {
        case uncharged(Tokens)
        case expiry(Expiry)
        case low(Low)
        case suspended(Suspension)
        case quota(Quota)
        case stale(Staleness)
        case drift(Drift)
        case login(Login)
        case undelivered(Undelivered)
    }

    package struct Expiry: Hashable, Sendable {
        package let lot: Lot
        package let remaining: Tokens
        package let lapsed: Tokens

        package init(lot: Lot, remaining: Tokens, lapsed: Tokens) {
            self.lot = lot
            self.remaining = remaining
            self.lapsed = lapsed
        }
    }

    package struct Low: Hashable, Sendable {
        package let available: Tokens
        /// What the valid lots held when they were bought.
        package let held: Tokens
        /// Nil with too little history.
        package let forecast: Forecast?
    }

    package struct Staleness: Hashable, Sendable {
        package let source: SourceID
        /// Nil when the source was never read well.
        package let lastGood: Instant?
        /// What the last poll said.
        package let problem: Diagnostic?
        /// How far the source's own data goes, when it is that which is old.
        package let dataUntil: Instant?
    }

    package let subject: Subject
    package let severity: Severity
    /// Grows with urgency, finer than severity: crossing into the next stage is told as a rise.
    package let stage: Int
    package let facts: Facts

    package init(subject: Subject, severity: Severity, stage: Int, facts: Facts) {
        self.subject = subject
        self.severity = severity
        self.stage = stage
        self.facts = facts
    }

    package var kind: Kind {
        switch facts {
        case .uncharged: .uncharged
        case .expiry: .expiry
        case .low: .low
        case .suspended: .suspended
        case .quota: .quota
        case .stale: .stale
        case .drift: .drift
        case .login: .login
        case .undelivered: .undelivered
        }
    }

    /// The tokens in question: short, about to lapse or lapsed, available, used of a cap, observed less the ledger's.
    package var amount: Tokens? {
        switch facts {
        case .uncharged(let short): short
        case .expiry(let expiry): expiry.lapsed > .zero ? expiry.lapsed : expiry.remaining
        case .low(let low): low.available
        case .quota(let quota): quota.used
        case .suspended, .stale, .login, .undelivered: nil
        case .drift(let drift): drift.difference
        }
    }
}
