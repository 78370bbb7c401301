/// What the state knows of a team, loaded in the transaction that decides.
package struct Books: Sendable {
    package var usage: [Usage]
    package var lots: [Lot]
    /// Those that were polled before, of the ones that are watched.
    package var sources: [SourceHealth]
    /// Pending and open ones.
    package var incidents: [Incident]
    /// The id that the next incident gets.
    package var nextIncident: IncidentID
    /// For incidents that open now; drawn at random by whoever keeps the books.
    package var freshCode: String?
    /// As the books had them at the last decision; nil when this is the first.
    package var knownLots: [Lot]?
    /// Lots that two places state differently.
    package var lotProblems: [Diagnostic] = []
    /// Balances that were observed; no part of the ledger.
    package var observations: [ObservedBalance] = []
    /// Which channels were told of the incidents; what still waits for its time was not told.
    package var told: ChannelsTold = [:]
    /// Those that are not over.
    package var silences: [Silence] = []
    /// Channels whose last message to the team did not get through, by their names.
    package var undelivered: [Undelivered] = []

    package init(
        usage: [Usage], lots: [Lot], sources: [SourceHealth], incidents: [Incident], nextIncident: IncidentID
    ) {
        self.usage = usage
        self.lots = lots
        self.sources = sources
        self.incidents = incidents
        self.nextIncident = nextIncident
    }

    /// How the lots differ from those of the last decision.
    package var lotChanges: [LotChange] { knownLots.map { LotChange.all(from: $0, to: lots) } ?? [] }

    /// Whether a source that was stale is so no more: its last reading was good, or it is no longer watched.
    /// A clock that was put back or a longer `stale-after` make no source well.
    func isWellAgain(_ subject: Condition.Subject) -> Bool {
        !sources.contains { .source($0.id) == subject && $0.problem != nil }
    }
}

/// What a team asked for.
///
/// A source or a lot that is taken out of it closes its incident at the next reading, with a notice that says so
/// (`Notice.isNoLongerWatched`). A team that is taken out closes all of its incidents in the same way (`Retirement`).
package struct Watch: Hashable, Sendable {
    package let team: TeamName
    package let rules: AlertRules
    /// Tells which day is today.
    package let zone: Zone
    /// Whose rows make up the team's usage: those of a source that was taken out of the configuration stay in
    /// the state, but no longer count, or a renamed folder would count everything twice.
    package let sources: [SourceID]
    /// Those that the configuration itself states.
    package let lots: [Lot]
    /// Sources that state lots, and files that do nothing else. All are among the sources: one that cannot be read
    /// becomes stale like any other.
    package let lotPlaces: [SourceID]
    /// Through which the team is told.
    package let channels: Set<ChannelName>

    /// - Parameter sources: of usage.
    /// - Parameter lotSources: those of them that state lots as well.
    package init(
        team: TeamName, rules: AlertRules, zone: Zone, sources: [SourceID], lots: [Lot], lotFiles: [SourceID] = [],
        lotSources: [SourceID] = [], channels: Set<ChannelName> = []
    ) {
        self.team = team
        self.rules = rules
        self.zone = zone
        self.sources = sources + lotFiles
        self.lots = lots
        lotPlaces = lotFiles + lotSources
        self.channels = channels
    }
}

/// Which channels were told of incidents.
package typealias ChannelsTold = [IncidentID: Set<ChannelName>]
