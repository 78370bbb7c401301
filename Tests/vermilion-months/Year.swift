import Foundation
import Synchronization
import VermilionDomain
import VermilionEngine
import VermilionStore
import VermilionTestSupport

/// A year of a running engine, hour by hour: sources that fail, hang and correct themselves, a channel that is down every
/// tenth day. The clock stands wherever a source is due until it was asked, so a poll that is left out stops the year.
///
/// Everything is real but the sources, the channel and the time.
final class Year: Sendable {
    struct Stalled: Error, CustomStringConvertible {
        let description: String
    }

    static let every = Duration.hours(1)
    private static let teams: [TeamName] = ["Acme", "Borealis"]
    private static let sources: [SourceID] = ["csv", "http"]

    let length: Duration
    private let clock: ManualClock
    private let directory: TemporaryDirectory
    private let progress = Mutex(Progress())

    fileprivate struct Progress: Sendable {
        var asked: [String: (count: Int, last: ManualClock.Instant)] = [:]
        var ended = 0
        var hanging = 0
        var delivered = 0
        var failures: [String] = []
        var prints: [Footprint] = []

        /// Polls that go on, but for those that hang.
        var underway: Int { asked.values.reduce(0) { $0 + $1.count } - ended - hanging }
    }

    init(days: Int) throws {
        length = .days(days)
        clock = ManualClock(start: try .at("2025-07-01"))
        directory = try TemporaryDirectory()
    }

    var prints: [Footprint] { progress.withLock { $0.prints } }
    /// How often each source was asked.
    var polls: [String: Int] { progress.withLock { $0.asked.mapValues(\.count) } }
    /// How often it should have been: at once, and each hour from then on. In many years once more, because the clock may move
    /// while the engine reckons when a source is due.
    var due: Int { Int(length / Self.every) + 1 }
    var messages: Int { progress.withLock { $0.delivered } }
    /// What the state did not take.
    var failures: [String] { progress.withLock { $0.failures } }

    func live() async throws {
        let engine = try engine()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await engine.run { [self] in note($0) } }
            defer { group.cancelAll() }
            var nextPrint = Duration.zero
            while true {
                try await untilNothingIsDue()
                if clock.now.offset >= nextPrint {
                    nextPrint += .days(3)
                    let print = try Footprint.now()
                    progress.withLock { $0.prints.append(print) }
                }
                guard clock.now.offset < length else { return }
                clock.advance(by: step)
            }
        }
    }

    private func note(_ event: Engine<ManualClock>.Event) {
        progress.withLock { progress in
            switch event {
            case .polled: progress.ended += 1
            case .pollNotKept(_, let source, let error):
                progress.ended += 1
                progress.failures.append("\(source): \(error)")
            case .deliveryNotKept(let channel, let error): progress.failures.append("\(channel): \(error)")
            case .attempted, .planned, .wentRound: break
            }
        }
    }

    /// Returns when every source was asked in time, and all that it began is over or hangs.
    private func untilNothingIsDue() async throws {
        let patience = ContinuousClock.now + .seconds(60)
        while true {
            await clock.untilSleeping(2)
            let now = clock.now
            let isSo = progress.withLock { progress in
                progress.asked.count == Self.teams.count * Self.sources.count
                    && progress.underway == 0
                    && progress.asked.values.allSatisfy { $0.last.advanced(by: Self.every) > now }
            }
            if isSo { return }
            guard ContinuousClock.now < patience else {
                throw Stalled(description: "after \(now.offset / .hours(1)) hours a source was not asked: \(polls)")
            }
            await Task.yield()
        }
    }

    /// How far the clock may go: not beyond the next poll, and in small steps while one hangs.
    private var step: Duration {
        let now = clock.now
        return progress.withLock { progress in
            let next = progress.asked.values.map { now.duration(to: $0.last.advanced(by: Self.every)) }.min()
            return min(next ?? .minutes(5), progress.hanging > 0 ? .seconds(20) : .minutes(5))
        }
    }

    private func engine() throws -> Engine<ManualClock> {
        let channel = Letterbox(clock: clock) { [self] in progress.withLock { $0.delivered += 1 } }
        let lots = [try Lot.from("2025-01-01", "100", until: "2099-01-01")]
        let teams = Self.teams.map { team in
            let sources = Self.sources.map { source($0, of: team) }
            return WatchedTeam(
                watch: Watch(
                    team: team, rules: AlertRules(), zone: .utc, sources: sources.map(\.id), lots: lots,
                    channels: [channel.name]),
                sources: sources, channels: [channel], reader: Reader(language: .english, zone: .utc))
        }
        return Engine(
            teams: teams, channels: [channel],
            schedule: PollSchedule(every: Self.every, jitter: 0, deadline: .minutes(1)),
            store: try Store.open(directory: directory.path), worker: "year", time: .manual(clock))
    }

    private func source(_ id: SourceID, of team: TeamName) -> ScriptedSource {
        ScriptedSource(id: id) { [self] _ in
            let name = "\(team) \(id)"
            let number = progress.withLock { progress in
                let count = progress.asked[name]?.count ?? 0
                progress.asked[name] = (count + 1, clock.now)
                return count
            }
            switch (number + name.utf8.count) % 97 {
            case 13, 50:
                progress.withLock { $0.hanging += 1 }
                defer { progress.withLock { $0.hanging -= 1 } }
                try? await clock.sleep(until: clock.now.advanced(by: .days(1_000)), tolerance: nil)
                return .failed(id)
            case 20..<30: return .failed(id)
            default:
                // Under the pack, over it, farther over it, and back, a day each.
                let tokens = ["1", "1.5", "2"][number / 24 % 3]
                let rows = (1...28).compactMap {
                    try? Usage.on("2025-06-\($0 < 10 ? "0" : "")\($0)", tokens, source: id)
                }
                return .good(id, rows)
            }
        }
    }
}

/// Takes all messages, but for every tenth day, and keeps none.
private struct Letterbox: Channel {
    let name: ChannelName = "mail"
    let clock: ManualClock
    let take: @Sendable () -> Void

    func compose(_ notice: Notice, for reader: Reader) -> [UInt8] { Array("\(notice.id) \(notice.kind)".utf8) }

    func deliver(_ delivery: Delivery, at now: Instant) async -> Outcome {
        guard Int(clock.now.offset / .days(1)) % 10 != 9 else { return .retry(reason: "421 down", after: nil) }
        take()
        return .delivered(reply: "250")
    }
}
