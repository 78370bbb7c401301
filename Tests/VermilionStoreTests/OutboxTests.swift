import Testing
import VermilionDomain
import VermilionEngine
import VermilionStore
import VermilionTestSupport

@Suite struct `The outbox` {
    private let state: TemporaryState
    private var start: Instant { state.start }
    private var store: Store { state.store }

    init() throws { state = try TemporaryState() }

    private func claim(
        _ worker: WorkerID = "a", from channel: ChannelName = "mail", after: Duration = .zero
    ) async throws -> Delivery? {
        let now = start + after
        return try await store.claim(from: channel, at: now, lease: .of(worker, until: now + .seconds(30)))
    }

    private func settle(
        _ delivery: Delivery, _ outcome: Outcome, worker: WorkerID = "a", after: Duration = .zero
    ) async throws -> Delivery {
        var delivery = delivery
        delivery.record(outcome, at: start + after, backoff: .standard, chance: 0)
        try await store.settle(delivery, worker: worker)
        return delivery
    }

    @Test func `hands out a delivery once, and keeps its receipt`() async throws {
        try await store.queue(at: start)
        let claimed = try #require(try await claim())
        #expect("\(claimed.id)".hasSuffix("-1-1-mail"))
        #expect(claimed.payload == [1])
        #expect(claimed.kind == .opened)
        #expect(claimed.created == start)
        #expect(try await claim("b") == nil)
        let settled = try await settle(claimed, .delivered(reply: "250 2.0.0 \"Ok\": 日本"), after: .seconds(1))
        #expect(try await store.deliveries() == [settled])
        #expect(try await claim("b", after: .days(9)) == nil)
    }

    @Test func `keeps channels apart`() async throws {
        try await store.queue(channels: ["mail", "chat"], at: start)
        #expect(try await claim(from: "mail")?.id.channel == "mail")
        #expect(try await claim(from: "chat")?.id.channel == "chat")
        #expect(try await claim(from: "hook") == nil)
    }

    @Test func `keeps order within an incident, and lets others pass`() async throws {
        try await store.queue(teams: ["A", "B"], notices: 3, at: start)
        let first = try #require(try await claim())
        #expect((first.id.notice.incident.number, first.id.notice.number) == (1, 1))
        let second = try #require(try await claim())
        #expect((second.id.notice.incident.number, second.id.notice.number) == (2, 1))
        #expect(try await claim() == nil)
        _ = try await settle(first, .retry(reason: "421", after: nil))
        #expect(try await claim() == nil)
        _ = try await settle(second, .delivered(reply: "250"))
        #expect(try await claim()?.id.notice == NoticeID(incident: second.id.notice.incident, number: 2))
    }

    @Test(arguments: [Outcome.refused(reason: "550"), .misconfigured(reason: "535", hint: "check the password")])
    func `lets the next of an incident go when one is dead`(outcome: Outcome) async throws {
        try await store.queue(notices: 2, at: start)
        let first = try #require(try await claim())
        _ = try await settle(first, outcome)
        #expect(try await claim()?.id.notice.number == 2)
        #expect(try await store.deliveries().map(\.state) == [.dead, .queued])
    }

    @Test func `lets the next of an incident go when patience has ended`() async throws {
        try await store.queue(notices: 2, at: start)
        var due: Duration = .zero
        while let delivery = try await claim(after: due), delivery.id.notice.number == 1 {
            let settled = try await settle(delivery, .retry(reason: "421", after: .minutes(40)), after: due)
            due = settled.nextAttempt.map { $0 - start } ?? due
        }
        #expect(due <= .days(3) && due > .days(3) - .hours(1))
        #expect(try await store.deliveries().map(\.state) == [.dead, .queued])
        #expect(try await claim(after: due) == nil, "the second is leased now")
        #expect(try await claim("b", after: due + .minutes(1))?.id.notice.number == 2)
    }

    @Test func `is free again when a lease ends`() async throws {
        try await store.queue(at: start)
        let lost = try #require(try await claim("a"))
        #expect(try await claim("b", after: .seconds(30) - .microseconds(1)) == nil)
        let taken = try #require(try await claim("b", after: .seconds(30)))
        #expect(taken == lost)
    }

    @Test func `is free at once when it is given back, by its holder only`() async throws {
        try await store.queue(at: start)
        let claimed = try #require(try await claim("a"))
        try await store.release(claimed.id, worker: "b")
        #expect(try await claim("b") == nil)
        try await store.release(claimed.id, worker: "a")
        #expect(try await claim("b") == claimed)
    }

