import Testing
import VermilionDomain
import VermilionEngine
import VermilionStore
import VermilionTestSupport

/// Two sources, three channels, lots and corrections for years, with every fault that the seed draws.
private final class Life {
    var rig: Rig
    var chance: SplitMix64
    /// What the sources would tell if they could.
    let truth = Shared<[SourceID: [Usage]]>([:])
    let faulty = Shared<Set<SourceID>>([])
    /// When each source was read well, as the test knows it.
    var lastGood: [SourceID: Instant] = [:]
    let channels: [ScriptedChannel]
    private var store: Store
    private var restarts = 0

    init(seed: UInt64) throws {
        rig = try Rig()
        chance = SplitMix64(seed: seed)
        store = rig.store
        channels = (0..<3).map { index in
            ScriptedChannel(ChannelName("channel-\(index)")) { delivery, number in
                var chance = SplitMix64(seed: seed &+ UInt64(number) &* 977 &+ UInt64(index))
                // The last channel refuses now and then, so that dead deliveries are part of life.
                if index == 2, chance.happens(percent: 4) { return .refused(reason: "550 no") }
                if chance.happens(percent: 30) { return .retry(reason: "421 later", after: nil) }
                return .delivered(reply: "250 OK")
            }
        }
        rig.channels = channels
        let (truth, faulty) = (truth, faulty)
        rig.sources = (["csv", "http"] as [SourceID]).map { id in
            ScriptedSource(id: id) { _ in
                faulty.value.contains(id) ? .failed(id) : .good(id, truth.value[id] ?? [])
            }
        }
        rig.rules.low = .init(below: .percent(20), runway: 7)
    }

    var now: Instant { rig.clock.wallTime }
    private var today: CivilDate { Zone.utc.day(of: now) }

    private func liveOn() throws {
        rig.clock.advance(by: .hours(chance.draw(4...60)))
        for source in rig.sources.map(\.id) {
            if chance.happens(percent: 8) { faulty.value.formSymmetricDifference([source]) }
            if chance.happens(percent: 40) {
                let number = chance.draw(1...3)
                for id in 1...number {
                    try state(source, day: today, tokens: "\(chance.draw(0...60))", id: .generated(id))
                }
            }
            if chance.happens(percent: 10), let row = truth.value[source]?.randomElement(using: &chance) {
                try state(source, day: row.key.day, tokens: "\(chance.draw(0...60))", id: row.key.id)
            }
            // The export has fewer rows without an id than before.
            if chance.happens(percent: 5), let last = truth.value[source]?.last, last.key.id != "" {
                truth.value[source]?.removeLast()
            }
        }
        if chance.happens(percent: 9) {
            rig.lots.append(
                try Lot(
                    id: LotID("LOT-\(rig.lots.count)"), tokens: Tokens(chance.draw(1...700)), start: now,
                    expires: now + .days(chance.draw(1...120))))
        }
    }

    private func state(_ source: SourceID, day: CivilDate, tokens: String, id: RowID) throws {
        let row = try Usage.on("\(day)", tokens, id: id, source: source)
        var rows = truth.value[source] ?? []
        if let index = rows.firstIndex(where: { $0.key == row.key }) { rows[index] = row } else { rows.append(row) }
        truth.value[source] = rows
    }

    /// One round of everything; the process may end in the middle and be started again.
    func round() async throws -> [Poll] {
        try liveOn()
        let kill = chance.happens(percent: 10) ? chance.draw(0..<12) : -1
        let fault = chance.pick(FallibleStore.Fault.allCases)
        let fallible = FallibleStore(store) { _, number in number == kill ? fault : nil }
        let engine = rig.engine(worker: WorkerID("process \(restarts)"), store: fallible)
        var polls: [Poll] = []
        do {
            polls = try await engine.pollAll()
            _ = try await engine.deliverDue()
        } catch is FallibleStore.Killed {
            restarts += 1
            store = try Store.open(directory: rig.directory.path)
            // What was killed in the middle of a poll has told nothing; this process goes on where it stopped.
            polls += try await rig.engine(worker: WorkerID("process \(restarts)"), store: store).pollAll()
        }
        for poll in polls where poll.reading.isGood { lastGood[poll.reading.source] = now }
        return polls
    }

    /// Everything that can still be delivered is.
    func settleDown() async throws {
        while true {
            rig.clock.advance(by: .minutes(31))
            if try await rig.engine(worker: "last", store: store).deliverDue().isEmpty { return }
        }
    }

    func incidents() async throws -> [Incident] { try await store.incidents(includingClosed: true) }
    func deliveries() async throws -> [Delivery] { try await store.deliveries() }
}

