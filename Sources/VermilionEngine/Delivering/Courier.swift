import Synchronization
package import VermilionDomain

/// Delivers what is due to one channel, in order, from the outbox alone: several deliveries at a time where the channel
/// takes that.
///
/// Each channel has its own courier: one that is slow or dead delays no other.
package struct Courier<C: Clock>: Sendable where C.Duration == Duration {
    /// What happened while it worked.
    enum Progress: Sendable {
        case attempted(Delivery)
        /// It took its turn at the outbox, and no attempt lasts longer than any may.
        case wentRound
        /// The state could not be written; what attempts came to is kept in hand, and written as soon as it can be.
        case notKept(any Error)
    }

    let channel: any Channel
    /// In whose time digests are dated.
    let zone: Zone
    let store: any LedgerStore
    let worker: WorkerID
    let time: TimeSource<C>
    private let backoff: Backoff
    /// So long at most until it looks again for what others have put into the outbox.
    private let rest: Duration

    package init(
        channel: any Channel, zone: Zone = .utc, store: any LedgerStore, worker: WorkerID, time: TimeSource<C>,
        backoff: Backoff = .standard, rest: Duration = EngineLoop.usualRest
    ) {
        self.channel = channel
        self.zone = zone
        self.store = store
        self.worker = worker
        self.time = time
        self.backoff = backoff
        self.rest = rest
    }

    /// For how long a delivery is nobody else's. Renewed while an attempt lasts, so that a long attempt keeps it
    /// and a killed process gives it up soon.
    static var leaseLength: Duration { .seconds(30) }

    /// Delivers until nothing is due, and returns what was tried.
    ///
    /// - Parameter patience: what is due sooner than that, because of the channel's limit, is waited for. No message that
    ///   failed is tried again so soon.
    @discardableResult
    package func deliverDue(patience: Duration = Backoff.standard.least) async throws -> [Delivery] {
        let tried = Mutex<[Delivery]>([])
        try await work(bell: Bell(), until: Relief(), end: patience) { progress in
            guard case .attempted(let delivery) = progress else { return }
            tried.withLock { $0.append(delivery) }
        }
        return tried.withLock { $0 }
    }

    /// Delivers until cancelled, or until relieved and then to the end of what it has begun. The bell tells of new
    /// deliveries; those of other processes are found by looking. A state that cannot be used for a while (a full disk) does
    /// not end it.
    func run(bell: Bell, until relief: Relief, report: @escaping @Sendable (Progress) -> Void) async {
        do {
            try await work(bell: bell, until: relief, end: nil, report: report)
        } catch {
            // Only the last turn, after the end, is not tried again.
            report(.notKept(error))
        }
    }

    /// - Parameter end: return when nothing is due within it, and throw when the state cannot be used; nil to do neither.
    private func work(
        bell: Bell, until relief: Relief, end: Duration?, report: @escaping @Sendable (Progress) -> Void
    ) async throws {
        let desk = Desk()
        var hands = Hands<C.Instant>()
        try await withThrowingDiscardingTaskGroup { group in
            func begin() {
                while hands.begun.count < channel.tempo.atOnce, let delivery = hands.begin(at: time.clock.now) {
                    group.addTask {
                        let outcome = await attempt(delivery)
                        desk.put(delivery.id, outcome)
                        bell.ring()
                    }
                }
            }
            while !Task.isCancelled, !relief.isAsked {
                note(desk.clear(), in: &hands)
                // What is in stock need not wait until the disk has kept what came before it.
                if hands.areLeased(at: time.now(), within: Self.leaseLength / 3) { begin() }
                do {
                    try await takeTurn(&hands, wanting: room(in: hands), report: report)
                    begin()
                    if hands.areQuick(at: time.clock.now) { report(.wentRound) }
                    guard let wait = try await rest(with: hands, end: end) else { return }
                    _ = await time.within(wait) { await bell.wait() }
                } catch  where end == nil {
                    report(.notKept(error))
                    hands.renewed = nil
                    try? await time.clock.sleep(for: .seconds(10))
                }
            }
            if relief.isAsked {
                await finish(&hands, desk, bell)
                await keep(&hands, report: report)
            }
            group.cancelAll()
        }
        // Relieved or cancelled, perhaps: what got through is kept as delivered, and the rest is free for others at once.
        note(desk.clear(), in: &hands)
        hands.giveBack()
        try await takeTurn(&hands, wanting: 0, report: report)
    }

    /// Waits for the attempts that are underway, not beyond their leases: what is cut off then counts as not made.
    private func finish(_ hands: inout Hands<C.Instant>, _ desk: Desk, _ bell: Bell) async {
        let last = time.clock.now.advanced(by: Self.leaseLength * 2 / 3)
        while !Task.isCancelled, time.clock.now < last {
            note(desk.clear(), in: &hands)
            if hands.begun.isEmpty { return }
            _ = await time.within(time.clock.now.duration(to: last)) { await bell.wait() }
        }
    }

    /// Writes down what the attempts came to, and goes on trying when the state cannot be written: whoever took over would
    /// send again what is not known to have got through. It looks more often than they do.
    private func keep(_ hands: inout Hands<C.Instant>, report: @Sendable (Progress) -> Void) async {
        while !Task.isCancelled, !hands.settled.isEmpty {
            do {
                try await takeTurn(&hands, wanting: 0, report: report)
            } catch {
                report(.notKept(error))
                try? await time.clock.sleep(for: .seconds(1))
            }
        }
    }

    /// How many more deliveries it wants: some in stock, so that the channel need not wait for the disk, and many at once.
    private func room(in hands: Hands<C.Instant>) -> Int {
        let most = channel.tempo.atOnce == 1 ? 1 : channel.tempo.atOnce * 8
        let room = most - hands.begun.count - hands.stock.count
        return hands.stock.isEmpty || room >= most / 2 ? room : 0
    }

    /// Nil for a task that was cut off by cancellation: the attempt counts as not made.
    private func attempt(_ delivery: Delivery) async -> Outcome? {
        let outcome = await channel.deliver(delivery, at: time.now())
        return Task.isCancelled && outcome.kind != .delivered ? nil : outcome
    }

    private func note(_ results: [DeliveryID: Outcome?], in hands: inout Hands<C.Instant>) {
        for (id, outcome) in results {
            guard var delivery = hands.end(id) else { continue }
            if let outcome {
                hands.parts += delivery.record(outcome, at: time.now(), backoff: backoff, chance: time.chance())
                hands.settled.append(delivery)
            } else {
                hands.released.append(id)
            }
        }
    }

    private func takeTurn(
        _ hands: inout Hands<C.Instant>, wanting wanted: Int, report: @Sendable (Progress) -> Void
    ) async throws {
        let now = time.now()
        var turn = Turn(
            at: channel.name, tempo: channel.tempo, lease: Lease(worker: worker, until: now + Self.leaseLength))
        (turn.settled, turn.parts, turn.released) = (hands.settled, hands.parts, hands.released)
        let renews = hands.renewed.map { now - $0 >= Self.leaseLength / 3 || $0 > now } ?? true
        if renews { turn.held = hands.begun.keys + hands.stock.map(\.id) }
        turn.wanted = max(0, wanted)
        turn.bind = { [channel, zone] digest, id, recipient in
            let language = digest.entries.first.flatMap { Language(rawValue: $0.language) } ?? .english
            guard let notice = try? Notice.digest(digest, id: id, at: now) else { return nil }
            let letters = channel.letters(notice, for: Reader(language: language, zone: zone))
            return letters.first { $0.recipient == recipient }?.payload
        }
        guard !turn.isIdle else { return }
        hands.stock += try await store.take(turn, at: now)
        if renews { hands.renewed = now }
        for delivery in hands.settled + hands.parts { report(.attempted(delivery)) }
        (hands.settled, hands.parts, hands.released) = ([], [], [])
    }

    /// How long to wait for something to happen; nil when nothing is left to do.
    private func rest(with hands: Hands<C.Instant>, end: Duration?) async throws -> Duration? {
        let isBusy = !hands.begun.isEmpty
        let longest = isBusy ? min(rest, Self.leaseLength / 3) : rest
        if isBusy, end != nil || room(in: hands) <= 0 { return longest }
        let now = time.now()
        let due = try await store.nextAttempt(from: channel.name, tempo: channel.tempo, at: now)
        if let end {
            guard let due, due > now, due - now < end else { return nil }
            return due - now
        }
        return min(due.map { max(.milliseconds(200), $0 - now) } ?? longest, longest)
    }
}