    @Test func `renews a lease for its holder only`() async throws {
        try await store.queue(at: start)
        let claimed = try #require(try await claim("a"))
        try await store.renew(claimed.id, lease: .of("a", until: start + .seconds(60)))
        #expect(try await claim("b", after: .seconds(59)) == nil)
        #expect(try await claim("b", after: .seconds(60)) != nil)
        try await store.renew(claimed.id, lease: .of("a", until: start + .seconds(120)))
        #expect(try await claim("c", after: .seconds(90)) != nil)
    }

    @Test func `lets a worker that lost its lease add to the receipt but decide nothing`() async throws {
        try await store.queue(at: start)
        let lost = try #require(try await claim("a"))
        let taken = try #require(try await claim("b", after: .seconds(40)))
        _ = try await settle(lost, .refused(reason: "550"), worker: "a", after: .seconds(50))
        #expect(try await store.deliveries().map(\.state) == [.queued])
        #expect(try await claim("c", after: .seconds(60)) == nil, "still leased to b")
        _ = try await settle(taken, .retry(reason: "421", after: nil), worker: "b", after: .seconds(61))
        let kept = try await store.deliveries()
        #expect(kept.map(\.state) == [.queued])
        #expect(kept.first?.attempts.map(\.outcome) == [.refused, .retry])
    }

    @Test func `believes a worker that lost its lease but delivered`() async throws {
        try await store.queue(at: start)
        let lost = try #require(try await claim("a"))
        let taken = try #require(try await claim("b", after: .seconds(40)))
        _ = try await settle(lost, .delivered(reply: "250"), worker: "a", after: .seconds(50))
        _ = try await settle(taken, .retry(reason: "421", after: nil), worker: "b", after: .seconds(51))
        let kept = try await store.deliveries()
        #expect(kept.map(\.state) == [.delivered])
        #expect(kept.map(\.nextAttempt) == [nil])
        #expect(kept.first?.attempts.map(\.outcome) == [.delivered, .retry])
    }

    @Test func `tells when a delivery can be claimed next`() async throws {
        #expect(try await store.nextAttempt(from: "mail") == nil)
        try await store.queue(notices: 3, at: start)
        #expect(try await store.nextAttempt(from: "mail") == start)
        #expect(try await store.nextAttempt(from: "chat") == nil)
        let claimed = try #require(try await claim())
        #expect(try await store.nextAttempt(from: "mail") == start + .seconds(30), "leased until then")
        let settled = try await settle(claimed, .retry(reason: "421", after: .minutes(20)))
        #expect(settled.nextAttempt == start + .minutes(20))
        #expect(try await store.nextAttempt(from: "mail") == settled.nextAttempt, "the others wait behind it")
    }

    @Test func `does not wait for a clock that was put back`() async throws {
        try await store.queue(teams: ["A", "B"], at: start + .days(30))
        let leased = try #require(try await claim(after: .days(30)))
        let claimed = [try await claim("b"), try await claim("c")]
        #expect(claimed.first == leased, "its lease and its time lie a month ahead")
        #expect(claimed.compactMap(\.self).map(\.id.notice.incident.number) == [1, 2])
        #expect(try await claim("d", after: .seconds(29)) == nil)
    }

