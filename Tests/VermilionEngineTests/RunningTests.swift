import Synchronization
import Testing
import VermilionStore
import VermilionTestSupport

@testable import VermilionDomain
@testable import VermilionEngine

@Suite(.timeLimit(.minutes(5))) struct `A running engine` {
    private var rig: Rig
    private let journal = Journal()
    private let usage: Shared<[Usage]>

    init() throws {
        rig = try Rig()
        let usage = Shared([try Usage.on("2025-07-22", "3.5")])
        self.usage = usage
        rig.sources = [ScriptedSource(id: "csv") { _ in .good("csv", usage.value) }]
        rig.channels = [ScriptedChannel("mail")]
    }

    /// Runs the engine beside a test, and ends it with it.
    private func whileRunning(
        _ engines: [Engine<ManualClock>]? = nil, _ body: () async throws -> Void
    ) async throws {
        let engines = engines ?? [rig.engine()]
        let journal = journal
        try await withThrowingTaskGroup(of: Void.self) { group in
            for engine in engines { group.addTask { await engine.run { journal.record($0) } } }
            try await body()
            group.cancelAll()
        }
    }

    @Test func `polls on schedule and delivers what comes of it at once`() async throws {
        try await whileRunning {
            await journal.until { $0.attempts.count == 1 }
            #expect(rig.clock.now.offset == .zero)
            try await rig.pass(by: .minutes(1)) { journal.polls.count == 4 }
        }
        #expect(rig.clock.now.offset >= .hours(3) && rig.clock.now.offset < .hours(3) + .minutes(5))
        #expect(journal.attempts.map(\.state) == [.delivered])
        #expect(journal.failures == 0)
    }

    @Test mutating func `goes on after a poll that hangs, and does not let it delay another`() async throws {
        let clock = rig.clock
        let hanging = ScriptedSource(id: "hanging") { _ in
            await clock.hang()
            return .good("hanging")
        }
        let sound = ScriptedSource(id: "sound") { _ in .good("sound") }
        rig.sources = [hanging, sound]
        try await whileRunning { try await rig.pass(by: .seconds(20)) { hanging.polls >= 3 && sound.polls >= 3 } }
        #expect(rig.clock.now.offset < .hours(3))
        let failed = journal.polls.filter { !$0.reading.isGood }
        #expect(failed.count >= 2)
        #expect(failed.allSatisfy { $0.reading.source == "hanging" })
    }

    @Test mutating func `lets no channel that hangs delay another`() async throws {
        let clock = rig.clock
        let hanging = ScriptedChannel("hanging") { _, _ in
            await clock.hang()
            return .retry(reason: "cancelled", after: nil)
        }
        let sound = ScriptedChannel("sound")
        rig.channels = [hanging, sound]
        try await whileRunning {
            try await rig.pass(by: .milliseconds(1)) { sound.arrived.count == 1 }
            usage.value.append(try .on("2025-07-23", "10"))
            try await rig.pass(by: .seconds(9)) { sound.arrived.count == 2 }
        }
        #expect(sound.arrived.map(\.kind) == [.opened, .raised])
        // The lease of the attempt that hangs was renewed all the time: it was made once.
        #expect(hanging.attempts.count == 1)
    }

    @Test mutating func `ends promptly, and gives back what it was delivering`() async throws {
        let clock = rig.clock
        let started = Shared(false)
        let hanging = ScriptedChannel("hanging") { _, _ in
            started.value = true
            await clock.hang()
            return .retry(reason: "cut off", after: nil)
        }
        rig.channels = [hanging]
        try await whileRunning { try await rig.pass(by: .milliseconds(1)) { started.value } }
        let kept = try #require(try await rig.store.deliveries().first)
        #expect(kept.state == .queued)
        #expect(kept.attempts == [])
        let claimed = try await rig.store.claim(
            from: "hanging", at: clock.wallTime, lease: Lease(worker: "other", until: clock.wallTime))
        #expect(claimed == kept, "its lease was given back")
        #expect(journal.failures == 0)
    }

    @Test mutating func `keeps what was delivered while it was asked to end`() async throws {
        let clock = rig.clock
        let started = Shared(false)
        let slow = ScriptedChannel("slow") { _, _ in
            started.value = true
            await clock.hang()
            return .delivered(reply: "250 OK")
        }
        rig.channels = [slow]
        try await whileRunning { try await rig.pass(by: .milliseconds(1)) { started.value } }
        #expect(try await rig.store.deliveries().map(\.state) == [.delivered])
    }

    @Test mutating func `does not count a poll that was cut off by its end`() async throws {
        let clock = rig.clock
        let hangs = Shared(false)
        let source = ScriptedSource(id: "csv") { _ in
            if hangs.value { await clock.hang() }
            return hangs.value ? .failed("csv") : .good("csv")
        }
        rig.sources = [source]
        try await whileRunning {
            try await rig.pass { journal.polls.count == 1 }
            hangs.value = true
            try await rig.pass(by: .seconds(30)) { source.polls == 2 }
        }
        #expect(try await rig.store.health(of: "csv", team: "Acme")?.problem == nil)
        #expect(journal.polls.count == 1)
        #expect(journal.failures == 0)
    }

    @Test func `rests between deliveries, however often it rested before`() async throws {
        let store = FallibleStore(rig.store)
        try await whileRunning([rig.engine(store: store)]) {
            try await rig.pass { journal.attempts.count == 1 }
            let before = store.effects.count
            let start = rig.clock.now.offset
            try await rig.pass(by: .seconds(10)) { rig.clock.now.offset > start + .minutes(30) }
            // Looks twice a minute; each look is one claim.
            #expect(store.effects.count - before <= 70)
            #expect(store.looks <= 70)
        }
    }

    @Test mutating func `rests while one delivery waits and others wait behind it`() async throws {
        let channel = ScriptedChannel("mail") { _, _ in .retry(reason: "421 later", after: .minutes(50)) }
        rig.channels = [channel]
        rig.schedule = PollSchedule(every: .minutes(10), jitter: 0, deadline: .minutes(1))
        let store = FallibleStore(rig.store)
        let usage = usage
        try await whileRunning([rig.engine(store: store)]) {
            try await rig.pass { channel.attempts.count == 1 }
            usage.value.append(try .on("2025-07-23", "100"))
            try await rig.pass(by: .seconds(10)) {
                journal.polls.contains { $0.decision.notices.first?.kind == .raised }
            }
            let before = store.looks
            let start = rig.clock.now.offset
            try await rig.pass(by: .seconds(1)) { rig.clock.now.offset > start + .minutes(10) }
            #expect(store.looks - before <= 25)
        }
        #expect(channel.attempts.count == 1)
    }

    @Test func `finds what another process put into the outbox`() async throws {
        let start = rig.clock.wallTime
        let other = try Store.open(directory: rig.directory.path)
        try await whileRunning {
            try await rig.pass { journal.attempts.count == 1 }
            let id = journal.attempts[0].id
            _ = try await other.resend(id, at: rig.clock.wallTime)
            try await rig.pass { journal.attempts.count == 2 }
        }
        #expect(rig.clock.wallTime - start < .minutes(2))
        #expect(journal.attempts[0].id == journal.attempts[1].id)
        #expect(journal.attempts[0].payload == journal.attempts[1].payload)
    }

    @Test func `goes on when the state cannot be written for a while`() async throws {
        let store = FallibleStore(rig.store) { _, number in (1..<6).contains(number) ? .before : nil }
        try await whileRunning([rig.engine(store: store)]) {
            try await rig.pass(by: .seconds(10)) { journal.attempts.count == 1 }
        }
        #expect(journal.failures > 0)
    }

    @Test mutating func `beside another on one state delivers nothing twice`() async throws {
        let mail = ScriptedChannel("mail") { _, number in
            number % 3 == 2 ? .retry(reason: "421", after: nil) : .delivered(reply: "250")
        }
        rig.channels = [mail, ScriptedChannel("chat")]
        let counter = Shared(0)
        rig.sources = [
            ScriptedSource(id: "csv") { _ in
                counter.value += 1
                guard let rows = try? (0..<counter.value).map({ try Usage.on("2025-07-22", "1", id: "r\($0 * $0)") })
                else { return .failed("csv") }
                return .good("csv", rows)
            }
        ]
        let other = try Store.open(directory: rig.directory.path)
        let engines = [rig.engine(worker: "run"), rig.engine(worker: "check", store: other)]
        try await whileRunning(engines) {
            try await rig.pass(loops: 2 * rig.loops) { rig.clock.now.offset > .hours(2) }
        }
        for channel in rig.channels.compactMap({ $0 as? ScriptedChannel }) {
            let ids = channel.arrived.map(\.id)
            #expect(!ids.isEmpty)
            #expect(Set(ids).count == ids.count)
            #expect(ids.map(\.notice.number) == ids.map(\.notice.number).sorted())
        }
        #expect(journal.failures == 0)
    }
}

@Suite(.timeLimit(.minutes(1))) struct `A bell` {
    @Test func `keeps a ring for who waits next, and several as one`() async {
        let clock = ManualClock(start: .distantPast)
        let bell = Bell()
        bell.ring()
        bell.ring()
        await bell.wait()
        let second = Task { await TimeSource.manual(clock).within(.seconds(1)) { await bell.wait() } }
        await clock.untilSleeping(1)
        clock.advance(by: .seconds(1))
        #expect(await second.value == nil)
    }

    @Test func `rings again after a wait that was cut off`() async {
        let clock = ManualClock(start: .distantPast)
        let bell = Bell()
        for _ in 0..<3 {
            let wait = Task { await TimeSource.manual(clock).within(.seconds(1)) { await bell.wait() } }
            await clock.untilSleeping(1)
            clock.advance(by: .seconds(1))
            #expect(await wait.value == nil)
        }
        let woken = Task { await TimeSource.manual(clock).within(.seconds(1)) { await bell.wait() } }
        await clock.untilSleeping(1)
        bell.ring()
        #expect(await woken.value != nil)
    }
}
