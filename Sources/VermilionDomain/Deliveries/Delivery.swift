/// One notice for one channel, with its text fixed when the notice was made.
package struct Delivery: Hashable, Sendable {
    package enum State: String, Hashable, Sendable {
        case queued, delivered
        /// Refused, misconfigured, or given up: kept, shown, and sent again only when asked.
        case dead
    }

    package struct Attempt: Hashable, Sendable {
        package let at: Instant
        package let outcome: Outcome.Kind
        /// The server's words, or what went wrong.
        package let reply: String

        package init(at: Instant, outcome: Outcome.Kind, reply: String) {
            self.at = at
            self.outcome = outcome
            self.reply = reply
        }
    }

    package let id: DeliveryID
    package let kind: Notice.Kind
    /// What the channel sends, byte for byte.
    package let payload: [UInt8]
    package let created: Instant
    /// When it was queued, first or again: patience and waits count from here.
    package private(set) var queued: Instant
    package private(set) var state: State
    package private(set) var attempts: [Attempt]
    /// When the next attempt is due; nil unless queued.
    package private(set) var nextAttempt: Instant?
    /// Not to go out before: it is quiet, or somebody may still acknowledge.
    package private(set) var notBefore: Instant?

    /// When it goes out next; nil unless queued.
    package var due: Instant? { nextAttempt.map { max($0, notBefore ?? $0) } }

    package init(
        id: DeliveryID, kind: Notice.Kind, payload: [UInt8], created: Instant, queued: Instant? = nil, state: State,
        attempts: [Attempt], nextAttempt: Instant?, notBefore: Instant? = nil
    ) {
        self.id = id
        self.kind = kind
        self.payload = payload
        self.created = created
        self.queued = queued ?? created
        self.state = state
        self.attempts = attempts
        self.nextAttempt = nextAttempt
        self.notBefore = notBefore
    }

    /// A delivery that is due at once, or when its time has come.
    package init(
        id: DeliveryID, kind: Notice.Kind, payload: [UInt8], created: Instant, notBefore: Instant? = nil
    ) {
        self.init(
            id: id, kind: kind, payload: payload, created: created, queued: notBefore.map { max($0, created) },
            state: .queued, attempts: [], nextAttempt: created, notBefore: notBefore)
    }

    /// What an attempt ended in decides what becomes of the delivery.
    package mutating func record(_ outcome: Outcome, at now: Instant, backoff: Backoff, chance: Double) {
        attempts.append(Attempt(at: now, outcome: outcome.kind, reply: outcome.words))
        switch outcome {
        case .delivered:
            (state, nextAttempt) = (.delivered, nil)
        case .refused, .misconfigured:
            (state, nextAttempt) = (.dead, nil)
        case .retry(_, let asked):
            let wait = backoff.wait(after: attempts.count { $0.at >= queued }, asked: asked, chance: chance)
            let next = now + wait
            (state, nextAttempt) = next - queued > backoff.patience ? (.dead, nil) : (.queued, next)
        }
    }

    /// Queues it again, whatever became of it; its ids stay.
    package mutating func resend(at now: Instant) {
        (state, queued, nextAttempt, notBefore) = (.queued, now, now, nil)
    }
}

/// Names a delivery: `k3f9q2-12-1-mail` is notice k3f9q2-12-1 for the channel "mail".
package struct DeliveryID: Hashable, Sendable, CustomStringConvertible {
    package let notice: NoticeID
    package let channel: ChannelName

    package init(notice: NoticeID, channel: ChannelName) { (self.notice, self.channel) = (notice, channel) }

    package init?(_ text: String) {
        let parts = text.split(separator: "-", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4, let notice = NoticeID(parts[0..<3].joined(separator: "-")), !parts[3].isEmpty
        else { return nil }
        self.init(notice: notice, channel: ChannelName(String(parts[3])))
    }

    package var description: String { "\(notice)-\(channel)" }
}
