/// What becomes of a team that is no longer watched: its incidents are closed, and whoever was told of one hears that nobody
/// watches any more. Nothing recovered, and no figure is told: none is known from here on.
package struct Retirement: Sendable {
    package let team: TeamName
    /// Those that were pending or open.
    package private(set) var incidents: [Incident] = []
    package private(set) var notices: [Notice] = []
    private let told: ChannelsTold

    /// - Parameters:
    ///   - unclosed: the incidents of the team that are not closed.
    ///   - told: who was told of them, and hears of their end, where the channel is still there.
    package init(
        of team: TeamName, ending unclosed: [Incident], told: ChannelsTold, at now: Instant
    ) throws(Ledger.Failure) {
        self.team = team
        self.told = told
        let statement = try Statement.empty(of: team, asOf: now)
        for incident in unclosed {
            var tracker = IncidentTracker(incident, rules: AlertRules())
            let news = tracker.observe(IncidentTracker.Observation(condition: nil, isFresh: true), at: now)
            incidents.append(tracker.incident)
            guard let news else { continue }
            var notice = Notice(
                id: NoticeID(incident: incident.id, number: tracker.incident.notices), kind: news,
                incident: tracker.incident, condition: nil, before: incident.toldAmount, payers: [],
                statement: statement, sources: [], at: now)
            notice.isOfRetiredTeam = true
            notices.append(notice)
        }
    }

    package func concerns(_ channel: ChannelName, _ notice: Notice) -> Bool {
        told[notice.incident.id]?.contains(channel) == true
    }
}
