import Synchronization
import VermilionDomain
import VermilionEngine
import VermilionFormats
import VermilionStore

/// How the daemon is, for whoever watches it: what the engine reports is noted here, and told as metrics and as reasons why
/// it is not ready.
///
/// After a start the state knows more than the polls have told yet: it is asked for the rest, a part at each scrape, so that
/// none waits for ten thousand teams.
final class Vitals: Sendable {
    private let signs: Mutex<VitalSigns>
    private let store: Store
    private let version: String
    private let started: Instant
    /// By a clock that nobody puts back; counts also while the machine sleeps.
    private let uptime: @Sendable () -> Duration

    init(
        version: String, store: Store, startedAt start: Instant, uptime: (@Sendable () -> Duration)? = nil
    ) {
        let begun = ContinuousClock.now
        let uptime = uptime ?? { ContinuousClock.now - begun }
        (self.version, self.store, started, self.uptime) = (version, store, start, uptime)
        signs = Mutex(VitalSigns(startedAt: start, uptime: uptime()))
    }

    /// What the configuration names, at the start and after each reload; what it does not name any more disappears.
    func watch(teams: [WatchedTeam], channels: [ChannelName], schedule: PollSchedule) {
        signs.withLock { $0.watch(teams: teams, channels: channels, schedule: schedule) }
    }

    func record<C: Clock>(_ event: Engine<C>.Event) where C.Duration == Duration {
        let uptime = uptime()
        signs.withLock { $0.record(event, uptime: uptime) }
    }

    /// What a reload came to.
    func reloaded(success: Bool, at now: Instant) {
        signs.withLock { $0.reloaded(success: success, at: now) }
    }

    /// Why the daemon does not do its work, in lines; see `VitalSigns.unready`. A state that could not be written is tried
    /// again first: with nothing to poll or deliver, nobody else would find out that it is well. Not by all who ask at the same time:
    /// a state that others write waits for seconds.
    func unready() async -> [String] {
        if signs.withLock({ $0.beginTrial() }) {
            let isWell = (try? await store.touch()) != nil
            signs.withLock { $0.endTrial(isWell: isWell) }
        }
        let uptime = uptime()
        return signs.withLock { $0.unready(uptime: uptime) }
    }

    /// In Prometheus' text format.
    func metrics(at now: Instant) async -> String {
        await askStore(at: now)
        let depths = await depths(at: now)
        let isReady = await unready().isEmpty
        let signs = signs.withLock { $0 }
        return PrometheusText.write(
            signs.families(of: version, isReady: isReady, depths: depths, at: now)
                + ProcessFigures.families(started: started))
    }

    /// Nil when the state cannot be read.
    private func depths(at now: Instant) async -> [ChannelName: OutboxDepth]? {
        do {
            return try await store.depths(at: now)
        } catch {
            signs.withLock { $0.fail(.scrape, error) }
            return nil
        }
    }

    /// At most so many teams, and no more once so much time has passed, for each scrape.
    private static let (mostAsked, longestAsking) = (500, Duration.seconds(2))

    /// Asks for teams that no poll has told of yet.
    private func askStore(at now: Instant) async {
        let unknown = signs.withLock { signs in
            signs.teams.values.lazy.filter { !$0.isKnown }.prefix(Self.mostAsked).map(\.watch)
        }
        let begun = uptime()
        for watch in unknown {
            guard uptime() - begun < Self.longestAsking else { return }
            do {
                let (sources, incidents) = try await store.standing(of: watch)
                // Books that do not add up have no figures; the next poll tells why.
                let statement = try await statement(of: watch, asOf: now)
                let figures = statement.flatMap { TeamFigures($0, sources: sources, zone: watch.zone) }
                signs.withLock { signs in
                    // A poll that ended meanwhile knows better.
                    guard signs.teams[watch.team]?.isKnown == false else { return }
                    signs.tell(watch.team, figures, incidents: incidents, sources: sources)
                }
            } catch {
                return signs.withLock { $0.fail(.scrape, error) }
            }
        }
    }

    private func statement(of watch: Watch, asOf now: Instant) async throws -> Statement? {
        do {
            return try await store.statement(of: watch, asOf: now)
        } catch is Ledger.Failure {
            return nil
        }
    }
}
