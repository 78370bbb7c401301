/// One thing worth telling about an incident, with everything a reader needs to check it.
package struct Notice: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case opened, raised, corrected, reminder, closed
        /// Asked for by `vermilion test`; about no incident.
        case test
        /// Asked for by `vermilion drill`, and kept in the outbox; about no incident.
        case drill
        /// Several notices that could wait, in one; about no incident of its own.
        case digest

        /// Whether it tells of one incident.
        package var isAboutIncident: Bool { !isTrial && self != .digest }

        /// Whether it only tries out the way.
        package var isTrial: Bool { self == .test || self == .drill }
    }

    package let id: NoticeID
    package let kind: Kind
    /// As it is after the change that is told.
    package let incident: Incident
    /// Nil when the condition is over.
    package let condition: Condition?
    /// The amount that was told before; nil in the first notice.
    package let before: Tokens?
    /// What paid for usage that was uncharged; only when that is over.
    package let payers: [Payer]
    /// Rows that earlier messages told otherwise; only when the reading restated earlier days.
    package let corrections: [Correction]
    package let statement: Statement
    package let sources: [SourceHealth]
    package let at: Instant
    /// Lots that the books have differently from before, where that moved what the notice tells.
    package var bookChanges: [LotChange] = []
    /// Through which the team is told.
    package var channels: Set<ChannelName> = []
    /// Only in a digest.
    package var digest: Digest?
    /// Whether the team itself was taken out of the configuration.
    package var isOfRetiredTeam = false

    /// A lot that paid for usage which had been uncharged.
    package struct Payer: Hashable, Sendable {
        package let lot: LotID
        package let tokens: Tokens

        package init(lot: LotID, tokens: Tokens) { (self.lot, self.tokens) = (lot, tokens) }
    }

    package init(
        id: NoticeID, kind: Kind, incident: Incident, condition: Condition?, before: Tokens?, payers: [Payer],
        corrections: [Correction] = [], statement: Statement, sources: [SourceHealth], at: Instant
    ) {
        self.id = id
        self.kind = kind
        self.incident = incident
        self.condition = condition
        self.before = before
        self.payers = payers
        self.corrections = corrections
        self.statement = statement
        self.sources = sources
        self.at = at
    }
}

extension Notice {
    package var isAboutIncident: Bool { kind.isAboutIncident }

    /// What is the same in all messages about one matter, and in no other.
    package var thread: String { incident.id.isNone ? id.description : incident.id.description }

    /// Whether the incident ended because the team, the source or the lot was taken out of the configuration: nothing
    /// recovered, it is only no longer watched.
    ///
    /// It is closed with a notice all the same, because whoever was told that it opened must hear that it is over.
    package var isNoLongerWatched: Bool {
        guard kind == .closed else { return false }
        if isOfRetiredTeam { return true }
        switch incident.subject {
        case .team, .api: return false
        case .channel(let name): return !channels.contains(name)
        case .account(let name): return !sources.contains { $0.report.account == name }
        case .source(let id): return !sources.contains { $0.id == id }
        case .lot(let id): return !statement.lots.contains { $0.lot.id == id }
        }
    }
}

/// Names a notice: `k3f9q2-12-1` is the first about incident k3f9q2-12. The same over retries and restarts.
package struct NoticeID: Hashable, Sendable, CustomStringConvertible {
    package let incident: IncidentID
    /// Counts from 1 within the incident.
    package let number: Int

    package init(incident: IncidentID, number: Int) { (self.incident, self.number) = (incident, number) }

    package init?(_ text: String) {
        guard let dash = text.lastIndex(of: "-"), let incident = IncidentID(orNone: String(text[..<dash])),
            let number = Int(text[text.index(after: dash)...]), number > 0
        else { return nil }
        self.init(incident: incident, number: number)
    }

    package var description: String { "\(incident)-\(number)" }
}
