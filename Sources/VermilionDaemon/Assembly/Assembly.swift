import VermilionDomain
package import VermilionEngine
package import VermilionSettings
import VermilionSources

/// The running parts that settings ask for: teams with their sources, and channels.
package struct Assembly: Sendable {
    package let teams: [WatchedTeam]
    package let channels: [any Channel]
    package let schedule: PollSchedule

    package init(_ settings: Settings, environment: [String: String], transports: Transports, output: LogOutput) {
        let channels = settings.channels.map { $0.assembled(environment, transports: transports, output: output) }
        let names = Set(settings.teams.map(\.name))
        self.channels = channels
        schedule = PollSchedule(
            every: settings.poll.every, jitter: settings.poll.jitter, deadline: settings.poll.deadline)
        teams = settings.teams.map { team in
            let sources = team.sources.map { $0.assembled(for: team.name, of: names, zone: settings.zone) }
            let lotFiles = team.lotFiles.map {
                LotsFile(path: $0, team: team.name, zone: settings.zone, configuredTeams: names)
            }
            return WatchedTeam(
                watch: Watch(
                    team: team.name, rules: team.rules, zone: settings.zone, sources: sources.map(\.id),
                    lots: team.lots, lotFiles: lotFiles.map(\.id)),
                sources: sources, channels: channels.filter { team.notify.contains($0.name) },
                reader: Reader(language: team.language, zone: settings.zone),
                readLots: {
                    var readings: [LotsReading] = []
                    for file in lotFiles { readings.append(await file.read()) }
                    return readings
                })
        }
    }

    package func engine<C: Clock>(store: any LedgerStore, worker: WorkerID, time: TimeSource<C>) -> Engine<C>
    where C.Duration == Duration {
        Engine(teams: teams, channels: channels, schedule: schedule, store: store, worker: worker, time: time)
    }
}

extension Settings.Source {
    fileprivate func assembled(for team: TeamName, of teams: Set<TeamName>, zone: Zone) -> any Source {
        switch self {
        case .csv(let path, let allowsPartialFiles):
            CSVSource(
                id: SourceID("csv:\(path)"), team: team, path: path, allowsPartialFiles: allowsPartialFiles,
                zone: zone, configuredTeams: teams)
        }
    }
}
