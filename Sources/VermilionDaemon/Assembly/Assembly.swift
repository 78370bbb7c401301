import VermilionDomain
package import VermilionEngine
import VermilionMessages
import VermilionSettings
import VermilionSources

/// The running parts that settings ask for: teams with their sources, and channels.
package struct Assembly: Sendable {
    /// Names the configuration in the state.
    let configuration: String
    package let teams: [WatchedTeam]
    package let channels: [any Channel]
    package let schedule: PollSchedule
    package let unprovenAfter: Duration
    /// Of what is about no team that is watched.
    let reader: Reader
    /// Of channels that have words of their own.
    let templates: [ChannelName: Templates]

    init(
        _ settings: Settings, named configuration: String, environment: [String: String], state: String,
        transports: Transports, output: LogOutput,
        time: SourceTime, recorder: WebPages.Recorder?
    ) {
        let accounts = AssembledAccounts(
            settings, environment: environment, state: state, client: transports.http, time: time)
        let channels = settings.channels.map { $0.assembled(environment, transports: transports, output: output) }
        let names = Set(settings.teams.map(\.name))
        self.configuration = configuration
        self.channels = channels
        unprovenAfter = settings.unprovenAfter
        reader = Reader(language: settings.language, zone: settings.zone)
        templates = Dictionary(
            settings.channels.filter { !$0.templates.isEmpty }.map { ($0.name, $0.templates) }, uniquingKeysWith: { $1 }
        )
        schedule = PollSchedule(
            every: settings.poll.every, jitter: settings.poll.jitter, deadline: settings.poll.deadline)
        teams = settings.teams.map { team in
            let context = SourceContext(
                team: team.name, teams: names, settings: settings, environment: environment, client: transports.http,
                time: time, accounts: accounts, recorder: recorder)
            let sources = team.sources.map { $0.assembled(in: context) }
            let lotFiles = team.lotFiles.map {
                LotsFile(path: $0, team: team.name, zone: settings.zone, configuredTeams: names)
            }
            return WatchedTeam(
                watch: Watch(
                    team: team.name, rules: team.rules, zone: settings.zone, sources: sources.map(\.id),
                    lots: team.lots, lotFiles: lotFiles.map(\.id),
                    lotSources: team.sources.filter(\.hasLots).map(\.id), channels: Set(team.notify.map(\.channel))),
                sources: sources,
                channels: channels.filter { channel in team.notify.contains { $0.channel == channel.name } },
                routes: team.notify,
                reader: Reader(language: team.language, zone: settings.zone),
                line: { notice, reader in Message(of: notice, for: reader).headline },
                readLots: {
                    var readings: [LotsReading] = []
                    for file in lotFiles { readings.append(await file.read()) }
                    return readings
                })
        }
    }

    package func engine<C: Clock>(
        store: any LedgerStore, worker: WorkerID, time: TimeSource<C>, rest: Duration = EngineLoop.usualRest
    ) -> Engine<C> where C.Duration == Duration {
        Engine(
            teams: teams, channels: channels, schedule: schedule, store: store, worker: worker, time: time,
            reader: reader, rest: rest)
    }
}