@Suite(.timeLimit(.minutes(2))) struct `A team's life` {
    @Test(arguments: 0..<UInt64(6)) func `has no incident without its notice, and none closed by silence`(
        seed: UInt64
    ) async throws {
        let life = try Life(seed: seed)
        var closings = 0
        for round in 1...130 {
            for poll in try await life.round() {
                for notice in poll.decision.notices where notice.kind == .closed {
                    closings += 1
                    #expect(poll.reading.isGood || notice.incident.kind == .stale)
                    let others = life.rig.sources.map(\.id).filter { .source($0) != notice.incident.subject }
                    if notice.incident.kind == .stale {
                        guard case .source(let id) = notice.incident.subject else { continue }
                        #expect(life.lastGood[id] == life.now, "\(id) was closed by silence")
                    } else {
                        for id in others {
                            let good = life.lastGood[id] ?? .distantPast
                            #expect(life.now - good < life.rig.rules.staleAfter, "closed while \(id) was silent")
                        }
                    }
                }
                if poll.decision.statement.uncharged > .zero {
                    #expect(poll.decision.incidents.contains { $0.kind == .uncharged && $0.phase == .open })
                }
            }
            if round.isMultiple(of: 26) { try await announcedInPairs(life) }
        }
        #expect(closings > 0)
        try await life.settleDown()
        try await announcedInPairs(life)
        try await arrivedInOrder(life)
        try await endsLikeAReplay(life)
    }

    /// Every notice of every incident is in the outbox once per channel: opened first, closed last.
    private func announcedInPairs(_ life: Life) async throws {
        let deliveries = Dictionary(grouping: try await life.deliveries()) { $0.id.notice.incident }
        for incident in try await life.incidents() {
            let mine = Dictionary(grouping: deliveries[incident.id] ?? []) { $0.id.channel }
            if incident.opened == nil {
                #expect(mine.isEmpty)
                continue
            }
            #expect(mine.count == life.channels.count)
            for (_, queue) in mine {
                let kinds = queue.sorted { $0.id.notice.number < $1.id.notice.number }.map(\.kind)
                #expect(queue.map(\.id.notice.number).sorted() == Array(1...incident.notices))
                #expect(kinds.first == .opened)
                #expect(kinds.count { $0 == .opened } == 1)
                #expect(kinds.count { $0 == .closed } == (incident.phase == .closed ? 1 : 0))
                #expect((kinds.last == .closed) == (incident.phase == .closed))
            }
        }
    }

    private func arrivedInOrder(_ life: Life) async throws {
        let deliveries = try await life.deliveries()
        for channel in life.channels {
            let mine = deliveries.filter { $0.id.channel == channel.name }
            #expect(mine.allSatisfy { $0.state != .queued })
            let arrived = Set(channel.arrived.map(\.id))
            for delivery in mine where delivery.state == .delivered { #expect(arrived.contains(delivery.id)) }
            var last: [IncidentID: Int] = [:]
            var payloads: [DeliveryID: [UInt8]] = [:]
            for delivery in channel.arrived {
                let notice = delivery.id.notice
                #expect(notice.number >= last[notice.incident] ?? 1, "\(delivery.id) came late")
                last[notice.incident] = notice.number
                #expect(
                    payloads.updateValue(delivery.payload, forKey: delivery.id) ?? delivery.payload == delivery.payload)
            }
        }
    }

    private func endsLikeAReplay(_ life: Life) async throws {
        life.faulty.value = []
        let last = try #require(try await life.rig.engine(store: life.rig.store).pollAll().last)
        let usage = life.truth.value.values.flatMap(\.self)
        let replay = Statement(of: try Ledger(lots: life.rig.lots, usage: usage, asOf: life.now), team: "Acme")
        #expect(last.decision.statement == replay)
    }
}

@Suite(.timeLimit(.minutes(1))) struct `A process that ends at any of its effects` {
    /// Uncharged usage, more of it, and a purchase.
    private func story() throws -> [(usage: [Usage], lots: [Lot])] {
        let first = [try Usage.on("2025-07-22", "3.5")]
        let second = first + [try .on("2025-07-23", "10")]
        return [(first, []), (second, []), (second, [try .from("2025-07-24", "100")])]
    }

    /// Plays the story with a store that fails once, and starts again where it failed.
    private func play(_ fault: FallibleStore.Fault, at effect: Int) async throws -> (Rig, [ScriptedChannel], Int) {
        var rig = try Rig()
        let channels = [ScriptedChannel("mail"), ScriptedChannel("chat")]
        let usage = Shared<[Usage]>([])
        rig.channels = channels
        rig.sources = [ScriptedSource(id: "csv") { _ in .good("csv", usage.value) }]
        let fallible = FallibleStore(rig.store) { _, number in number == effect ? fault : nil }
        for (number, step) in try story().enumerated() {
            (usage.value, rig.lots) = step
            for attempt in 0..<3 {
                let engine = rig.engine(worker: WorkerID("process \(number) \(attempt)"), store: fallible)
                do {
                    _ = try await engine.pollAll()
                    _ = try await engine.deliverDue()
                    break
                } catch is FallibleStore.Killed {
                    // Past the lease of the process that is gone.
                    rig.clock.advance(by: .minutes(1))
                }
            }
            rig.clock.advance(by: .hours(1))
        }
        rig.clock.advance(by: .hours(1))
        _ = try await rig.engine(worker: "last").deliverDue()
        return (rig, channels, fallible.effects.count)
    }

    @Test func `tells the same, in order, and repeats nothing but what it could not settle`() async throws {
        let effects = try await play(.before, at: .max).2
        #expect(effects >= 15)
        for effect in 0..<effects {
            for fault in FallibleStore.Fault.allCases {
                let (rig, channels, _) = try await play(fault, at: effect)
                #expect(try await rig.store.deliveries().allSatisfy { $0.state == .delivered })
                for channel in channels {
                    var told: [Delivery] = []
                    for delivery in channel.arrived {
                        if let repeated = told.first(where: { $0.id == delivery.id }) {
                            #expect(repeated.payload == delivery.payload)
                            #expect(repeated == told.last, "it was the last that was told")
                        } else {
                            told.append(delivery)
                        }
                    }
                    #expect(told.map(\.kind) == [.opened, .raised, .closed], "\(fault) effect \(effect)")
                    #expect(channel.arrived.count <= told.count + 1)
                }
            }
        }
    }
}
