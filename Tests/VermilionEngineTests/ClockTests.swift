import Synchronization
import Testing
import VermilionStore
import VermilionTestSupport

@testable import VermilionDomain
@testable import VermilionEngine

/// The time of day is put forward and back by hand, and the machine sleeps.
@Suite(.timeLimit(.minutes(1))) struct `An engine whose clock is moved` {
    private var rig: Rig
    private let journal = Journal()
    private let usage: Shared<[Usage]>
    private let sources: [ScriptedSource]
    /// What the time of day is wrong by.
    private let error = Shared(Duration.zero)

    init() throws {
        rig = try Rig(start: "2025-07-24")
        let usage = Shared([try Usage.on("2025-07-22", "3.5")])
        self.usage = usage
        sources = [
            ScriptedSource(id: "csv") { _ in .good("csv", usage.value) },
            ScriptedSource(id: "http") { _ in .good("http") },
        ]
        rig.sources = sources
        rig.rules.reminders = [.days(7)]
        // A step that falls between a poll and its reading is not its fault.
        rig.schedule = PollSchedule(every: .hours(1), jitter: 0, deadline: .hours(1))
    }

    private func whileRunning(_ body: () async throws -> Void) async throws {
        let (clock, error, journal) = (rig.clock, error, journal)
        let engine = Engine(
            teams: [rig.team], channels: rig.channels, schedule: rig.schedule, store: rig.store, worker: "worker",
            time: TimeSource(clock: clock, now: { clock.wallTime + error.value }, chance: { 0.5 }))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await engine.run { journal.record($0) } }
            try await body()
            group.cancelAll()
        }
    }

    /// The clock stands while a poll is underway: on a busy machine it would take hours.
    private func hours(_ count: Int) async throws {
        let end = rig.clock.now.offset + .hours(count)
        try await rig.pass(by: .minutes(5)) {
            let asked = sources.map(\.polls).reduce(0, +)
            await journal.until { $0.polls.count >= asked }
            return rig.clock.now.offset >= end
        }
    }

    @Test(arguments: [1, -1]) mutating func `by a day opens and closes nothing, and polls on schedule`(
        days: Int
    ) async throws {
        let mail = ScriptedChannel("mail")
        rig.channels = [mail]
        try await whileRunning {
            try await hours(3)
            let polls = journal.polls.count
            error.value = .days(days)
            try await hours(6)
            error.value = .zero
            try await hours(6)
            // Two sources, twelve hours; and whoever sleeps, sleeps by the other clock.
            #expect((22...27).contains(journal.polls.count - polls), "\(journal.polls.count - polls)")
            #expect(mail.arrived.map(\.kind) == [.opened])
            usage.value.append(try .on("2025-07-24", "9"))
            try await hours(2)
        }
        #expect(mail.arrived.map(\.kind) == [.opened, .raised])
        #expect(try await rig.store.incidents(includingClosed: true).map(\.phase) == [.open])
        #expect(journal.failures == 0)
    }

    /// What waits until tomorrow because the clock was wrong does not.
    @Test mutating func `back by a day tries again in time`() async throws {
        let works = Shared(false)
        let mail = ScriptedChannel("mail") { _, _ in
            works.value ? .delivered(reply: "250") : .retry(reason: "421 later", after: nil)
        }
        rig.channels = [mail]
        error.value = .days(1)
        try await whileRunning {
            try await hours(2)
            works.value = true
            error.value = .zero
            try await rig.pass(by: .seconds(10)) { mail.arrived.count == 1 }
        }
        // Not tomorrow; on a busy machine the clock does not wait for the next look.
        #expect(rig.clock.now.offset < .hours(12))
    }

    /// Or systemd would take the daemon for one that hangs.
    @Test mutating func `forward says all the same that it goes round, though an attempt is underway`() async throws {
        let clock = rig.clock
        let slow = ScriptedChannel("slow") { _, _ in
            try? await clock.sleep(until: clock.now.advanced(by: .minutes(20)), tolerance: nil)
            return .delivered(reply: "250")
        }
        rig.channels = [slow]
        try await whileRunning {
            // The attempt sleeps, too.
            let loops = rig.loops + 1
            try await rig.pass(loops: loops) { clock.now.offset > .minutes(2) }
            error.value = .days(1)
            let rounds = journal.rounds.count { $0 == .delivering("slow") }
            try await rig.pass(loops: loops) { clock.now.offset > .minutes(12) }
            #expect(journal.rounds.count { $0 == .delivering("slow") } - rounds >= 18)
            #expect(slow.attempts.isEmpty)
        }
    }

    @Test mutating func `that slept for eight hours polls each source once, and goes on as before`() async throws {
        let mail = ScriptedChannel("mail")
        rig.channels = [mail]
        try await whileRunning {
            await journal.until { $0.polls.count == 2 && $0.attempts.count == 1 }
            let rounds = journal.rounds.count
            await rig.clock.untilSleeping(rig.loops)
            rig.clock.advance(by: .hours(8))
            await journal.until { $0.polls.count >= 4 }
            try await rig.pass(by: .seconds(30)) { rig.clock.now.offset > .hours(8) + .minutes(55) }
            #expect(journal.polls.count == 4)
            // Each loop twice a minute, and not all that were slept through.
            #expect((150...260).contains(journal.rounds.count - rounds), "\(journal.rounds.count - rounds)")
            try await rig.pass(by: .seconds(30)) { rig.clock.now.offset > .hours(9) + .minutes(10) }
            #expect(journal.polls.count == 6)
        }
        #expect(mail.arrived.map(\.kind) == [.opened])
        #expect(try await rig.store.incidents(includingClosed: true).count == 1)
    }
}
