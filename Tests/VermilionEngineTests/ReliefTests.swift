import Testing
import VermilionStore
import VermilionTestSupport

@testable import VermilionDomain
@testable import VermilionEngine

/// What one engine does when another takes over.
@Suite(.timeLimit(.minutes(5))) struct `An engine that is relieved` {
    private var rig: Rig
    private let journal = Journal()

    init() throws {
        rig = try Rig()
        let usage = try Usage.on("2025-07-22", "3.5")
        rig.sources = [ScriptedSource(id: "csv") { _ in .good("csv", [usage]) }]
    }

    /// Lets time pass as long as something is so.
    private func pass(while isSo: () -> Bool) async {
        while isSo() {
            rig.clock.advance(by: .milliseconds(100))
            await Task.yield()
        }
    }

    @Test mutating func `ends with what it has begun, and begins nothing new`() async throws {
        let clock = rig.clock
        let (answers, answer) = AsyncStream<Void>.makeStream()
        let (begins, begin) = AsyncStream<Void>.makeStream()
        let slow = ScriptedChannel("slow") { _, _ in
            begin.finish()
            for await _ in answers {}
            return Task.isCancelled ? .retry(reason: "cut off", after: nil) : .delivered(reply: "250")
        }
        rig.channels = [slow]
        let (engine, journal) = (rig.engine(worker: "first"), journal)
        let relief = Relief()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await engine.run(until: relief) { journal.record($0) } }
            for await _ in begins {}
            relief.ask()
            await relief.pollsEnd()
            answer.finish()
            await group.waitForAll()
        }
        #expect(slow.arrived.count == 1)
        #expect(try await rig.store.deliveries().map(\.state) == [.delivered])
        #expect(journal.polls.count == 1)
        clock.advance(by: .hours(5))
        #expect(journal.polls.count == 1)
    }

    @Test mutating func `gives back what lasts too long`() async throws {
        let clock = rig.clock
        let (begins, begin) = AsyncStream<Void>.makeStream()
        let hanging = ScriptedChannel("hanging") { _, _ in
            begin.finish()
            await clock.hang()
            return .retry(reason: "cut off", after: nil)
        }
        rig.channels = [hanging]
        let ended = Shared(false)
        let (engine, journal) = (rig.engine(worker: "first"), journal)
        let relief = Relief()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await engine.run(until: relief) { journal.record($0) }
                ended.value = true
            }
            for await _ in begins {}
            relief.ask()
            await pass { !ended.value }
        }
        let kept = try #require(try await rig.store.deliveries().first)
        #expect(kept.state == .queued && kept.attempts == [])
        let other = try await rig.store.claim(
            from: "hanging", at: clock.wallTime, lease: Lease(worker: "second", until: clock.wallTime))
        #expect(other == kept, "its lease was given back")
    }

    @Test mutating func `keeps what got through when the disk has room again`() async throws {
        let isFull = Shared(false)
        let full = FallibleStore(rig.store) { _, _ in isFull.value ? .before : nil }
        let (answers, answer) = AsyncStream<Void>.makeStream()
        let (begins, begin) = AsyncStream<Void>.makeStream()
        let slow = ScriptedChannel("slow") { _, _ in
            begin.finish()
            for await _ in answers {}
            return .delivered(reply: "250")
        }
        rig.channels = [slow]
        let ended = Shared(false)
        let (engine, journal) = (rig.engine(worker: "first", store: full), journal)
        let relief = Relief()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await engine.run(until: relief) { journal.record($0) }
                ended.value = true
            }
            for await _ in begins {}
            isFull.value = true
            relief.ask()
            answer.finish()
            await pass { journal.failures < 3 && !ended.value }
            #expect(!ended.value)
            isFull.value = false
            await pass { !ended.value }
        }
        #expect(try await rig.store.deliveries().map(\.state) == [.delivered])
    }

    @Test mutating func `leaves the poll that is underway, which is not kept`() async throws {
        let clock = rig.clock
        let begun = Shared(false)
        rig.sources = [
            ScriptedSource(id: "csv") { _ in
                begun.value = true
                await clock.hang()
                return .good("csv")
            }
        ]
        let (engine, journal) = (rig.engine(), journal)
        let relief = Relief()
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await engine.run(until: relief) { journal.record($0) } }
            await clock.untilSleeping(2)
            relief.ask()
            await group.waitForAll()
        }
        #expect(begun.value && journal.polls.isEmpty)
        #expect(try await rig.store.health(of: "csv", team: "Acme") == nil)
    }

    @Test mutating func `asked before it runs does nothing`() async throws {
        rig.channels = [ScriptedChannel("mail")]
        let (engine, journal, relief) = (rig.engine(), journal, Relief())
        relief.ask()
        await engine.run(until: relief) { journal.record($0) }
        #expect(journal.attempts.isEmpty)
    }
}

@Suite(.timeLimit(.minutes(5))) struct `Loops that go round` {
    private var rig: Rig
    private let journal = Journal()

    init() throws {
        rig = try Rig()
        rig.channels = [ScriptedChannel("mail")]
    }

    private func rounds(_ loop: EngineLoop) -> Int {
        journal.rounds.count { $0 == loop }
    }

    private func whileRunning(_ body: () async throws -> Void) async throws {
        let (engine, journal) = (rig.engine(), journal)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await engine.run { journal.record($0) } }
            try await body()
            group.cancelAll()
        }
    }

    @Test mutating func `say so twice a minute, though nothing is due`() async throws {
        rig.sources = [ScriptedSource(id: "csv") { _ in .good("csv") }]
        try await whileRunning {
            try await rig.pass { journal.polls.count == 1 }
            let (polling, mail) = (rounds(.polling), rounds(.delivering("mail")))
            let start = rig.clock.now.offset
            try await rig.pass { rig.clock.now.offset >= start + .minutes(10) }
            #expect((19...22).contains(rounds(.polling) - polling))
            #expect((19...22).contains(rounds(.delivering("mail")) - mail))
        }
    }

    @Test mutating func `say nothing while a poll ignores its end`() async throws {
        let (ends, end) = AsyncStream<Void>.makeStream()
        rig.sources = [
            ScriptedSource(id: "csv") { _ in
                // Waits also when its task is cancelled.
                await Task { for await _ in ends {} }.value
                return .good("csv")
            }
        ]
        try await whileRunning {
            // The poll may take its deadline twice, and the state a minute.
            try await rig.pass { rig.clock.now.offset > .minutes(4) }
            let polling = rounds(.polling)
            try await rig.pass { rig.clock.now.offset > .minutes(20) }
            #expect(rounds(.polling) == polling)
            end.finish()
            try await rig.pass { rounds(.polling) > polling }
        }
    }

    @Test mutating func `tell when the next source is due`() async throws {
        rig.sources = [ScriptedSource(id: "csv") { _ in .good("csv") }]
        let start = rig.clock.wallTime
        try await whileRunning {
            try await rig.pass(by: .milliseconds(1)) { journal.polls.count == 1 }
            await journal.until { journal in
                journal.plans.last.map { (start + .hours(1)...start + .minutes(61)).contains($0) } ?? false
            }
        }
    }
}