    @Test func `sends again what is asked for, whatever became of it`() async throws {
        try await store.queue(at: start)
        let claimed = try #require(try await claim())
        let dead = try await settle(claimed, .refused(reason: "550"))
        let again = try #require(try await store.resend(dead.id, at: start + .days(10)))
        #expect(again.state == .queued)
        #expect(again.queued == start + .days(10))
        #expect(try await store.deliveries() == [again])
        let repeated = try #require(try await claim(after: .days(10)))
        #expect(repeated.payload == claimed.payload)
        #expect(repeated.attempts.count == 1)

        let incident = dead.id.notice.incident
        let elsewhere = IncidentID(installation: "other", number: incident.number)
        for unknown in [
            DeliveryID(notice: NoticeID(incident: incident, number: 9), channel: "mail"),
            DeliveryID(notice: dead.id.notice, channel: "chat"),
            DeliveryID(notice: NoticeID(incident: elsewhere, number: 1), channel: "mail"),
        ] { #expect(try await store.resend(unknown, at: start) == nil) }
    }

    @Test(arguments: [1, 2]) func `gives each delivery to one of many claimers`(round: Int) async throws {
        let teams = (0..<15).map { TeamName("Team \($0)") }
        try await store.queue(teams: teams, notices: 2, channels: ["mail", "chat"], at: start)
        let other = try Store.open(directory: state.directory.path)
        let claimed = try await withThrowingTaskGroup(of: [DeliveryID].self) { group in
            for number in 0..<8 {
                let store = number % 2 == 0 ? store : other
                let channel: ChannelName = number % 4 < 2 ? "mail" : "chat"
                group.addTask {
                    var mine: [DeliveryID] = []
                    let worker = WorkerID("worker \(number)")
                    while var delivery = try await store.claim(
                        from: channel, at: start, lease: .of(worker, until: start + .seconds(30)))
                    {
                        mine.append(delivery.id)
                        delivery.record(.delivered(reply: "250"), at: start, backoff: .standard, chance: 0)
                        try await store.settle(delivery, worker: worker)
                    }
                    return mine
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(claimed).count == claimed.count, "one was claimed twice")
        // A claimer may end while the last of an incident is in other hands.
        let left = try await store.deliveries().filter { $0.state == .queued }
        #expect(claimed.count + left.count == 60)
    }
}

@Suite struct `An acknowledgement` {
    @Test func `is kept, stops reminders, and survives the next reading`() async throws {
        let state = try TemporaryState()
        let start = try Instant.at("2025-07-24")
        let usage = [try Usage.on("2025-07-22", "3.5")]
        let opened = try await state.store.take(usage, of: .of("Acme"), at: start)
        let id = try #require(opened.incidents.first?.id)
        let acknowledged = try #require(try await state.store.acknowledge(id, at: start + .hours(1)))
        #expect(acknowledged.acknowledged == start + .hours(1))
        #expect(acknowledged.nextReminder == nil)
        #expect(try await state.store.acknowledge(id, at: start + .hours(2)) == acknowledged)
        #expect(try await state.store.incidents(includingClosed: false) == [acknowledged])
        #expect(try await state.store.take(usage, of: .of("Acme"), at: start + .days(9)).notices == [])
        #expect(
            try await state.store.acknowledge(IncidentID(installation: "other", number: id.number), at: start) == nil)
        #expect(
            try await state.store.acknowledge(IncidentID(installation: id.installation, number: 99), at: start) == nil)
    }
}

@Suite struct `A life` {
    /// Whatever a team's life brings, the store reads back what was decided, to the last field.
    @Test(arguments: 0..<UInt64(8)) func `is read back as it was decided`(seed: UInt64) async throws {
        let state = try TemporaryState()
        var chance = SplitMix64(seed: seed)
        let first = try CivilDate.parsed("2025-07-24")
        var rules = AlertRules()
        rules.low = .init(below: .percent(20), runway: 14)
        rules.uncharged.after = .hours(chance.draw(0...30))
        var lots: [Lot] = []
        var known: [IncidentID: Incident] = [:]
        for day in 0..<60 {
            let today = first.adding(days: day)
            let now = Zone.utc.startOfDay(today) + .hours(12)
            if chance.happens(percent: 15) {
                lots.append(
                    try Lot(
                        id: "L\(day)", tokens: Tokens(chance.draw(1...40)), start: now,
                        expires: now + .days(chance.draw(1...40))))
            }
            let watch = Watch(team: "Acme", rules: rules, zone: .utc, sources: ["csv"], lots: lots)
            let rows = [
                try Usage.on("\(today)", "\(chance.draw(0...4))"),
                try Usage.on("\(today.adding(days: -3))", "\(chance.draw(0...4))"),
            ]
            let decision = try await state.store.take(
                rows, of: watch, at: now, good: !chance.happens(percent: 30), channels: ["mail", "chat"])
            for incident in decision.incidents { known[incident.id] = incident }
            if chance.happens(percent: 5), let id = known.keys.min(by: { $0.number > $1.number }) {
                known[id] = try await state.store.acknowledge(id, at: now)
            }
            let ordered = known.values.sorted { $0.id.number < $1.id.number }
            #expect(try await state.store.incidents(includingClosed: true) == ordered)
            #expect(
                try await state.store.incidents(includingClosed: false) == ordered.filter { $0.phase != .closed })
        }
        let told = known.values.map(\.notices).reduce(0, +)
        #expect(told > 0)
        #expect(try await state.store.deliveries().count == told * 2)
        #expect(try Programs.rows("PRAGMA foreign_key_check", in: state.file) == [])
        let again = try Store.open(directory: state.directory.path)
        #expect(
            try await again.incidents(includingClosed: true) == known.values.sorted { $0.id.number < $1.id.number })
    }
}
