import Synchronization
import VermilionDomain
import VermilionEngine
import VermilionStore
import VermilionTestSupport

/// An engine with everything real but the sources, the channels and the time.
struct Rig {
    let clock: ManualClock
    let directory: TemporaryDirectory
    let store: Store
    var rules = AlertRules()
    var lots: [Lot] = []
    var sources: [any Source] = []
    var channels: [any Channel] = []
    /// Nil for all notices to all channels.
    var routes: [Route]?
    /// Whether it is told when messages do not get through a channel.
    var watchesChannels = false
    var schedule = PollSchedule(every: .hours(1), jitter: 0, deadline: .minutes(1))

    init(start: String = "2025-07-24") throws {
        clock = ManualClock(start: try .at(start))
        directory = try TemporaryDirectory()
        store = try Store.open(directory: directory.path)
        rules.low.below = nil
    }

    var team: WatchedTeam {
        WatchedTeam(
            watch: Watch(
                team: "Acme", rules: rules, zone: .utc, sources: sources.map(\.id), lots: lots,
                channels: watchesChannels ? Set(channels.map(\.name)) : []),
            sources: sources, channels: channels, routes: routes, reader: Reader(language: .english, zone: .utc))
    }

    func engine(worker: WorkerID = "worker", store other: (any LedgerStore)? = nil) -> Engine<ManualClock> {
        Engine(
            teams: [team], channels: channels, schedule: schedule, store: other ?? store, worker: worker,
            time: .manual(clock))
    }

    /// How many tasks of a running engine wait for the clock, at least, whenever it has nothing else to do.
    var loops: Int { 1 + channels.count }

    /// Lets time pass in small steps until something is so.
    func pass(
        by step: Duration = .seconds(5), loops: Int? = nil, until isSo: () async throws -> Bool
    ) async throws {
        for _ in 0..<100_000 {
            await clock.untilSleeping(loops ?? self.loops)
            if try await isSo() { return }
            try Task.checkCancellation()
            clock.advance(by: step)
        }
        throw NeverHappened()
    }

    struct NeverHappened: Error {}
}

/// What an engine reported, to look at while it runs.
final class Journal: Sendable {
    private let log = Mutex<[Engine<ManualClock>.Event]>([])
    private let changes = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

    func record(_ event: Engine<ManualClock>.Event) {
        log.withLock { $0.append(event) }
        changes.continuation.yield()
    }

    /// Waits for the engine without moving its clock.
    func until(_ isSo: (Journal) -> Bool) async {
        if isSo(self) { return }
        for await _ in changes.stream where isSo(self) { return }
    }

    var polls: [Poll] { all { if case .polled(let poll) = $0 { poll } else { nil } } }
    var attempts: [Delivery] { all { if case .attempted(let delivery) = $0 { delivery } else { nil } } }
    var rounds: [EngineLoop] { all { if case .wentRound(let loop) = $0 { loop } else { nil } } }

    /// When it said that a source is due next.
    var plans: [VermilionDomain.Instant] { all { if case .planned(let next) = $0 { next } else { nil } } }

    /// Errors of the state.
    var failures: Int {
        events.count { event in
            switch event {
            case .polled, .attempted, .planned, .wentRound: false
            case .pollNotKept, .deliveryNotKept: true
            }
        }
    }

    private var events: [Engine<ManualClock>.Event] { log.withLock { $0 } }

    private func all<Part>(_ pick: (Engine<ManualClock>.Event) -> Part?) -> [Part] { events.compactMap(pick) }
}

/// A value that a test changes while sources look at it.
final class Shared<Value: Sendable>: Sendable {
    private let mutex: Mutex<Value>
    init(_ value: Value) { mutex = Mutex(value) }
    var value: Value {
        get { mutex.withLock { $0 } }
        set { mutex.withLock { $0 = newValue } }
    }
}

extension ManualClock {
    /// Waits until the task is cancelled.
    func hang() async { try? await sleep(until: now.advanced(by: .days(100_000)), tolerance: nil) }
}
