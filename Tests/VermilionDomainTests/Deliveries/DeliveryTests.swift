import Testing
import VermilionDomain
import VermilionTestSupport

@Suite struct `The wait between attempts` {
    @Test(arguments: [
        (0, 0.0, 5), (1, 0.0, 5), (1, 1.0, 10), (2, 1.0, 20), (3, 0.0, 5), (3, 1.0, 40), (8, 1.0, 1_280),
        (9, 1.0, 1_800), (50, 1.0, 1_800), (50, 0.0, 5), (.max, 1.0, 1_800), (-3, 1.0, 5), (2, 7.0, 20), (2, -7.0, 5),
    ]) func `doubles from 5 s to 30 min, with full jitter`(attempts: Int, chance: Double, seconds: Int) {
        #expect(Backoff.standard.wait(after: attempts, asked: nil, chance: chance) == .seconds(seconds))
    }

    @Test(arguments: [(60, 60), (3, 5), (-5, 5), (3_600, 3_600), (86_400, 3_600), (Int.max / 4, 3_600)])
    func `is at least what the server asks, up to an hour`(asked: Int, seconds: Int) {
        #expect(Backoff.standard.wait(after: 1, asked: .seconds(asked), chance: 0) == .seconds(seconds))
    }

    @Test(arguments: 0..<UInt64(50)) func `stays within its limits`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for attempts in 0..<40 {
            let wait = Backoff.standard.wait(
                after: attempts, asked: nil, chance: Double.random(in: 0...1, using: &random))
            #expect(wait >= .seconds(5) && wait <= .minutes(30))
        }
    }
}

@Suite struct `A delivery` {
    private func delivery() throws -> Delivery {
        let notice = NoticeID(incident: IncidentID(installation: "test", number: 1), number: 1)
        return Delivery(
            id: DeliveryID(notice: notice, channel: "mail"), kind: .opened, payload: [1, 2, 3],
            created: try .at("2025-07-24"))
    }

    @Test func `is due at once`() throws {
        let delivery = try delivery()
        #expect(delivery.state == .queued)
        #expect(delivery.nextAttempt == delivery.created)
        #expect(delivery.queued == delivery.created)
        #expect(delivery.attempts == [])
    }

    @Test(arguments: [
        (Outcome.delivered(reply: "250 OK"), Delivery.State.delivered, "250 OK"),
        (.refused(reason: "550 no such user"), .dead, "550 no such user"),
        (
            .misconfigured(reason: "535 no", hint: "check user and password"), .dead, "535 no (check user and password)"
        ),
    ]) func `ends with an outcome that is final`(outcome: Outcome, state: Delivery.State, words: String) throws {
        var delivery = try delivery()
        let now = delivery.created + .seconds(3)
        delivery.record(outcome, at: now, backoff: .standard, chance: 0.5)
        #expect(delivery.state == state)
        #expect(delivery.nextAttempt == nil)
        #expect(delivery.attempts == [.init(at: now, outcome: outcome.kind, reply: words)])
    }

    @Test func `waits longer after each attempt, and is given up after three days`() throws {
        var delivery = try delivery()
        var waits: [Duration] = []
        while let due = delivery.nextAttempt {
            delivery.record(.retry(reason: "421 later", after: nil), at: due, backoff: .standard, chance: 1)
            if let next = delivery.nextAttempt { waits.append(next - due) }
        }
        #expect(Array(waits.prefix(9)) == [10, 20, 40, 80, 160, 320, 640, 1_280, 1_800].map(Duration.seconds))
        #expect(waits.reduce(.zero, +) <= .days(3))
        #expect(waits.reduce(.zero, +) > .days(3) - .minutes(30))
        #expect(delivery.state == .dead)
        #expect(delivery.attempts.last?.outcome == .retry)
    }

    @Test func `has three days and short waits again when it is sent again`() throws {
        var delivery = try delivery()
        while let due = delivery.nextAttempt {
            delivery.record(.retry(reason: "421 later", after: nil), at: due, backoff: .standard, chance: 1)
        }
        let again = delivery.created + .days(10)
        delivery.resend(at: again)
        #expect(delivery.state == .queued)
        #expect(delivery.nextAttempt == again)
        delivery.record(.retry(reason: "421 later", after: nil), at: again, backoff: .standard, chance: 1)
        #expect(delivery.state == .queued)
        #expect(delivery.nextAttempt == again + .seconds(10))
        #expect(delivery.created == (try .at("2025-07-24")))
    }
}
