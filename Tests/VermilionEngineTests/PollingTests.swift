import Testing
import VermilionDomain
import VermilionEngine
import VermilionStore
import VermilionTestSupport

@Suite struct `A poll schedule` {
    private static let hourly = PollSchedule(every: .hours(1), jitter: 10, deadline: .minutes(1))

    @Test(arguments: [
        // Seconds since the last poll, chance, seconds to wait.
        (0, 0.5, 3_600), (0, 0.0, 3_240), (0, 1.0, 3_960), (600, 0.5, 3_000), (3_600, 0.5, 0), (3_600, 1.0, 360),
        (86_400, 1.0, 0), (-86_400, 0.5, 3_600), (-1, 1.0, 3_960), (0, 9.0, 3_960), (0, -9.0, 3_240),
    ]) func `waits for the interval, spread by jitter`(ago: Int, chance: Double, wait: Int) throws {
        let now = try Instant.at("2025-07-24")
        #expect(Self.hourly.wait(after: now - .seconds(ago), now: now, chance: chance) == .seconds(wait))
    }

    @Test func `does not wait for a source that was never polled`() throws {
        #expect(Self.hourly.wait(after: nil, now: try .at("2025-07-24"), chance: 1) == .zero)
    }

    @Test(arguments: 0..<UInt64(50)) func `never waits longer than the interval and its spread`(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let now = try Instant.at("2025-07-24")
        let last = now + .seconds(random.draw(-1_000_000...1_000_000))
        let wait = Self.hourly.wait(after: last, now: now, chance: Double.random(in: 0...1, using: &random))
        #expect(wait >= .zero && wait <= .minutes(66))
    }
}

@Suite(.timeLimit(.minutes(1))) struct `A poll` {
    private var rig: Rig
    private let channel = ScriptedChannel("mail")

    init() throws {
        rig = try Rig()
        rig.channels = [channel]
    }

    @Test mutating func `past its deadline counts as a failure, and the next source is polled`() async throws {
        let clock = rig.clock
        let hanging = ScriptedSource(id: "hanging") { _ in
            await clock.hang()
            return .good("hanging")
        }
        let sound = ScriptedSource(id: "sound") { _ in .good("sound") }
        rig.sources = [hanging, sound]
        let engine = rig.engine()
        async let polling = engine.pollAll()
        await clock.untilSleeping(2)
        clock.advance(by: .minutes(1))
        let polls = try await polling
        #expect(polls.map(\.reading.isGood) == [false, true])
        #expect(polls[0].reading.failures.first?.message == "gave no answer within 60 s")
        #expect(polls[0].reading.failures.first?.place?.file == "hanging")
        let health = try await rig.store.health(of: "hanging", team: "Acme")
        #expect(health?.lastGood == nil)
        #expect(health?.problem != nil)
    }

    @Test mutating func `keeps rows out that would break the books, and says which`() async throws {
        let rows = Shared([try Usage.on("2025-07-22", "9223372036854")])
        rig.sources = [ScriptedSource(id: "csv") { _ in .good("csv", rows.value) }]
        let engine = rig.engine()
        #expect(try await engine.pollAll()[0].reading.isGood)
        rows.value = [try .on("2025-07-23", "9223372036854"), try .on("2025-07-21", "0.5")]
        let poll = try await engine.pollAll()[0]
        #expect(!poll.reading.isGood)
        #expect(poll.reading.failures.first?.message.contains("2025-07-23") == true)
        #expect("\(poll.decision.statement.used)" == "9223372036854")
        rows.value = [try .on("2025-07-23", "-1")]
        #expect(try await engine.pollAll()[0].reading.failures.first?.message.contains("negative") == true)
        #expect(try await rig.store.health(of: "csv", team: "Acme")?.problem != nil)
    }

    @Test mutating func `takes rows of a reading that failed in part`() async throws {
        rig.sources = [ScriptedSource(id: "csv") { _ in .failed("csv", (try? [.on("2025-07-22", "3.5")]) ?? []) }]
        let poll = try await rig.engine().pollAll()[0]
        #expect(poll.decision.notices.map(\.kind) == [.opened])
        #expect("\(poll.decision.statement.uncharged)" == "3.5")
    }

    @Test mutating func `that is cut off changes nothing`() async throws {
        let clock = rig.clock
        rig.sources = [
            ScriptedSource(id: "csv") { _ in
                await clock.hang()
                return .failed("csv")
            }
        ]
        let engine = rig.engine()
        let polling = Task { try await engine.pollAll() }
        await clock.untilSleeping(2)
        polling.cancel()
        await #expect(throws: CancellationError.self) { try await polling.value }
        #expect(try await rig.store.health(of: "csv", team: "Acme") == nil)
    }
}
