import Testing
import VermilionDomain
import VermilionTestSupport

@testable import VermilionSources

@Suite struct `The pace of requests` {
    private let start = Instant(seconds: 1_753_318_923)
    private static let limit = RequestLimit(name: "l", burst: 3, perMinute: 6)

    @Test func `lets a burst through, and then so many a minute`() {
        var pace = Pace()
        #expect((0..<3).map { _ in pace.ask(Self.limit, at: start) } == [.zero, .zero, .zero])
        #expect(pace.ask(Self.limit, at: start) == .seconds(10))
        #expect(pace.ask(Self.limit, at: start + .seconds(10)) == .zero)
        #expect(pace.ask(Self.limit, at: start + .seconds(10)) == .seconds(10))
        #expect(pace.ask(nil, at: start) == .zero, "another service has another limit")
        #expect((0..<3).map { _ in pace.ask(Self.limit, at: start + .hours(1)) } == [.zero, .zero, .zero])
    }

    /// Whatever the rhythm: never more in a minute than the documents allow.
    @Test(arguments: 0..<UInt64(200)) func `stays within the documented minute`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var pace = Pace()
        var (now, sent) = (start, [Instant]())
        for _ in 0..<300 {
            let wait = pace.ask(.tokenFlex, at: now)
            if wait == .zero { sent.append(now) }
            let pause = Duration.milliseconds(Int.random(in: 0...9_000, using: &random))
            now = now + (wait > .zero && Bool.random(using: &random) ? wait : pause)
        }
        for (index, instant) in sent.enumerated() {
            #expect(sent[index...].prefix { $0 - instant < .minutes(1) }.count <= 50)
        }
        let minutes = (now - start) / Duration.minutes(1)
        #expect(Double(sent.count) <= 46 + 5 * minutes)
    }

    @Test func `holds for other processes and after a restart`() {
        var first = Pace()
        for _ in 0..<3 { _ = first.ask(Self.limit, at: start) }
        first.failed(asked: .seconds(40), at: start, chance: 0)
        var second = Pace()
        second.take(Pace(first.bytes))
        #expect(second.ask(nil, at: start + .seconds(1)) == .seconds(39))
        #expect(second.ask(Self.limit, at: start + .seconds(40)) == .zero)
        #expect(Pace(Array("nonsense".utf8)) == Pace())
    }

    @Test func `waits longer after each failure, and not at all after an answer`() {
        var pace = Pace()
        pace.failed(asked: nil, at: start, chance: 1)
        #expect(pace.ask(nil, at: start) == .seconds(5))
        pace.failed(asked: nil, at: start, chance: 1)
        #expect(pace.ask(nil, at: start) == .seconds(10))
        pace.wentWell()
        #expect(pace.ask(nil, at: start) == .zero)
    }

    @Test func `sends one ahead after a failure, and the others when it came back`() {
        var pace = Pace()
        pace.failed(asked: nil, at: start, chance: 1)
        let later = start + .seconds(5)
        #expect(pace.ask(nil, at: later) == .zero)
        #expect(pace.ask(nil, at: later) == .seconds(5))
        pace.wentWell()
        #expect(pace.ask(nil, at: later) == .zero)
    }

    @Test func `keeps to what a server asked for although another request went well`() {
        var pace = Pace()
        pace.failed(asked: .seconds(25), at: start, chance: 0)
        pace.wentWell()
        #expect(pace.ask(nil, at: start + .seconds(5)) == .seconds(20))
    }

    @Test func `does not wait for ever when the clock is put back`() {
        var pace = Pace()
        pace.failed(asked: .seconds(25), at: start + .days(400), chance: 0)
        for _ in 0..<4 { _ = pace.ask(Self.limit, at: start + .days(400)) }
        #expect(pace.ask(nil, at: start) == .zero)
        #expect(pace.ask(Self.limit, at: start) <= .seconds(10))
    }
}

@Suite struct `The manners of an account` {
    @Test func `are shared by those who ask as it, and kept in its file`() async throws {
        let directory = try TemporaryDirectory()
        let clock = SteppedTime(Instant(seconds: 1_753_318_923))
        func manners() -> Manners { Manners(of: "acme", state: directory.path, time: clock.time) { 1 } }
        let (first, second) = (manners(), manners())
        for number in 0..<45 {
            #expect(await (number % 2 == 0 ? first : second).wait(for: .tokenFlex) == .zero)
        }
        #expect(await first.wait(for: .tokenFlex) == .seconds(12))
        #expect(await second.wait(for: .tokenFlex) == .seconds(12))
        #expect(await manners().wait(for: .tokenFlex) == .seconds(12))
        await first.failed(asked: .minutes(2), Diagnostic("busy"))
        #expect(await manners().wait(for: nil) == .minutes(2))
    }
}
