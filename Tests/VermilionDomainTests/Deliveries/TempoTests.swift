import Testing
import VermilionDomain
import VermilionTestSupport

@Suite struct `The tempo of a channel` {
    private let now = Instant(seconds: 1_753_315_200)

    private func id(_ number: Int) -> DeliveryID {
        DeliveryID(
            notice: NoticeID(incident: IncidentID(installation: "test", number: Int64(number)), number: 1),
            channel: "mail")
    }

    /// Attempts, the latest first, a second apart, each of another delivery unless the same number is given again.
    private func past(
        _ outcomes: [Outcome.Kind], deliveries: [Int]? = nil, lastAt last: Instant? = nil, pauseUntil: Instant? = nil,
        counted: [Instant] = [], inFlight: Int = 0
    ) -> Tempo.Past {
        let last = last ?? now
        return Tempo.Past(
            attempts: outcomes.enumerated().map { index, kind in
                (
                    id(deliveries?[index] ?? index),
                    Delivery.Attempt(
                        at: last - .seconds(index), outcome: kind, reply: "", pauseUntil: index == 0 ? pauseUntil : nil)
                )
            }, counted: counted, inFlight: inFlight)
    }

    @Test func `is free where nothing says otherwise`() {
        #expect(Tempo().room(after: past([]), at: now) == .free(.max))
        #expect(Tempo().room(after: past([.delivered, .retry, .refused], inFlight: 3), at: now) == .free(.max))
    }

    @Test func `allows so many in a period, with those that are under way`() {
        let tempo = Tempo(limit: Tempo.Limit(3, in: .seconds(10)))
        let two = [now - .seconds(1), now - .seconds(4)]
        #expect(tempo.room(after: past([], counted: two), at: now) == .free(1))
        let three = two + [now - .seconds(7)]
        #expect(tempo.room(after: past([], counted: three), at: now) == .none(until: now + .seconds(3)))
        #expect(tempo.room(after: past([], counted: two, inFlight: 1), at: now) != .free(1))
    }

    @Test(arguments: [Outcome.Kind.retry, .misconfigured])
    func `leaves a channel alone through which five in a row did not get`(outcome: Outcome.Kind) {
        let four = past(Array(repeating: outcome, count: 4) + [.delivered, outcome])
        #expect(Tempo().room(after: four, at: now) == .free(.max))
        let five = past(Array(repeating: outcome, count: 5) + [.delivered])
        #expect(Tempo().room(after: five, at: now) == .none(until: now + .seconds(5)))
        #expect(Tempo().room(after: five, at: now + .seconds(5)) == .free(1), "one finds out")
        let probing = past(Array(repeating: outcome, count: 5), inFlight: 1)
        #expect(Tempo().room(after: probing, at: now + .seconds(6)) != .free(1), "and only one")
    }

    @Test(arguments: [(5, 5), (6, 10), (8, 40), (10, 160), (11, 300), (32, 300)])
    func `leaves it alone for longer and longer, up to five minutes`(failures: Int, seconds: Int) {
        let past = past(Array(repeating: .retry, count: failures))
        #expect(Tempo().room(after: past, at: now) == .none(until: now + .seconds(seconds)))
    }

    @Test func `takes a message that fails again and again for nothing but itself`() {
        let past = past(Array(repeating: .retry, count: 20), deliveries: (0..<20).map { $0 % 4 })
        #expect(Tempo().room(after: past, at: now) == .free(.max))
    }

    @Test func `takes a refusal for a sign of life`() {
        #expect(Tempo().room(after: past([.refused] + Array(repeating: .retry, count: 9)), at: now) == .free(.max))
    }

    @Test func `waits for all when the service asked for that`() {
        let asked = past([.retry], pauseUntil: now + .seconds(40))
        let web = Tempo(pausesWhenAsked: true)
        #expect(web.room(after: asked, at: now) == .none(until: now + .seconds(40)))
        #expect(web.room(after: asked, at: now + .seconds(40)) == .free(.max))
        #expect(Tempo().room(after: asked, at: now) == .free(.max), "elsewhere it is about one message")
    }

    @Test func `believes no time that lies far ahead because the clock was put back`() {
        let web = Tempo(pausesWhenAsked: true)
        let ahead = past(Array(repeating: .retry, count: 9), lastAt: now + .days(30), pauseUntil: now + .days(30))
        #expect(web.room(after: ahead, at: now) == .free(.max))
    }
}
