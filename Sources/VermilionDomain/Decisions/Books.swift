/// What the state knows of a team, loaded in the transaction that decides.
package struct Books: Sendable {
    package var usage: [Usage]
    package var lots: [Lot]
    package var sources: [SourceHealth]
    /// Pending and open ones.
    package var incidents: [Incident]
    /// The id that the next incident gets.
    package var nextIncident: IncidentID

    package init(
        usage: [Usage], lots: [Lot], sources: [SourceHealth], incidents: [Incident], nextIncident: IncidentID
    ) {
        self.usage = usage
        self.lots = lots
        self.sources = sources
        self.incidents = incidents
        self.nextIncident = nextIncident
    }
}

/// What a team asked for.
package struct Watch: Hashable, Sendable {
    package let team: TeamName
    package let rules: AlertRules
    /// Tells which day is today.
    package let zone: Zone

    package init(team: TeamName, rules: AlertRules, zone: Zone) {
        self.team = team
        self.rules = rules
        self.zone = zone
    }
}
