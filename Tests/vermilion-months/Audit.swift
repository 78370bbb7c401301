import VermilionDomain
import VermilionEngine
import VermilionStore

/// What must be true after a month, whatever happened in it.
struct Audit {
    let month: Month
    private(set) var violations: [String] = []
    /// What was looked at, so that a month in which nothing happens does not count as one that went well.
    private(set) var incidents = 0
    private(set) var deliveries = 0

    init(_ month: Month) async throws {
        self.month = month
        let kept = try await month.store.deliveries()
        let incidents = try await month.store.incidents(includingClosed: true)
        (self.incidents, deliveries) = (incidents.count, kept.count)
        checkStates(kept)
        for post in month.posts {
            checkRepeats(post)
            checkOrder(post)
            checkLimit(post)
            checkArrivals(post, kept)
            checkParts(post, kept)
        }
        let byIncident = Dictionary(grouping: kept) { $0.id.notice.incident }
        for incident in incidents { checkPairs(incident, byIncident[incident.id] ?? []) }
        checkThatDeadIsTold(kept, incidents)
    }

    private mutating func expect(_ isSo: Bool, _ words: @autoclosure () -> String) {
        if !isSo { violations.append(words()) }
    }

    private mutating func checkStates(_ kept: [Delivery]) {
        for delivery in kept {
            expect(delivery.state != .queued, "\(delivery.id) still waits")
            let last = delivery.attempts.last?.outcome
            expect(
                (delivery.state == .delivered) == delivery.attempts.contains { $0.outcome == .delivered },
                "\(delivery.id) is \(delivery.state) after \(delivery.attempts.map(\.outcome))")
            if delivery.state == .dead {
                expect(last == .refused || last == .misconfigured || last == .retry, "\(delivery.id) died of nothing")
            }
        }
    }

    private mutating func checkRepeats(_ post: Post) {
        var payloads: [DeliveryID: [UInt8]] = [:]
        for attempt in post.attempts {
            let known = payloads.updateValue(attempt.delivery.payload, forKey: attempt.delivery.id)
            expect(known ?? attempt.delivery.payload == attempt.delivery.payload, "\(attempt.delivery.id) changed")
        }
    }

    /// For each incident, and each recipient of it: nothing new comes after something later.
    private mutating func checkOrder(_ post: Post) {
        struct Reader: Hashable {
            let incident: IncidentID
            let recipient: String
        }
        var seen: Set<DeliveryID> = []
        var last: [Reader: Int] = [:]
        for attempt in post.attempts {
            let (id, notice) = (attempt.delivery.id, attempt.delivery.id.notice)
            guard case .delivered(let receipt) = attempt.outcome, seen.insert(id).inserted, !notice.incident.isNone
            else { continue }
            let everybody = post.name == month.mail.name ? ["ann", "bob"] : [""]
            let missed = Set(receipt.missed.map(\.recipient))
            for recipient in id.recipient.map({ [$0] }) ?? everybody where !missed.contains(recipient) {
                let reader = Reader(incident: notice.incident, recipient: recipient)
                expect(notice.number >= last[reader] ?? 0, "\(id) came to \(recipient) after \(last[reader] ?? 0)")
                last[reader] = max(notice.number, last[reader] ?? 0)
            }
        }
    }

    private mutating func checkLimit(_ post: Post) {
        guard let limit = post.tempo.limit else { return }
        // An attempt that was not settled when its process ended is not known to have been made.
        let times = post.attempts.map(\.at)
        for (index, time) in times.enumerated() where index >= limit.count + 1 {
            expect(
                time - times[index - limit.count - 1] >= limit.period || month.wasPutBack,
                "\(post.name) got more than its limit at \(time)")
        }
    }

    /// Whoever did not get what the others got has a delivery of their own.
    private mutating func checkParts(_ post: Post, _ kept: [Delivery]) {
        let ids = Set(kept.map(\.id))
        // What was delivered and not written down before its process ended, and is dead since, is told of as a whole.
        let delivered = Set(kept.filter { $0.state == .delivered }.map(\.id))
        var last: [DeliveryID: Receipt] = [:]
        for attempt in post.attempts {
            if case .delivered(let receipt) = attempt.outcome { last[attempt.delivery.id] = receipt }
        }
        for (id, receipt) in last where delivered.contains(id) {
            for missed in receipt.missed {
                let part = DeliveryID(notice: id.notice, channel: id.channel, recipient: missed.recipient)
                expect(ids.contains(part), "\(missed.recipient) did not get \(id), and nobody knows")
            }
        }
    }

    /// What is kept as delivered was.
    private mutating func checkArrivals(_ post: Post, _ kept: [Delivery]) {
        let arrived = Set(post.attempts.filter { $0.outcome.kind == .delivered }.map(\.delivery.id))
        for delivery in kept where delivery.id.channel == post.name && delivery.state == .delivered {
            let reply = delivery.attempts.last { $0.outcome == .delivered }?.reply ?? ""
            expect(arrived.contains(delivery.id) || reply.hasPrefix("in "), "\(delivery.id) never arrived")
        }
    }

    private mutating func checkPairs(_ incident: Incident, _ kept: [Delivery]) {
        let whole = Dictionary(grouping: kept.filter { $0.id.recipient == nil }) { $0.id.channel }
        let mail = (whole[month.mail.name] ?? []).sorted { $0.id.notice.number < $1.id.notice.number }
        if incident.opened == nil {
            expect(kept.isEmpty, "\(incident.id) was told and never opened")
            return
        }
        // It is told of all but of itself.
        if incident.subject != .channel(month.mail.name) {
            expect(mail.map(\.id.notice.number) == Array(1...incident.notices), "\(incident.id) lacks notices")
            expect(mail.first?.kind == .opened, "\(incident.id) begins with \(String(describing: mail.first?.kind))")
        }
        for (channel, mine) in whole {
            let kinds = mine.sorted { $0.id.notice.number < $1.id.notice.number }.map(\.kind)
            expect(kinds.count { $0 == .opened } <= 1 && kinds.count { $0 == .closed } <= 1, "\(incident.id) \(kinds)")
            expect(
                (kinds.last == .closed) == (incident.phase == .closed),
                "\(incident.id) is \(incident.phase), and \(channel) heard \(kinds)")
            expect(kinds.first != .closed, "\(channel) heard of the end of \(incident.id) alone")
        }
    }

    private mutating func checkThatDeadIsTold(_ kept: [Delivery], _ incidents: [Incident]) {
        let told = Set(incidents.filter { $0.kind == .undelivered }.map(\.team))
        let teams = Dictionary(uniqueKeysWithValues: incidents.map { ($0.id, $0.team) })
        // What died in the last days may not have been seen by a poll.
        let early = kept.filter {
            $0.state == .dead && $0.attempts.last.map { $0.at < month.start + .days(20) } ?? false
        }
        for delivery in early where delivery.id.recipient == nil {
            guard let team = teams[delivery.id.notice.incident] else { continue }
            let wasMended = kept.contains {
                $0.id.channel == delivery.id.channel && $0.state == .delivered
                    && teams[$0.id.notice.incident] == team
            }
            expect(told.contains(team) || wasMended, "\(delivery.id) is dead, and nobody was told")
        }
    }
}
